"""What is to be sent: one row per outgoing message, which alone decides.

    queued → sending → accepted → (receipts: sent → delivered → read, or failed, undelivered)
                    ↘ queued      certainly not accepted: again after a while
                    ↘ failed      refused for good
                    ↘ unknown     perhaps accepted: looked for, see `services/settling.py`
    queued → expired, cancelled   too late; no longer wanted

A worker goes through the steps of `services/dispatch.py`. One message per recipient is under way at a
time: that keeps their order, and leaves no doubt which message a provider's list shows. `lease_until` is
the time before which nobody else touches a row: while it is sent, while it backs off, and until an
unknown outcome is looked for again. `send_at` never changes, so a row that backs off keeps its place
before later ones.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

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
from booking_bot.services import rows, wakes

log = logging.getLogger(__name__)

UNDER_WAY = (Delivery.SENDING, Delivery.UNKNOWN)
FIRST_BACKOFF, LONGEST_BACKOFF = timedelta(seconds=1), timedelta(seconds=60)
# After so many attempts in vain somebody is told; the message is still tried.
ATTEMPTS_UNTIL_A_PERSON_IS_TOLD = 8
Jitter = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a message goes that does not just answer on its line.

    With `as_template` the content goes whatever the hour; without, where free text is not allowed any more.
    One with a reason in `stopped` is only kept.
    """

    channel: ChannelName
    recipient: str
    content_sid: str | None = None
    content_variables: dict[str, str] | None = None
    template: str | None = None
    as_template: bool = False
    urgent: bool = False
    stopped: str | None = None
    follows_id: int | None = None
    short: str | None = None


def queue(
    session: Session,
    conversation: Conversation,
    *,
    body: str,
    kind: MessageKind,
    now: datetime,
    options: Sequence[Mapping[str, str]] = (),
    location: str | None = None,
    dedupe_key: str | None = None,
    send_at: datetime | None = None,
    not_after: datetime | None = None,
    envelope: Envelope | None = None,
) -> Message:
    """Put a message in the outbox, in the caller's transaction.

    A `dedupe_key` that was used before changes nothing and gives the message of then. A reply in a
    conversation that a person already holds is the bot's parting word and goes as a notice: only replies
    are withdrawn when a person takes over.
    """
    if dedupe_key is not None and (known := by_key(session, dedupe_key)):
        return known
    if kind is MessageKind.REPLY:
        kind = _kind_of_reply(conversation, now)
    message = Message(
        conversation_id=row_id(conversation),
        direction=Direction.OUT,
        kind=kind,
        body=body,
        options=[dict(option) for option in options],
        location=location,
        at=now,
    )
    way = envelope or Envelope(conversation.channel, conversation.address)
    row = Outbox(
        message_id=0,
        dedupe_key=dedupe_key,
        channel=way.channel,
        recipient=way.recipient,
        content_sid=way.content_sid,
        content_variables=way.content_variables,
        template=way.template,
        short=way.short,
        as_template=way.as_template,
        urgent=way.urgent,
        follows_id=way.follows_id,
        status=Delivery.CANCELLED if way.stopped else Delivery.QUEUED,
        error=way.stopped,
        send_at=send_at or now,
        not_after=not_after,
        created_at=now,
    )
    try:
        with session.begin_nested() if dedupe_key else nullcontext():
            session.add(message)
            session.flush()
            row.message_id = row_id(message)
            session.add(row)
        if row.status is Delivery.QUEUED and row.send_at <= now:
            wakes.ask(session)
    except IntegrityError:
        known = by_key(session, dedupe_key) if dedupe_key else None
        if known is None:
            raise
        return known
    return message


def answer(
    session: Session,
    conversation: Conversation,
    *,
    body: str,
    now: datetime,
    options: Sequence[Mapping[str, str]] = (),
    location: str | None = None,
    kind: MessageKind | None = None,
) -> None:
    """Queue the answer of a turn, a reply if no other kind: as `queue` does, in a fourth of the time."""
    message_id = rows.insert(
        session,
        Message,
        conversation_id=row_id(conversation),
        direction=Direction.OUT,
        kind=kind or _kind_of_reply(conversation, now),
        body=body,
        options=[dict(option) for option in options],
        location=location,
        at=now,
    )
    rows.insert(
        session,
        Outbox,
        message_id=message_id,
        channel=conversation.channel,
        recipient=conversation.address,
        status=Delivery.QUEUED,
        send_at=now,
        created_at=now,
    )
    wakes.ask(session)


