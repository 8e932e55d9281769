"""What is to be sent: one row per outgoing message, which alone decides.

    queued → sending → accepted → (receipts: sent → delivered → read, or failed, undelivered)
                    ↘ queued      certainly not accepted: again after a while
                    ↘ failed      refused for good
                    ↘ unknown     perhaps accepted: looked for, see `services/settling.py`
    queued → expired, cancelled   too late; no longer wanted

A worker claims a row and commits, passes the fence, sends with no transaction open, and records. One
message per recipient is under way at a time: that keeps their order, and leaves no doubt which message
a provider's list shows. `lease_until` is the time before which nobody else touches a row: while it is
sent, while it backs off, and until an unknown outcome is looked for again. `send_at` never changes, so
a row that backs off keeps its place before later ones.
"""

import logging
import random
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from booking_bot.channels.base import ChannelError, Outbound
from booking_bot.models import (
    Attention,
    AttentionKind,
    ChannelName,
    Conversation,
    Delivery,
    Direction,
    Holder,
    Message,
    MessageKind,
    Outbox,
    row_id,
)

log = logging.getLogger(__name__)

UNDER_WAY = (Delivery.SENDING, Delivery.UNKNOWN)
FIRST_BACKOFF, LONGEST_BACKOFF = timedelta(seconds=1), timedelta(seconds=60)
# After so many attempts in vain somebody is told; the message is still tried.
ATTEMPTS_UNTIL_A_PERSON_IS_TOLD = 8
# Any number will do: it keeps claims one after another on PostgreSQL.
CLAIMING = 8_214_001

Jitter = Callable[[], float]


@dataclass(frozen=True)
class Claimed:
    """A row that this worker may send, as long as its token is the row's."""

    id: int
    token: str
    channel: ChannelName
    outbound: Outbound


def queue(
    session: Session,
    conversation: Conversation,
    *,
    body: str,
    kind: MessageKind,
    now: datetime,
    options: Sequence[Mapping[str, str]] = (),
    dedupe_key: str | None = None,
    send_at: datetime | None = None,
    not_after: datetime | None = None,
) -> Message:
    """Put a message in the outbox, in the caller's transaction.

    A `dedupe_key` that was used before changes nothing and gives the message of then. A reply in a
    conversation that a person already holds is the bot's parting word and goes as a notice: only replies
    are withdrawn when a person takes over.
    """
    if dedupe_key is not None and (known := _by_key(session, dedupe_key)):
        return known
    if kind is MessageKind.REPLY and _is_mute(conversation, now):
        kind = MessageKind.NOTICE
    message = Message(
        conversation_id=row_id(conversation),
        direction=Direction.OUT,
        kind=kind,
        body=body,
        options=[dict(option) for option in options],
        at=now,
    )
    row = Outbox(
        message_id=0,
        dedupe_key=dedupe_key,
        channel=conversation.channel,
        recipient=conversation.address,
        send_at=send_at or now,
        not_after=not_after,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(message)
            session.flush()
            row.message_id = row_id(message)
            session.add(row)
    except IntegrityError:
        known = _by_key(session, dedupe_key) if dedupe_key else None
        if known is None:
            raise
        return known
    return message


def cancel(session: Session, dedupe_key: str, *, reason: str) -> bool:
    """Withdraw a message that is no longer wanted. False where it is under way, gone, or never was."""
    return _update(
        session,
        col(Outbox.dedupe_key) == dedupe_key,
        col(Outbox.status) == Delivery.QUEUED,
        status=Delivery.CANCELLED,
        error=reason,
    )


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether a claim might find something; a glance that takes no lock."""
    due = select(Outbox.id).where(col(Outbox.status) == Delivery.QUEUED, col(Outbox.send_at) <= now).limit(1)
    return session.exec(due).first() is not None


def claim(
    session: Session,
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    channels: Collection[ChannelName] = tuple(ChannelName),
) -> list[Claimed]:
    """Take up to `limit` due rows for this worker; the caller commits before it sends anything.

    Only the earliest row of each recipient that has none under way is taken.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Two claims at once could each see a different first row of one recipient.
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(CLAIMING)))
    _expire(session, now)
    rows = session.exec(_due(now, limit, channels)).all()
    if not rows:
        return []
    token = secrets.token_hex(16)
    session.exec(
        sa.update(Outbox)
        .where(col(Outbox.id).in_([row.id for row, _ in rows]))
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
        Claimed(
            id=row_id(row),
            token=token,
            channel=row.channel,
            outbound=Outbound(
                recipient=row.recipient,
                body=message.body,
                marker=marker_of(row),
                options=tuple(message.options),
                media=tuple(message.media),
            ),
        )
        for row, message in rows
    ]


