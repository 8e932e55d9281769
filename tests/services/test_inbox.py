from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import Attention, AttentionKind, Conversation, Delivery, row_id
from booking_bot.services import handovers, inbox
from tests.shop import NOW
from tests.web.house import answer, customer, say


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def talk(session: Session, name: str, number: int, text: str, *, minutes: int = 0) -> Conversation:
    phone = f"+3460011122{number}"
    return say(session, customer(session, name, phone), phone, text, now=NOW + timedelta(minutes=minutes))


def names(chats: list[inbox.Chat]) -> list[str | None]:
    return [chat.person.name for chat in chats]


def test_whoever_waits_for_a_person_stands_first_and_then_the_newest(session: Session) -> None:
    rosa = talk(session, "Rosa", 1, "Quiero hablar con alguien")
    talk(session, "Marta", 2, "Hola", minutes=5)
    talk(session, "Ana", 3, "Hola", minutes=9)
    handovers.take(session, row_id(rosa), by="owner:1", now=NOW)

    assert names(inbox.chats(session)) == ["Rosa", "Ana", "Marta"]
    assert names(inbox.chats(session, held=True)) == ["Rosa"]
    assert names(inbox.chats(session, held=False)) == ["Ana", "Marta"]


def test_a_chat_shows_the_last_thing_said(session: Session) -> None:
    marta = talk(session, "Marta", 2, "Hola")
    answer(session, row_id(marta), "Buenas, Marta", Delivery.SENT)

    (chat,) = inbox.chats(session)

    assert (chat.last_body, chat.last_out, chat.held) == ("Buenas, Marta", True, False)


def test_concerns_begin_with_people_who_wait_and_leave_out_what_is_settled(session: Session) -> None:
    rosa, marta = talk(session, "Rosa", 1, "Una queja", minutes=5), talk(session, "Marta", 2, "Llego tarde")
    session.add(Attention(kind=AttentionKind.LATE, conversation_id=marta.id, reason="late", at=NOW))
    session.add(Attention(kind=AttentionKind.NOTE, at=NOW, resolved_at=NOW))
    session.add(Attention(kind=AttentionKind.DELIVERY, reason="Sin saldo.", at=NOW))
    case = handovers.open_case(session, rosa, reason="complaint", summary="", now=NOW + timedelta(minutes=6))

    found = inbox.concerns(session)

    assert [(one.kind, one.person.name if one.person else None, one.held) for one in found] == [
        ("handover", "Rosa", True),
        ("late", "Marta", False),
        ("delivery", None, False),
    ]
    assert found[0].id == case.id
    assert [one.kind for one in inbox.concerns(session, marta.id)] == ["late"]


def test_a_conversation_taken_without_a_case_is_not_forgotten(session: Session) -> None:
    rosa, marta = talk(session, "Rosa", 1, "Una queja"), talk(session, "Marta", 2, "Hola")
    handovers.open_case(session, rosa, reason="complaint", summary="", now=NOW)
    handovers.take(session, row_id(marta), by="owner:1", now=NOW)

    assert names(inbox.taken(session, now=NOW)) == ["Marta"]


def test_what_was_said_has_both_sides_in_order_with_what_became_of_them(session: Session) -> None:
    marta = talk(session, "Marta", 2, "Hola")
    answer(session, row_id(marta), "Buenas", Delivery.FAILED, error="Ese número no tiene WhatsApp.")

    said = inbox.bubbles(session, row_id(marta))

    assert [(one.out, one.body, one.delivery, one.error) for one in said] == [
        (False, "Hola", None, None),
        (True, "Buenas", Delivery.FAILED, "Ese número no tiene WhatsApp."),
    ]


def test_what_was_put_off_asks_for_nothing_until_then(session: Session) -> None:
    rosa, marta = talk(session, "Rosa", 1, "Una queja"), talk(session, "Marta", 2, "Hola")
    handovers.open_case(session, rosa, reason="complaint", summary="", now=NOW)
    handovers.take(session, row_id(marta), by="owner:1", now=NOW)
    rosa.snoozed_until = marta.snoozed_until = NOW + timedelta(hours=1)
    session.flush()

    def asking(now: datetime) -> tuple[int, int]:
        return len(inbox.concerns(session, now=now)), len(inbox.taken(session, now=now))

    assert [asking(NOW), asking(NOW + timedelta(hours=1))] == [(0, 0), (1, 1)]


def test_only_what_a_person_has_to_read_waits(session: Session) -> None:
    rosa, marta = talk(session, "Rosa", 1, "Una queja"), talk(session, "Marta", 2, "Hola")
    marta.unread = 1  # the bot will answer her
    handovers.open_case(session, rosa, reason="complaint", summary="", now=NOW)
    answer(session, row_id(marta), "Buenas", Delivery.QUEUED)
    session.add(Attention(kind=AttentionKind.DELIVERY, reason="Sin saldo.", at=NOW))

    assert inbox.waiting(session) == inbox.Waiting(customers=1, failures=1, queued=1)
