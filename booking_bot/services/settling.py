"""Settling what nobody knows: messages whose sending was cut off before the answer came.

A row becomes `unknown` by a time-out, a 5xx, a torn connection, or a worker that died. Then either a
receipt names it (`services/receipts.py`), or the provider's list shows it, or it is in neither for long
enough; only then is it sent again. The network is asked between two transactions, never inside one.
"""

import logging
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.channels.base import Sighting
from booking_bot.models import ChannelName, Delivery, Direction, Message, MessageKind, Outbox, row_id
from booking_bot.services import outbox

log = logging.getLogger(__name__)

# When the provider is asked, counted from one look to the next: a message mostly shows at once.
LOOKS = (timedelta(seconds=1), timedelta(seconds=2), timedelta(seconds=7), timedelta(seconds=20))
FIRST_LOOK = LOOKS[0]
LOOKS_NEEDED = 2
# The provider's clock and ours may differ. Messages that we know are left out, so wide does no harm.
CLOCK_SKEW = timedelta(seconds=60)
# An offer that comes twice annoys more than one that never comes.
AT_MOST_ONCE = (MessageKind.SURVEY, MessageKind.WAITLIST, MessageKind.RECALL)
UNCONFIRMED = "No se sabe si llegó, y no se repite para no enviarlo dos veces."


@dataclass(frozen=True)
class Unsettled:
    """A message to look for at the provider."""

    id: int
    token: str | None
    channel: ChannelName
    recipient: str
    since: datetime


def end_leases(session: Session, now: datetime) -> int:
    """Rows whose worker has not been heard of become unknown; how many."""
    result = session.exec(
        sa.update(Outbox)
        .where(col(Outbox.status) == Delivery.SENDING, col(Outbox.lease_until) < now)
        .values(status=Delivery.UNKNOWN, lease_until=now)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount:
        log.warning("%s messages were cut off while they were sent", result.rowcount)
    return int(result.rowcount)


def to_look_for(
    session: Session,
    now: datetime,
    *,
    limit: int,
    channels: Collection[ChannelName] = tuple(ChannelName),
) -> list[Unsettled]:
    """Up to `limit` unknown rows whose next look is due.

    Each is put off, so that one worker looks at a time.
    """
    rows = session.exec(
        select(Outbox)
        .where(
            col(Outbox.status) == Delivery.UNKNOWN,
            col(Outbox.lease_until) <= now,
            col(Outbox.channel).in_(channels),
        )
        .order_by(col(Outbox.lease_until), col(Outbox.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.lease_until = now + LOOKS[-1]
    return [
        Unsettled(
            id=row_id(row),
            token=row.lease_token,
            channel=row.channel,
            recipient=row.recipient,
            since=(row.claimed_at or row.created_at) - CLOCK_SKEW,
        )
        for row in rows
    ]


def settle(
    session: Session,
    unsettled: Unsettled,
    sightings: Sequence[Sighting],
    now: datetime,
    *,
    grace: timedelta,
    jitter: outbox.Jitter = random.random,
) -> Delivery | None:
    """Decide by what the provider showed; the row's new status, None where it is no longer unknown.

    `now` is when the provider was asked. A message of its list that is none of those we know is this one,
    since no other was under way to this recipient. `grace` counts from the last attempt and must be longer
    than the sending of one message can take.
    """
    row = session.exec(
        select(Outbox)
        .where(
            col(Outbox.id) == unsettled.id,
            col(Outbox.lease_token) == unsettled.token,
            col(Outbox.status) == Delivery.UNKNOWN,
        )
        .with_for_update()
    ).first()
    if row is None:
        return None
    ours = _unknown_to_us(session, sightings)
    if ours:
        outbox.adopt(session, row, ours[0].sid)
        for another in ours[1:]:
            log.error("outbox %s was accepted twice: as %s and as %s", row.id, ours[0].sid, another.sid)
        return row.status
    row.lookups += 1
    since_attempt = now - (row.claimed_at or row.created_at)
    if row.lookups < LOOKS_NEEDED or since_attempt < grace:
        row.lease_until = now + LOOKS[min(row.lookups, len(LOOKS) - 1)]
    elif _kind(session, row) in AT_MOST_ONCE:
        outbox.fail(session, row, code=None, reason=UNCONFIRMED, now=now)
    else:
        log.info("outbox %s is nowhere to be seen and goes out again", row.id)
        outbox.again(row, now, jitter=jitter)
    return row.status


def _unknown_to_us(session: Session, sightings: Sequence[Sighting]) -> list[Sighting]:
    known = session.exec(
        select(Message.provider_sid).where(
            col(Message.direction) == Direction.OUT,
            col(Message.provider_sid).in_([one.sid for one in sightings]),
        )
    ).all()
    return [one for one in sightings if one.sid not in known]


def _kind(session: Session, row: Outbox) -> str:
    return session.get_one(Message, row.message_id).kind
