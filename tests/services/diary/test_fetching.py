"""What was left here may be fetched: said once, and only where somebody asks for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    ChannelName,
    Delivery,
    Message,
    MessageKind,
    Outbox,
    Source,
    row_id,
)
from booking_bot.services import bookings, outbox
from booking_bot.services.diary import fetching, steps
from booking_bot.services.diary.steps import Step
from booking_bot.services.house import own_texts
from tests.shop import NOW, Shop, at
from tests.web.house import customer, say

OWNER = "owner:1"
READY_AT = at("2026-11-23 11:00")


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


def bath(session: Session, *, wrote: datetime = NOW) -> int:
    """Rosa has left her dog to be washed."""
    shop = Shop(session)
    lucia = shop.staff("Lucía")
    service = shop.service("Baño", minutes=30, by=[lucia])
    rosa = customer(session, "Rosa", "+34600111222")
    say(session, rosa, "+34600111222", "Hola", now=wrote)
    booked = bookings.book(
        session, customer_id=rosa, service_id=service, staff_id=lucia, start=at("2026-11-23 10:30"),
        source=Source.BOT, by="bot", now=NOW - timedelta(days=1),
    )  # fmt: skip
    assert booked.id
    return booked.id


def said(session: Session) -> list[tuple[str, ChannelName, Delivery]]:
    rows = session.exec(
        select(Message.body, Outbox.channel, Outbox.status)
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(col(Message.kind) == MessageKind.NOTICE)
        .order_by(col(Message.id))
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def test_they_are_told_once_and_only_when_asked_to(session: Session) -> None:
    dog = bath(session)
    steps.take(session, dog, Step.READY, by=OWNER, now=READY_AT)
    before = said(session)

    for _ in range(2):
        fetching.tell(session, dog, now=READY_AT)

    assert before == []
    ((body, channel, status),) = said(session)
    assert body.endswith(
        "ya hemos terminado Baño. Puedes pasar a recoger cuando quieras dentro de nuestro horario."
    )
    assert (channel, status) == (ChannelName.WHATSAPP, Delivery.QUEUED)


def test_the_owners_own_words_are_used(session: Session) -> None:
    dog = bath(session)
    own_texts.keep(session, "ready", "¡{nombre}, {servicio} hecho! Te espera {con}.", now=NOW)

    fetching.tell(session, dog, now=READY_AT)

    assert [body for body, *_ in said(session)] == ["¡Rosa, Baño hecho! Te espera Lucía."]


def test_who_has_not_written_today_is_told_by_the_owners_hand(session: Session) -> None:
    dog = bath(session, wrote=NOW - timedelta(days=2))

    told = fetching.tell(session, dog, now=READY_AT)

    assert isinstance(told, Message)
    assert outbox.waits_for_a_hand(session, told)


def test_what_was_noted_by_mistake_is_not_said_if_it_has_not_gone(session: Session) -> None:
    dog = bath(session)
    taken = steps.take(session, dog, Step.READY, by=OWNER, now=READY_AT)
    fetching.tell(session, dog, now=READY_AT)

    steps.undo(session, taken, by=OWNER, now=READY_AT)

    assert [status for *_, status in said(session)] == [Delivery.CANCELLED]


def test_what_was_noted_by_mistake_is_said_once_it_is_true(session: Session) -> None:
    dog = bath(session)
    taken = steps.take(session, dog, Step.READY, by=OWNER, now=READY_AT)
    fetching.tell(session, dog, now=READY_AT)
    steps.undo(session, taken, by=OWNER, now=READY_AT)

    fetching.tell(session, dog, now=READY_AT + timedelta(minutes=20))

    assert [status for *_, status in said(session)] == [Delivery.CANCELLED, Delivery.QUEUED]


def test_of_two_that_were_brought_it_is_said_once_both_are_ready(session: Session) -> None:
    luna = bath(session)
    first = session.get_one(Appointment, luna)
    second = bookings.book(
        session, customer_id=first.customer_id, service_id=first.service_id, staff_id=first.staff_id,
        start=at("2026-11-23 11:00"), source=Source.BOT, by="bot", now=NOW - timedelta(days=1),
        visit="both", subject="Simba",
    )  # fmt: skip
    first.visit, first.subject = "both", "Luna"
    simba = row_id(second)
    told = []
    for number in (luna, simba, luna):
        steps.take(session, number, Step.READY, by=OWNER, now=READY_AT)
        told.append(fetching.tell(session, number, now=READY_AT))
    both = [body for body, _, _ in said(session)]

    assert told[0] == fetching.NotAllYet(("Simba",))
    assert [isinstance(one, Message) for one in told] == [False, True, True]
    assert ["Baño para Luna y Simba" in one for one in both] == [True]


def test_who_did_not_bring_the_other_is_not_kept_waiting(session: Session) -> None:
    luna = bath(session)
    first = session.get_one(Appointment, luna)
    second = bookings.book(
        session, customer_id=first.customer_id, service_id=first.service_id, staff_id=first.staff_id,
        start=at("2026-11-23 11:00"), source=Source.BOT, by="bot", now=NOW - timedelta(days=1),
        visit="both", subject="Simba",
    )  # fmt: skip
    first.visit, first.subject = "both", "Luna"
    bookings.cancel(session, row_id(second), by=OWNER, now=NOW)
    steps.take(session, luna, Step.READY, by=OWNER, now=READY_AT)

    told = fetching.tell(session, luna, now=READY_AT)

    assert isinstance(told, Message)
    assert "Simba" not in told.body
