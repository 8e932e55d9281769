"""Sending what is in the outbox, step by step: claim and commit, pass the fence, send, record.

The message leaves between `fence` and `record_…`, with no transaction open. The states of a row, and what
holds between rows, stand in `services/outbox.py`.
"""

import logging
import random
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from booking_bot.channels.base import ChannelError, Outbound, Remedy
from booking_bot.dialogue.state import State
from booking_bot.domain import service_window
from booking_bot.domain.pace import PERSON, Pace
from booking_bot.models import (
    ChannelName,
    Conversation,
    Delivery,
    Message,
    Outbox,
    row_id,
)
from booking_bot.services import circuit, fair_weather, last_look, outbox, remedies, rows
from booking_bot.services.outbox import UNDER_WAY, update
from booking_bot.services.wordings import subject_of

log = logging.getLogger(__name__)

# What waits for the owner's hand is claimed by nobody.
SENT_BY_US = tuple(name for name in ChannelName if name is not ChannelName.HAND)
# Any number will do: it keeps claims one after another on PostgreSQL.
CLAIMING = 8_214_001

# Made once: every tick asks, and whoever sent something.
_ROWS = rows.table(Outbox).c
_ANY_DUE = (
    sa.select(_ROWS.id)
    .where(
        _ROWS.status == Delivery.QUEUED,
        _ROWS.send_at <= sa.bindparam("now"),
        _ROWS.channel != ChannelName.HAND,
    )
    .limit(1)
)


@dataclass(frozen=True)
class Claimed:
    """A row that this worker may send, as long as its token is the row's."""

    id: int
    token: str
    channel: ChannelName
    outbound: Outbound
    tries: bool = False  # whether its account is mended: see `services/circuit.py`


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether a claim might find something; a glance that takes no lock."""
    return session.connection().execute(_ANY_DUE, {"now": now}).first() is not None


def claim(
    session: Session,
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    channels: Collection[ChannelName] = SENT_BY_US,
    paces: Mapping[ChannelName, Pace] = MappingProxyType({}),
) -> list[Claimed]:
    """Take up to `limit` due rows for this worker; the caller commits before it sends anything.

    Only the earliest row of each recipient that has none under way is taken. `paces` are those that
    hold over all workers together: a channel that has no room by its own is left out, and one whose account
    is refused but for one message that tries.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Two claims at once could each see a different first row of one recipient.
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(CLAIMING)))
    _expire(session, now)
    rooms = {name: _room(session, name, pace, now) for name, pace in paces.items() if name in channels}
    trying = {name: room for name in channels if (room := circuit.room(session, name, now)) is not None}
    rooms |= {name: min(room, rooms.get(name, room)) for name, room in trying.items()}
    found = session.exec(_due(now, limit, [name for name in channels if rooms.get(name, limit)])).all()
    found = [one for one in found if _fits(one[0], rooms)]
    if not found:
        return []
    for name in {row.channel for row, *_ in found} & trying.keys():
        circuit.try_one(session, name, now)
    token = secrets.token_hex(16)
    session.exec(
        sa.update(Outbox)
        .where(col(Outbox.id).in_([row.id for row, *_ in found]))
        .values(
            status=Delivery.SENDING,
            lease_token=token,
            claimed_at=now,
            lease_until=now + lease,
            attempts=col(Outbox.attempts) + 1,
            lookups=0,
        )
        .execution_options(synchronize_session=False)
    )
    return [
        Claimed(row_id(one[0]), token, one[0].channel, _outbound(session, one, now), one[0].channel in trying)
        for one in found
    ]


def _outbound(
    session: Session, found: tuple[Outbox, Message, str, datetime | None], now: datetime
) -> Outbound:
    """The message as the channel wants it: as the template where free text may not go."""
    row, message, state, last = found
    as_template = row.as_template or not service_window.is_open(last, now)
    return Outbound(
        recipient=row.recipient,
        body=message.body,
        marker=outbox.marker_of(row),
        options=tuple(message.options),
        media=tuple(message.media),
        location=message.location,
        language=State.from_json(state).language if message.options else "es",
        content_sid=row.content_sid if as_template else None,
        content_variables=row.content_variables or {} if as_template else {},
        subject=subject_of(session, message) if row.channel is ChannelName.EMAIL else "",
    )


def fence(session: Session, claimed: Claimed, now: datetime, *, lease: timedelta) -> bool:
    """Whether the row may go out this instant; renews its lease.

    A worker that slept through its lease does not pass. What was right when the message was queued is
    looked at again: a reply does not go where a person took over meanwhile, nothing goes too late, and to
    whoever is blocked only what a person writes. What answers nothing keeps to consent and quiet hours. Where
    the 24 hours are over it goes as its template, or by another way: it is never lost in silence.
    """
    if claimed.outbound.content_sid is None and fair_weather.let_through(
        session, claimed.id, claimed.token, now, lease=lease
    ):
        return True
    row = session.exec(select(Outbox).where(*_ours(claimed), Outbox.status == Delivery.SENDING)).first()
    if row is None:
        log.warning("outbox %s was taken from this worker", claimed.id)
        return False
    other = last_look.other(session, row, claimed.outbound, now)
    if other is not None:
        told = {"status": Delivery.QUEUED, "lease_until": None, **other}
        update(session, *_ours(claimed), col(Outbox.status) == Delivery.SENDING, **told)
        log.info("outbox %s is %s: %s", claimed.id, told["status"], told.get("error", "it goes otherwise"))
        return False
    return update(
        session,
        *_ours(claimed),
        col(Outbox.status) == Delivery.SENDING,
        claimed_at=now,
        lease_until=now + lease,
    )