def _kind_of_reply(conversation: Conversation, now: datetime) -> MessageKind:
    return MessageKind.NOTICE if is_mute(conversation, now) else MessageKind.REPLY


def cancel(session: Session, dedupe_key: str, *, reason: str) -> bool:
    """Withdraw a message that is no longer wanted, and what goes instead of it.

    False where all of it is under way or gone, or never was.
    """
    key: str | None = dedupe_key
    withdrawn = False
    while key is not None:
        withdrawn |= update(
            session,
            col(Outbox.dedupe_key) == key,
            col(Outbox.status) == Delivery.QUEUED,
            status=Delivery.CANCELLED,
            error=reason,
        )
        number = session.exec(select(Outbox.id).where(col(Outbox.dedupe_key) == key)).first()
        key = key_instead_of(number) if number is not None else None
    return withdrawn


def forget_key(session: Session, dedupe_key: str) -> None:
    """What was withdrawn under this key may be queued anew."""
    update(
        session,
        col(Outbox.dedupe_key) == dedupe_key,
        col(Outbox.status) == Delivery.CANCELLED,
        dedupe_key=None,
    )


def release_key(session: Session, dedupe_key: str) -> None:
    """What went under this key stays as it is, and the same may be said once more."""
    update(session, col(Outbox.dedupe_key) == dedupe_key, dedupe_key=None)


def key_instead_of(number: int) -> str:
    """The dedupe key of the row that goes instead of that one."""
    return f"instead:{number}"


def withdraw(session: Session, conversation: Conversation, *, reason: str) -> None:
    """Withdraw whatever is still queued for that line, or waits for the owner to send it there."""
    session.exec(
        sa.update(Outbox)
        .where(
            col(Outbox.channel).in_((conversation.channel, ChannelName.HAND)),
            col(Outbox.recipient) == conversation.address,
            col(Outbox.status) == Delivery.QUEUED,
        )
        .values(status=Delivery.CANCELLED, error=reason, lease_until=None)
        .execution_options(synchronize_session=False)
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
    end(row, code=code, reason=reason)
    tell_a_person(session, row, reason, now=now)


def end(row: Outbox, *, code: str | None, reason: str) -> None:
    """It will not be sent, at least not as it is."""
    row.status = Delivery.FAILED
    row.error_code, row.error = code, reason
    row.lease_until = None


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
    number = number_in(marker)
    row = None if number is None else session.get(Outbox, number, with_for_update=True)
    return row if row is not None and marker_of(row) == marker else None


def number_in(marker: str) -> int | None:
    """The id of the row that a marker speaks of; whoever writes to us can make one up."""
    number = marker.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def is_mute(conversation: Conversation, now: datetime) -> bool:
    """Whether the bot has nothing to say there: a person holds the conversation, or it is paused."""
    paused = conversation.paused_until is not None and conversation.paused_until > now
    return conversation.holder is Holder.PERSON or paused


def waits_for_a_hand(session: Session, message: Message) -> bool:
    """Whether the owner has to send it from their own phone."""
    waiting = select(Outbox.id).where(
        col(Outbox.message_id) == row_id(message), col(Outbox.channel) == ChannelName.HAND
    )
    return session.exec(waiting).first() is not None


def is_known(session: Session, dedupe_key: str) -> bool:
    """Whether a message was queued under this key before."""
    return by_key(session, dedupe_key) is not None


def by_key(session: Session, dedupe_key: str) -> Message | None:
    """The message that was queued under this key."""
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


def update(session: Session, *conditions: Any, **values: Any) -> bool:
    """One conditional UPDATE; whether a row fitted."""
    result = session.exec(
        sa.update(Outbox).where(*conditions).values(**values).execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)
