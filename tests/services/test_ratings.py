"""Answers to the survey, from the message to the row and to the owner."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Conversation,
    Holder,
    MessageKind,
    OpenQuestion,
    Rating,
    row_id,
)
from booking_bot.services import open_questions, turns
from tests.services.test_open_questions import furnished, last_reply, write
from tests.shop import NOW, at

EVENING = at("2026-11-24 14:00")


@pytest.fixture
def salon(sqlite: Database) -> Database:
    """Ana came to her cut at eleven, and was asked at two how it was."""
    furnished(sqlite)
    with sqlite.transaction() as session:
        appointment = session.exec(select(Appointment)).one()
        appointment.status = Status.COMPLETED
        open_questions.ask(
            session,
            session.exec(select(Conversation)).one(),
            kind=QuestionKind.SURVEY,
            object_id=row_id(appointment),
            body="¿Cómo fue Corte? Ponle una nota del 1 al 5.",
            message_kind=MessageKind.SURVEY,
            expires_at=EVENING + timedelta(days=3),
            dedupe_key="survey:1",
            now=EVENING,
        )
    return sqlite


def says(database: Database, *texts: str) -> str:
    """Each in a turn of its own, a minute apart; the last reply."""
    for number, text in enumerate(texts, start=1):
        now = EVENING + timedelta(minutes=number)
        write(database, text, now=now)
        turns.run_due(database, now=now + timedelta(seconds=30))
    return last_reply(database)


def ratings(database: Database) -> list[tuple[int, str | None]]:
    with database.reading() as session:
        return list(session.exec(select(Rating.rating, Rating.comment)).all())


def told(database: Database, *, open_only: bool = True) -> list[str]:
    with database.reading() as session:
        query = select(Attention).where(col(Attention.kind) == AttentionKind.RATING)
        rows = session.exec(query).all()
        return [one.summary for one in rows if one.resolved_at is None or not open_only]


def is_asked(database: Database) -> bool:
    with database.reading() as session:
        return session.exec(select(OpenQuestion)).one().answered_at is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("5", (5, None)),
        ("cinco", (5, None)),
        ("⭐⭐⭐⭐⭐", (5, None)),
        ("le doy un cuatro", (4, None)),
        ("4/5", (4, None)),
        ("muy bien", (5, None)),
        ("un 4, aunque tardaron", (4, "aunque tardaron")),
        ("todo perfecto, un 5", (5, "todo perfecto")),
        ("2, me hicieron esperar", (2, "me hicieron esperar")),
        ("el color quedó fatal, un 1", (1, "el color quedó fatal")),
    ],
)
def test_a_figure_is_kept_with_what_is_said_beside_it(
    salon: Database, text: str, kept: tuple[int, str | None]
) -> None:
    says(salon, text)

    assert ratings(salon) == [kept]
    assert not is_asked(salon)


@pytest.mark.parametrize(
    "text",
    [
        "10",
        "un 8",
        "genial, un diez",
        "todo genial",
        "sí",
        "hola",
        "¿abrís el día 5?",
        "a las 5",
        "quiero cita el 5",
    ],
)
def test_what_gives_no_figure_of_ours_is_no_rating(salon: Database, text: str) -> None:
    says(salon, text)

    assert ratings(salon) == []


def test_a_figure_of_another_scale_is_asked_for_once_more(salon: Database) -> None:
    reply = says(salon, "10")

    assert reply == "Gracias. Y del 1 al 5, donde 5 es muy bien, ¿qué nota le pones?"


@pytest.mark.parametrize("text", ["gracias", "luego te digo", "ahora no puedo", "hola"])
def test_a_figure_is_still_awaited_after_what_is_none(salon: Database, text: str) -> None:
    says(salon, text, "un 4")

    assert ratings(salon) == [(4, None)]


def test_who_will_not_say_is_asked_no_more(salon: Database) -> None:
    reply = says(salon, "no, gracias")

    assert reply == "De acuerdo, y gracias por venir."
    assert not is_asked(salon)


@pytest.mark.parametrize("text", ["no me gustó nada", "horrible", "ninguna queja", "😡"])
def test_who_is_not_content_is_not_cheered_at(salon: Database, text: str) -> None:
    assert says(salon, text) == "Gracias. Y del 1 al 5, donde 5 es muy bien, ¿qué nota le pones?"


def test_the_same_once_more_adds_no_row_and_a_changed_mind_changes_it(salon: Database) -> None:
    says(salon, "5", "5")
    before = ratings(salon)
    says(salon, "perdona, un 4")

    assert before == [(5, None)]
    assert ratings(salon) == [(4, None)]


def test_a_low_one_is_the_owners_at_once_and_why_is_asked_once(salon: Database) -> None:
    reply = says(salon, "2")
    at_once = told(salon)
    again = says(salon, "2")
    says(salon, "me hicieron esperar media hora")

    assert reply == "Lo sentimos mucho, aviso al equipo ahora mismo. ¿Me cuentas qué ha fallado?"
    assert at_once == ["2 de 5"]
    assert again == "Anotado, gracias."
    assert told(salon, open_only=False) == ["2 de 5\nme hicieron esperar media hora"]
    assert ratings(salon) == [(2, "me hicieron esperar media hora")]


def test_a_complaint_with_a_figure_stays_with_the_bot_and_names_the_appointment(salon: Database) -> None:
    says(salon, "un 1, muy mal servicio")

    with salon.reading() as session:
        conversation = session.exec(select(Conversation)).one()
        attention = session.exec(select(Attention)).one()
        appointment = session.exec(select(Appointment)).one()
    assert conversation.holder is Holder.BOT
    assert (attention.kind, attention.appointment_id, attention.conversation_id, attention.summary) == (
        AttentionKind.RATING, appointment.id, conversation.id, "1 de 5\nmuy mal servicio",
    )  # fmt: skip


def test_who_took_one_for_the_best_is_no_worry_any_more(salon: Database) -> None:
    says(salon, "1", "perdona, quería decir 5")

    assert told(salon) == []
    assert told(salon, open_only=False) == ["1 de 5"]


def test_a_figure_is_no_business_of_the_bot_while_a_person_holds_the_conversation(salon: Database) -> None:
    with salon.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        conversation.holder, conversation.unread = Holder.PERSON, 0

    reply = says(salon, "1")

    assert (ratings(salon), told(salon)) == ([], [])
    assert reply == "¿Cómo fue Corte? Ponle una nota del 1 al 5."
    with salon.reading() as session:
        assert session.exec(select(Conversation)).one().unread == 1


def test_a_figure_asked_for_a_week_ago_is_asked_no_more(salon: Database) -> None:
    with salon.transaction() as session:
        session.exec(select(OpenQuestion)).one().expires_at = NOW

    says(salon, "5")

    assert ratings(salon) == []