def record_accepted(session: Session, claimed: Claimed, sid: str, now: datetime | None = None) -> None:
    """The provider has it. This holds whatever became of the row meanwhile."""
    if not claimed.tries and fair_weather.accept(session, claimed.id, claimed.token, sid):
        return
    row = session.get(Outbox, claimed.id, with_for_update=True)
    if row is not None:
        outbox.adopt(session, row, sid)
        if claimed.tries:
            circuit.taken(session, row.channel, now or row.claimed_at or row.created_at)


def record_not_accepted(
    session: Session,
    claimed: Claimed,
    error: ChannelError,
    now: datetime,
    *,
    jitter: outbox.Jitter = random.random,
) -> None:
    """The provider certainly does not have it: again later, or never where the error is permanent."""
    row = session.exec(
        select(Outbox).where(*_ours(claimed), col(Outbox.status).in_(UNDER_WAY)).with_for_update()
    ).first()
    if row is None:
        log.warning("outbox %s was taken from this worker", claimed.id)
        return
    if error.permanent:
        outbox.end(row, code=error.code, reason=error.explanation)
        session.flush()
        if not remedies.see_to(session, row, error.remedy, now):
            outbox.tell_a_person(session, row, error.explanation, now=now)
        return
    if error.remedy is Remedy.HALT:
        circuit.trip(session, row.channel, error.explanation, now)
    outbox.again(row, now, least=error.retry_after, jitter=jitter)
    row.error_code, row.error = error.code, error.explanation
    if row.attempts == outbox.ATTEMPTS_UNTIL_A_PERSON_IS_TOLD:
        outbox.tell_a_person(session, row, error.explanation, now=now)


def record_unknown(session: Session, claimed: Claimed, now: datetime, *, first_look: timedelta) -> None:
    """It may have been accepted: to be looked for after `first_look`."""
    update(
        session,
        *_ours(claimed),
        col(Outbox.status) == Delivery.SENDING,
        status=Delivery.UNKNOWN,
        lease_until=now + first_look,
    )


def _room(session: Session, channel: ChannelName, pace: Pace, now: datetime) -> int:
    """How many may go out by the channel; one that is just being sent has not begun its stretch yet."""
    gone = session.exec(
        select(Outbox.status, Outbox.claimed_at).where(
            col(Outbox.channel) == channel,
            sa.or_(col(Outbox.status) == Delivery.SENDING, col(Outbox.claimed_at) > now - pace.within),
        )
    )
    return pace.room((now if status is Delivery.SENDING else at or now for status, at in gone), now)


def _fits(row: Outbox, rooms: dict[ChannelName, int]) -> bool:
    """Whether there is room left for the row, which then takes it."""
    if row.channel not in rooms:
        return True
    rooms[row.channel] -= 1
    return rooms[row.channel] >= 0


def _due(now: datetime, limit: int, channels: Collection[ChannelName]) -> Any:
    other = aliased(Outbox)
    same_line = sa.and_(
        col(other.recipient) == col(Outbox.recipient), col(other.channel) == col(Outbox.channel)
    )
    busy = sa.exists().where(same_line, col(other.status).in_(UNDER_WAY))
    earlier = sa.exists().where(
        same_line,
        col(other.status) == Delivery.QUEUED,
        sa.tuple_(col(other.send_at), col(other.id)) < sa.tuple_(col(Outbox.send_at), col(Outbox.id)),
    )
    just_sent = (
        select(sa.func.count())
        .select_from(other)
        .where(same_line, col(other.claimed_at) > now - PERSON.within)
        .scalar_subquery()
    )
    return (
        select(Outbox, Message, Conversation.state, Conversation.last_inbound_at)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Outbox.status) == Delivery.QUEUED,
            col(Outbox.send_at) <= now,
            sa.or_(col(Outbox.lease_until).is_(None), col(Outbox.lease_until) <= now),
            col(Outbox.channel).in_(channels),
            ~busy,
            ~earlier,
            just_sent < PERSON.most,
        )
        .order_by(col(Outbox.send_at), col(Outbox.id))
        .limit(limit)
        # A row that another transaction is just cancelling must not make the others wait.
        .with_for_update(skip_locked=True, of=Outbox)
    )


def _expire(session: Session, now: datetime) -> None:
    session.exec(
        sa.update(Outbox)
        .where(col(Outbox.status) == Delivery.QUEUED, col(Outbox.send_at) <= now, col(Outbox.not_after) < now)
        .values(status=Delivery.EXPIRED, error=last_look.TOO_LATE, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def _ours(claimed: Claimed) -> tuple[Any, Any]:
    return col(Outbox.id) == claimed.id, col(Outbox.lease_token) == claimed.token
