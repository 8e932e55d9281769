"""The steps of fetching a file and of transcribing a voice note: claim, then record what came of it.

The network and the model are asked between two transactions, never inside one.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.bursts import Arrival
from booking_bot.models import (
    Attachment,
    ChannelName,
    Conversation,
    Direction,
    MediaStatus,
    Message,
    row_id,
)
from booking_bot.services.attachments import ask_a_person
from booking_bot.services.media_kinds import is_voice
from booking_bot.services.outbox import is_mute

log = logging.getLogger(__name__)

# After each attempt that failed: the provider may tell of a file before it has it.
RETRIES = tuple(timedelta(seconds=pause) for pause in (1, 3, 10, 60, 300, 1800, 7200))
LEASE = timedelta(minutes=2)  # longer than one fetching takes
# A model on a slow machine takes its time, and a note that brings it down is not read for ever.
TRANSCRIPTION_LEASE = timedelta(minutes=10)
MOST_TRANSCRIPTIONS = 3

_DUE = select(col(Attachment.id)).where(col(Attachment.next_try_at) <= sa.bindparam("now")).limit(1)


@dataclass(frozen=True)
class Claimed:
    """A file to fetch, or a voice note to transcribe.

    `attempt` tells this claim from later ones.
    """

    id: int
    attempt: int
    message_id: int
    message_sid: str | None
    channel: ChannelName
    url: str
    claimed_type: str
    type: str | None
    path: str | None
    answer_waits: bool  # the bot has not answered that message yet, and is to


def is_any_due(session: Session, now: datetime) -> bool:
    return session.exec(_DUE, params={"now": now}).first() is not None


def claim(
    session: Session, now: datetime, *, stored: bool, channels: Collection[ChannelName], limit: int
) -> list[Claimed]:
    """Up to `limit` files that are due, those `stored` to be transcribed or else to be fetched."""
    status = MediaStatus.STORED if stored else MediaStatus.PENDING
    until = now + (TRANSCRIPTION_LEASE if stored else LEASE)
    in_reason = col(Attachment.attempts) < MOST_TRANSCRIPTIONS if stored else sa.true()
    rows = session.exec(
        select(Attachment, Message, Conversation)
        .join(Message, col(Message.id) == col(Attachment.message_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Attachment.next_try_at) <= now,
            col(Attachment.status) == status,
            in_reason,
            col(Conversation.channel).in_(channels),
        )
        .order_by(col(Attachment.next_try_at), col(Attachment.id))
        .limit(limit)
    ).all()
    return [
        Claimed(
            id=row_id(file),
            attempt=file.attempts + 1,
            message_id=row_id(message),
            message_sid=message.provider_sid,
            channel=conversation.channel,
            url=file.url,
            claimed_type=file.claimed_type,
            type=file.type,
            path=file.path,
            answer_waits=message.answered_at is None and not is_mute(conversation, now),
        )
        for file, message, conversation in rows
        if _update(session, row_id(file), file.attempts, next_try_at=until, attempts=file.attempts + 1)
    ]


def record_stored(
    session: Session, claimed: Claimed, *, content_type: str, size: int, path: str, voice: bool, now: datetime
) -> None:
    """It is kept. A voice note goes on to be transcribed where `voice` says that it can be."""
    spoken = voice and is_voice(content_type)
    if not _update(
        session,
        claimed.id,
        claimed.attempt,
        status=MediaStatus.STORED,
        type=content_type,
        size=size,
        path=path,
        error=None,
        attempts=0 if spoken else claimed.attempt,
        next_try_at=now if spoken else None,
        fetched_at=now,
    ):
        return
    if not spoken:
        _go_on(session, claimed, now=now)


def record_failed(
    session: Session, claimed: Claimed, *, reason: str, status: MediaStatus | None, now: datetime
) -> None:
    """It did not come: for good with this status, else it is tried again while RETRIES last."""
    if status is None and claimed.attempt <= len(RETRIES):
        _update(
            session,
            claimed.id,
            claimed.attempt,
            next_try_at=now + RETRIES[claimed.attempt - 1],
            error=reason,
        )
        return
    status = status or MediaStatus.FAILED
    if not _update(session, claimed.id, claimed.attempt, status=status, next_try_at=None, error=reason):
        return
    log.warning("attachment %s is %s: %s", claimed.id, status, reason)
    message = session.get_one(Message, claimed.message_id)
    # The turn, where it has not run yet, tells the owner and the customer of what is too big.
    if message.answered_at is not None or status is not MediaStatus.TOO_BIG:
        ask_a_person(session, message.conversation_id, reason=status.value, summary=message.body, now=now)
    _go_on(session, claimed, now=now)


def record_transcript(session: Session, claimed: Claimed, text: str, *, now: datetime) -> None:
    """What was said, which may be nothing. The turn, where it still waits, goes on with it."""
    if not _update(session, claimed.id, claimed.attempt, next_try_at=None, error=None):
        return
    message = session.get_one(Message, claimed.message_id)
    message.transcript = " ".join(filter(None, (message.transcript, text)))
    _go_on(session, claimed, now=now)


def record_untranscribed(
    session: Session, claimed: Claimed, *, reason: str, again: bool, now: datetime
) -> None:
    """The words did not come out. Tried `again` once: the customer waits meanwhile."""
    if again and claimed.attempt == 1:
        _update(session, claimed.id, claimed.attempt, next_try_at=now + RETRIES[0], error=reason)
    elif _update(session, claimed.id, claimed.attempt, next_try_at=None, error=reason):
        log.warning("the voice note of attachment %s was not transcribed: %s", claimed.id, reason)
        _go_on(session, claimed, now=now)


def _go_on(session: Session, claimed: Claimed, *, now: datetime) -> None:
    """Pull the turn forward that waited for this, unless there is more to wait for."""
    session.flush()
    message = session.get_one(Message, claimed.message_id)
    if message.answered_at is not None:
        return
    more = (
        select(Attachment.id)
        .join(Message, col(Message.id) == col(Attachment.message_id))
        .where(
            col(Message.conversation_id) == message.conversation_id,
            col(Message.direction) == Direction.IN,
            col(Message.answered_at).is_(None),
            col(Attachment.next_try_at).is_not(None),
            col(Attachment.claimed_type).not_like("image/%"),  # nothing waits for those
        )
        .limit(1)
    )
    if session.exec(more).first() is not None:
        return
    session.exec(
        sa.update(Conversation)
        .where(
            col(Conversation.id) == message.conversation_id,
            col(Conversation.waits_until).is_not(None),
            col(Conversation.turn_due_at) > now + Arrival.COMPLETE.value,
        )
        .values(turn_due_at=now + Arrival.COMPLETE.value, waits_until=None)
        .execution_options(synchronize_session=False)
    )


def _update(session: Session, attachment_id: int, attempt: int, **values: object) -> bool:
    """One conditional UPDATE; whether nobody else has claimed it since."""
    result = session.exec(
        sa.update(Attachment)
        .where(
            col(Attachment.id) == attachment_id,
            col(Attachment.attempts) == attempt,
            col(Attachment.next_try_at).is_not(None),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)
