"""Who is new is told once who answers and what is kept; that it was told is kept with the reply."""

from datetime import timedelta

from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Business, Conversation
from booking_bot.services import turns
from tests.agenda.test_statements import counted
from tests.services.test_turns import LATER, replies, salon, say, write
from tests.shop import NOW

__all__ = ["salon"]
KEPT = (
    "¡Hola! Soy el asistente virtual de Peluquería Carmen. Guardo tu nombre, número y mensajes solo para "
    "atenderte (https://carmen.example/privacidad). Si quieres una persona, escribe «persona».\n"
)


def introduced(database: Database) -> list[bool]:
    with database.reading() as session:
        return [one.introduced_at is not None for one in session.exec(select(Conversation))]


def test_the_first_answer_introduces_and_no_other(salon: Database) -> None:
    with salon.transaction() as session:
        session.exec(select(Business)).one().privacy_url = "https://carmen.example/privacidad"

    first = say(salon, "¿cuánto cuesta el corte?")
    second = say(salon, "¿y dónde estáis?", now=LATER)

    assert (first, introduced(salon)) == (f"{KEPT}Corte: 16 € (30 min).", [True])
    assert "asistente" not in second


def test_a_person_who_takes_over_needs_no_introduction(salon: Database) -> None:
    say(salon, "quiero hablar con una persona")

    assert introduced(salon) == [False]


def test_to_be_introduced_takes_no_statement_more(salon: Database) -> None:
    say(salon, "hola")
    taken = dict[bool, int]()
    for new in (False, True):
        at = NOW + timedelta(days=1 + new)
        with salon.transaction() as session:
            session.exec(select(Conversation)).one().introduced_at = None if new else NOW
        write(salon, "¿cuánto cuesta el corte?", now=at)
        with counted(salon) as statements:
            turns.run_due(salon, now=at + timedelta(minutes=1))
        taken[new] = len(statements)

    assert ["asistente" in one for one in replies(salon)[1:]] == [False, True]
    assert taken[True] == taken[False]
