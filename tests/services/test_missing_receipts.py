"""Of which messages the provider is asked, and when."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from booking_bot.db import Database
from booking_bot.models import ChannelName, Delivery, Outbox
from booking_bot.services import missing_receipts
from tests.services.sending import NOW, accept, claim, queue

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sent(database: Database, status: Delivery, channel: ChannelName = ChannelName.WHATSAPP) -> None:
    """A message that the provider took now, and of which no more is known than this."""
    queue(database, "Hola")
    (taken,) = claim(database)
    accept(database, taken, "SM1")
    with database.transaction() as session:
        session.exec(sa.update(Outbox).values(status=status, channel=channel))


def asked(database: Database, now: datetime) -> list[str]:
    with database.transaction() as session:
        any_due = missing_receipts.is_any_due(session, now)
        found = missing_receipts.to_ask_about(session, now, limit=10)
    assert any_due is bool(found)
    return [one.sid for one in found]


@pytest.mark.parametrize(
    ("status", "channel", "first"),
    [
        (Delivery.ACCEPTED, ChannelName.WHATSAPP, HOUR),
        (Delivery.SENT, ChannelName.WHATSAPP, 12 * HOUR),
        (Delivery.SENT, ChannelName.SMS, 12 * HOUR),
    ],
)
def test_what_is_silent_is_asked_about_twice_a_day_for_three_days(
    database: Database, status: Delivery, channel: ChannelName, first: timedelta
) -> None:
    sent(database, status, channel)

    hours = [hour for hour in range(24 * 5) if asked(database, NOW + hour * HOUR)]

    assert hours[:2] == [first / HOUR, first / HOUR + 12]
    assert 48 < hours[-1] < 72
    assert len(hours) <= 6


@pytest.mark.parametrize(
    ("status", "channel"),
    [
        (Delivery.DELIVERED, ChannelName.WHATSAPP),
        (Delivery.FAILED, ChannelName.WHATSAPP),
        (Delivery.UNKNOWN, ChannelName.WHATSAPP),
        (Delivery.SENT, ChannelName.HAND),
        (Delivery.ACCEPTED, ChannelName.EMAIL),
    ],
)
def test_what_is_settled_or_tells_by_no_receipt_is_not_asked_about(
    sqlite: Database, status: Delivery, channel: ChannelName
) -> None:
    sent(sqlite, status, channel)

    assert asked(sqlite, NOW + DAY) == []


def test_so_many_at_once_and_the_oldest_first(sqlite: Database) -> None:
    for number in range(3):
        queue(sqlite, f"{number}", to=f"whatsapp:+3460011122{number}")
    for number, taken in enumerate(claim(sqlite)):
        accept(sqlite, taken, f"SM{number}")
    with sqlite.transaction() as session:
        session.exec(sa.update(Outbox).where(col(Outbox.id) == 3).values(claimed_at=NOW - HOUR))
    later = NOW + 2 * HOUR

    with sqlite.transaction() as session:
        first = missing_receipts.to_ask_about(session, later, limit=2)
    with sqlite.transaction() as session:
        rest = missing_receipts.to_ask_about(session, later, limit=2)

    assert [one.sid for one in first + rest] == ["SM2", "SM0", "SM1"]
