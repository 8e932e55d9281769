"""The agenda by chat: who gets which day, and who is a customer all the same."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Conversation, Direction, Message, User
from booking_bot.services import inbound, turns
from tests.services.team_shop import CARMEN, LUCIA, open_shop
from tests.shop import NOW

ANA = "+34600111222"


def open_house(database: Database) -> None:
    """Ana comes to Lucía at ten tomorrow and Eva to Marcos at eleven, who has said that she will."""
    with database.transaction() as session:
        people = open_shop(session)
        for name, start, staff in (("Ana", "10:00", people.lucia), ("Eva", "11:00", people.marcos)):
            booked = people.shop.book(
                people.cut, f"2026-11-24 {start}", staff, customer=people.shop.customer(name)
            )
        booked.status = Status.CONFIRMED


def said(
    database: Database, phone: str, text: str, *, sid: str = "SM1", channel_id: str | None = None
) -> str:
    """The answer to a text from that number."""
    with database.transaction() as session:
        address = f"whatsapp:{channel_id or phone}"
        inbound.receive(
            session,
            Inbound(sid, address, NOW, phone=phone, whatsapp_id=channel_id, profile_name="X", body=text),
            NOW,
        )
        line = session.exec(select(Conversation).where(col(Conversation.address) == address)).one()
        line.introduced_at = NOW
    turns.run_due(database, now=NOW + timedelta(seconds=20))
    with database.reading() as session:
        newest = select(Message.body).where(col(Message.direction) == Direction.OUT)
        return session.exec(newest.order_by(col(Message.id).desc())).first() or ""


ALL = (
    "Mañana, martes 24 de noviembre: 2 en agenda, 1 sin confirmar.\n"
    "\n*Lucía*\n10:00 Corte · Ana (sin confirmar)\n\n*Marcos*\n11:00 Corte · Eva"
)
HERS = "Mañana, martes 24 de noviembre: 1 en agenda, 1 sin confirmar.\n10:00 Corte · Ana (sin confirmar)"


@pytest.mark.parametrize(
    ("phone", "text", "answer"),
    [
        (CARMEN, "agenda de mañana", ALL),
        (CARMEN, "¿qué tengo mañana?", ALL),
        (CARMEN, "agenda de Lucía mañana", HERS),
        (LUCIA, "agenda de mañana", HERS),
        (LUCIA, "¿qué tengo mañana?", HERS),
        (
            LUCIA,
            "huecos de mañana",
            "Mañana, martes 24 de noviembre, huecos:\n10:30–14:00, 17:00–20:00",
        ),
        (
            CARMEN,
            "quién falta por confirmar",
            "Mañana, martes 24 de noviembre, por confirmar: 1.\n\n*Lucía*\n10:00 Corte · Ana (sin confirmar)",
        ),
        (
            LUCIA,
            "quién falta por confirmar hoy",
            "No falta nadie por confirmar (hoy, lunes 23 de noviembre).",
        ),
    ],
)
def test_staff_see_their_own_day_and_owners_all(sqlite: Database, phone: str, text: str, answer: str) -> None:
    open_house(sqlite)

    assert said(sqlite, phone, text) == answer


def test_what_they_are_told_is_no_message_to_a_customer(sqlite: Database) -> None:
    open_house(sqlite)
    said(sqlite, CARMEN, "agenda de mañana")
    said(sqlite, CARMEN, "hola", sid="SM2")

    with sqlite.reading() as session:
        kinds = select(Message.kind).where(col(Message.direction) == Direction.OUT).order_by(col(Message.id))
        assert session.exec(kinds).all() == ["staff", "reply"]


@pytest.mark.parametrize("text", ["agenda de mañana", "¿qué tengo mañana?", "huecos de mañana"])
def test_customers_are_told_nothing_of_others(sqlite: Database, text: str) -> None:
    open_house(sqlite)

    answer = said(sqlite, ANA, text)

    assert answer
    assert [name for name in ("Ana", "Eva", "Lucía: ") if name in answer] == []


def test_who_no_longer_has_an_account_is_a_customer(sqlite: Database) -> None:
    open_house(sqlite)
    with sqlite.transaction() as session:
        session.exec(select(User)).one().active = False

    assert "Eva" not in said(sqlite, CARMEN, "agenda de mañana")


def test_owners_are_known_by_whatsapps_own_id_too(sqlite: Database) -> None:
    open_house(sqlite)

    assert said(sqlite, CARMEN, "agenda de mañana", channel_id="ES.1234") == ALL


def test_owners_book_for_themselves_as_anybody_does(sqlite: Database) -> None:
    open_house(sqlite)

    said(sqlite, CARMEN, "quería un corte con Lucía el jueves")
    answer = said(sqlite, CARMEN, "¿y qué hueco hay el viernes?", sid="SM2")

    assert ("huecos:" in answer, "viernes 27" in answer) == (False, True)


def test_a_question_for_the_agenda_leaves_a_talk_as_it_was(sqlite: Database) -> None:
    open_house(sqlite)
    said(sqlite, CARMEN, "quería un corte con Lucía el jueves")
    with sqlite.reading() as session:
        before = session.exec(select(Conversation.state)).one()

    assert said(sqlite, CARMEN, "agenda de mañana", sid="SM2") == ALL

    with sqlite.reading() as session:
        assert session.exec(select(Conversation.state)).one() == before != ""
