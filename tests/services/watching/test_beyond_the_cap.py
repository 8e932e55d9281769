"""What becomes of messages once the shop's cap is reached: when they are queued, held, and about to go."""

from datetime import timedelta

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Business, Conversation, Delivery, MessageKind, Watch
from booking_bot.services import dispatch, held
from booking_bot.services.notify import Dropped
from tests.services.lines import open_shop, rows, send, ways
from tests.shop import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def line(sqlite: Database) -> int:
    return open_shop(sqlite, sms=True)


def reach(database: Database) -> None:
    with database.transaction() as session:
        session.exec(select(Business)).one().monthly_cap = 10
        session.add(Watch(name="cap", value={"month": "2026-11", "sent": 10, "reached": True}, at=NOW))


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        (MessageKind.REPLY, ("whatsapp", "queued")),
        (MessageKind.REMINDER, ("whatsapp", "queued")),
        (MessageKind.MANUAL, ("whatsapp", "queued")),
        (MessageKind.NOTICE, ("hand", "queued")),
        (MessageKind.ORDER, ("hand", "queued")),
        (MessageKind.SURVEY, ("whatsapp", "cancelled")),
        (MessageKind.WAITLIST, ("whatsapp", "cancelled")),
    ],
)
def test_what_is_neither_answer_nor_reminder_waits_for_a_hand_or_is_not_sent(
    sqlite: Database, line: int, kind: MessageKind, way: tuple[str, str]
) -> None:
    reach(sqlite)

    sent = send(sqlite, line, NOW, kind=kind, urgent=True)

    assert ways(sqlite) == [way]
    reason = "Se ha llegado al tope de mensajes del mes." if way[1] == "cancelled" else None
    assert (sent.reason if isinstance(sent, Dropped) else None) == reason


def test_what_was_queued_before_it_was_reached_is_held_back_at_the_last_instant(
    sqlite: Database, line: int
) -> None:
    send(sqlite, line, NOW, kind=MessageKind.NOTICE)
    reach(sqlite)

    with sqlite.transaction() as session:
        (claimed,) = dispatch.claim(session, NOW, limit=9, lease=MINUTE)
        passed = dispatch.fence(session, claimed, NOW, lease=MINUTE)

    assert (passed, ways(sqlite)) == (False, [("hand", "queued")])


def test_what_waits_for_a_hand_stays_there_however_much_they_write(sqlite: Database, line: int) -> None:
    reach(sqlite)
    send(sqlite, line, NOW, kind=MessageKind.NOTICE)
    with sqlite.transaction() as session:
        session.get_one(Conversation, line).last_inbound_at = NOW + MINUTE

    assert held.run_due(sqlite, now=NOW + 2 * MINUTE) == 0
    assert [row.status for row in rows(sqlite)] == [Delivery.QUEUED]
