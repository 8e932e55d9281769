"""Messages on their way of which nothing more is heard: Twilio posts each receipt once, and some get lost.

Without it a message that failed would count as sent for ever: nobody would be told, and no other way tried.
So after a while the provider is asked, between two transactions, and what it says counts as a receipt does.
It is asked again now and then, since a phone may be switched off for long, and not for ever.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import ChannelName, Delivery, Message, Outbox

# The first receipt mostly comes within seconds, that of the arrival once the phone is switched on.
MISSED_AFTER = {Delivery.ACCEPTED: timedelta(hours=1), Delivery.SENT: timedelta(hours=12)}
AGAIN_AFTER = timedelta(hours=12)
# Nobody waits for an older one.
GIVEN_UP_AFTER = timedelta(days=3)
TOLD_BY_RECEIPTS = (ChannelName.WHATSAPP, ChannelName.SMS)


@dataclass(frozen=True)
class Unheard:
    """A message to ask the provider about."""

    id: int
    channel: ChannelName
    sid: str


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether there is one to ask about; a glance that takes no lock."""
    return session.exec(_due(now, TOLD_BY_RECEIPTS).limit(1)).first() is not None


def to_ask_about(
    session: Session,
    now: datetime,
    *,
    limit: int,
    channels: Collection[ChannelName] = TOLD_BY_RECEIPTS,
) -> list[Unheard]:
    """Up to `limit` messages, oldest first; each is put off, so that one worker asks at a time."""
    known = [name for name in TOLD_BY_RECEIPTS if name in channels]
    due = _due(now, known).order_by(col(Outbox.claimed_at), col(Outbox.id)).limit(limit)
    found = session.exec(due.with_for_update(skip_locked=True, of=Outbox)).all()
    session.exec(
        sa.update(Outbox)
        .where(col(Outbox.id).in_([number for number, *_ in found]))
        .values(asked_at=now)
        .execution_options(synchronize_session=False)
    )
    return [Unheard(number, channel, sid) for number, channel, sid in found]


def _due(now: datetime, channels: Collection[ChannelName]) -> Any:
    silent = (
        sa.and_(col(Outbox.status) == status, col(Outbox.claimed_at) <= now - length)
        for status, length in MISSED_AFTER.items()
    )
    return (
        select(Outbox.id, Outbox.channel, Message.provider_sid)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .where(
            sa.or_(*silent),
            col(Outbox.claimed_at) > now - GIVEN_UP_AFTER,
            col(Outbox.channel).in_(channels),
            sa.or_(col(Outbox.asked_at).is_(None), col(Outbox.asked_at) <= now - AGAIN_AFTER),
            col(Message.provider_sid).is_not(None),
        )
    )