def fence(session: Session, claimed: Claimed, now: datetime, *, lease: timedelta) -> bool:
    """Whether the row may go out this instant; renews its lease.

    A worker that slept through its lease does not pass. What was right when the message was queued is
    looked at again: a reply does not go where a person took over meanwhile, and nothing goes too late.
    """
    row = session.exec(select(Outbox).where(*_ours(claimed), Outbox.status == Delivery.SENDING)).first()
    if row is None:
        log.warning("outbox %s was taken from this worker", claimed.id)
        return False
    stop = _why_not(session, row, now)
    if stop is not None:
        status, reason = stop
        _update(
            session, *_ours(claimed), Outbox.status == Delivery.SENDING,
            status=status, error=reason, lease_until=None,
        )  # fmt: skip
        log.info("outbox %s is %s: %s", claimed.id, status, reason)
        return False
    return _update(
        session,
        *_ours(claimed),
        col(Outbox.status) == Delivery.SENDING,
        claimed_at=now,
        lease_until=now + lease,
    )


def record_accepted(session: Session, claimed: Claimed, sid: str) -> None:
    """The provider has it. This holds whatever became of the row meanwhile."""
    row = session.get(Outbox, claimed.id, with_for_update=True)
    if row is not None:
        adopt(session, row, sid)


def record_not_accepted(
    session: Session, claimed: Claimed, error: ChannelError, now: datetime, *, jitter: Jitter = random.random
) -> None:
    """The provider certainly does not have it: again later, or never where the error is permanent."""
    row = session.exec(
        select(Outbox).where(*_ours(claimed), col(Outbox.status).in_(UNDER_WAY)).with_for_update()
    ).first()
    if row is None:
        log.warning("outbox %s was taken from this worker", claimed.id)
        return
    if error.permanent:
        fail(session, row, code=error.code, reason=error.explanation, now=now)
        return
    again(row, now, least=error.retry_after, jitter=jitter)
    row.error_code, row.error = error.code, error.explanation
    if row.attempts == ATTEMPTS_UNTIL_A_PERSON_IS_TOLD:
        tell_a_person(session, row, error.explanation, now=now)


def record_unknown(session: Session, claimed: Claimed, now: datetime, *, first_look: timedelta) -> None:
    """It may have been accepted: to be looked for after `first_look`."""
    _update(
        session,
        *_ours(claimed),
        col(Outbox.status) == Delivery.SENDING,
        status=Delivery.UNKNOWN,
        lease_until=now + first_look,
    )


def adopt(session: Session, row: Outbox, sid: str) -> bool:
    """Note the provider's id of a row; the first one that comes stays. False where it has another."""
    message = session.get_one(Message, row.message_id)
    if message.provider_sid not in (None, sid):
        log.error("outbox %s was accepted twice: as %s and as %s", row.id, message.provider_sid, sid)
        return False
    if _is_of_another(session, message, sid):
        # It was accepted all the same, and to doubt that would send it again.
        log.error("outbox %s was accepted as %s, which is the id of another message", row.id, sid)
    else:
        message.provider_sid = sid
    if row.status in (Delivery.QUEUED, *UNDER_WAY):
        row.status = Delivery.ACCEPTED
        row.lease_until = None
        row.error_code = row.error = None
    session.flush()
    return True


