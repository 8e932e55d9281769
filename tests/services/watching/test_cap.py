"""The shop's own limit on a month's messages: two warnings, and what goes out all the same."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import (
    Attention,
    Business,
    ChannelName,
    Delivery,
    Direction,
    Message,
    MessageKind,
    Outbox,
    row_id,
)
from booking_bot.services.watching import cap
from tests.shop import NOW, Shop, at

NEXT_MONTH = at("2026-12-01 09:00")


def send(session: Session, number: int, *, when: datetime = NOW) -> None:
    """So many messages that were taken."""
    shop = Shop(session, monthly_cap=10) if session.exec(select(Business.id)).first() is None else None
    line = shop.conversation(shop.customer()) if shop else 1
    for _ in range(number):
        message = Message(conversation_id=line, direction=Direction.OUT, kind=MessageKind.REPLY, at=when)
        session.add(message)
        session.flush()
        session.add(
            Outbox(
                message_id=row_id(message), channel=ChannelName.WHATSAPP, recipient="whatsapp:+34600111222",
                status=Delivery.READ, send_at=when, created_at=when, claimed_at=when,
            )
        )  # fmt: skip


def sent(database: Database, number: int, *, now: datetime = NOW) -> bool:
    """Whether the cap is reached after so many more."""
    with database.transaction() as session:
        send(session, number, when=now)
    return cap.look_after(database, now=now)


def told(database: Database) -> list[tuple[str, str, bool]]:
    with database.reading() as session:
        rows = session.exec(select(Attention).order_by(col(Attention.id)))
        return [(one.reason, one.summary, one.resolved_at is not None) for one in rows]


def held_back(database: Database, kind: MessageKind, *, now: datetime = NOW) -> bool:
    with database.reading() as session:
        return cap.holds_back(session, kind, now)


def test_the_owner_is_told_at_four_fifths_and_when_it_is_reached(database: Database) -> None:
    assert [sent(database, number) for number in (7, 1, 1, 1, 1)] == [False, False, False, True, True]

    assert told(database) == [
        (
            "monthly_cap_near",
            "Van 8 de 10 mensajes este mes. Al llegar al tope solo saldrán respuestas y recordatorios.",
            True,
        ),
        (
            "monthly_cap",
            "Van 10 de 10 mensajes este mes. Hasta el día 1 solo salen respuestas y recordatorios.",
            False,
        ),
    ]


def test_beyond_it_answers_and_reminders_go_out_alone(sqlite: Database) -> None:
    sent(sqlite, 10)

    go_out = {kind for kind in MessageKind if not held_back(sqlite, kind)}

    assert go_out == {MessageKind.REPLY, MessageKind.REMINDER, MessageKind.MANUAL, MessageKind.STAFF}


def test_below_it_nothing_is_held_back(sqlite: Database) -> None:
    sent(sqlite, 9)

    assert not held_back(sqlite, MessageKind.SURVEY)


def test_the_next_month_begins_with_nothing(sqlite: Database) -> None:
    sent(sqlite, 10)

    assert not held_back(sqlite, MessageKind.SURVEY, now=NEXT_MONTH)
    assert sent(sqlite, 0, now=NEXT_MONTH) is False
    assert [over for _, _, over in told(sqlite)] == [True]


def test_a_cap_that_is_taken_away_holds_nothing_back(sqlite: Database) -> None:
    sent(sqlite, 10)
    with sqlite.transaction() as session:
        session.exec(select(Business)).one().monthly_cap = 0

    assert sent(sqlite, 0) is False
    assert not held_back(sqlite, MessageKind.SURVEY)
    assert [over for _, _, over in told(sqlite)] == [True]