def again(row: Outbox, now: datetime, *, least: timedelta = timedelta(0), jitter: Jitter) -> None:
    """Back to the queue, in its old place, after a while that grows and is spread at random."""
    row.status = Delivery.QUEUED
    longest = min(FIRST_BACKOFF * 2 ** min(row.attempts - 1, 16), LONGEST_BACKOFF)
    row.lease_until = now + least + longest * jitter()


def fail(session: Session, row: Outbox, *, code: str | None, reason: str, now: datetime) -> None:
    """It will not be sent; the owner is told why. The code is the provider's."""
    row.status = Delivery.FAILED
    row.error_code, row.error = code, reason
    row.lease_until = None
    tell_a_person(session, row, reason, now=now)


def tell_a_person(session: Session, row: Outbox, reason: str, *, now: datetime) -> None:
    """Ask for attention once per conversation and reason, until somebody has seen to it."""
    message = session.get_one(Message, row.message_id)
    told = session.exec(
        select(Attention.id).where(
            col(Attention.kind) == AttentionKind.DELIVERY,
            col(Attention.conversation_id) == message.conversation_id,
            col(Attention.reason) == reason,
            col(Attention.resolved_at).is_(None),
        )
    ).first()
    if told is None:
        session.add(
            Attention(
                kind=AttentionKind.DELIVERY, conversation_id=message.conversation_id, reason=reason, at=now
            )
        )


def marker_of(row: Outbox) -> str:
    """What a receipt carries to name the row; the instant keeps another database's rows apart."""
    return f"{row.id}-{int(row.created_at.timestamp() * 1_000_000):x}"


def by_marker(session: Session, marker: str) -> Outbox | None:
    """The row with this marker, locked."""
    number = marker.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    row = session.get(Outbox, int(number), with_for_update=True)
    return row if row is not None and marker_of(row) == marker else None


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
    return (
        select(Outbox, Message)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .where(
            col(Outbox.status) == Delivery.QUEUED,
            col(Outbox.send_at) <= now,
            sa.or_(col(Outbox.lease_until).is_(None), col(Outbox.lease_until) <= now),
            col(Outbox.channel).in_(channels),
            ~busy,
            ~earlier,
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
        .values(status=Delivery.EXPIRED, error="Ya era tarde para enviarlo.", lease_until=None)
        .execution_options(synchronize_session=False)
    )


def _why_not(session: Session, row: Outbox, now: datetime) -> tuple[Delivery, str] | None:
    if row.not_after is not None and row.not_after < now:
        return Delivery.EXPIRED, "Ya era tarde para enviarlo."
    message, conversation = session.exec(
        select(Message, Conversation).join(Conversation).where(col(Message.id) == row.message_id)
    ).one()
    if message.kind == MessageKind.REPLY and _is_mute(conversation, now):
        return Delivery.CANCELLED, "Una persona tomó la conversación."
    return None


def _is_mute(conversation: Conversation, now: datetime) -> bool:
    paused = conversation.paused_until is not None and conversation.paused_until > now
    return conversation.holder is Holder.PERSON or paused


def _by_key(session: Session, dedupe_key: str) -> Message | None:
    return session.exec(
        select(Message)
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(col(Outbox.dedupe_key) == dedupe_key)
    ).first()


def _is_of_another(session: Session, message: Message, sid: str) -> bool:
    other = select(Message.id).where(
        col(Message.direction) == Direction.OUT,
        col(Message.provider_sid) == sid,
        col(Message.id) != message.id,
    )
    return session.exec(other).first() is not None


def _ours(claimed: Claimed) -> tuple[Any, Any]:
    return col(Outbox.id) == claimed.id, col(Outbox.lease_token) == claimed.token


def _update(session: Session, *conditions: Any, **values: Any) -> bool:
    """One conditional UPDATE; whether a row fitted."""
    result = session.exec(
        sa.update(Outbox).where(*conditions).values(**values).execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)
