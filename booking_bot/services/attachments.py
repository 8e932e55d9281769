"""Files of messages: a row each from the moment they are told of, fetched and read outside transactions.

    pending   to be fetched at `next_try_at`
    stored    kept below MEDIA_DIR; a voice note is transcribed at `next_try_at`, if that is set
    too_big, refused, failed   will not come

Whoever works on a row (`services/fetching.py`) puts its `next_try_at` ahead first, by one conditional
UPDATE: another worker lets it be meanwhile, and takes it up after that if the first one died.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.dialogue.talk import Media
from booking_bot.models import Attachment, Attention, AttentionKind, Message
from booking_bot.services.media_kinds import media_of_type

# For so long a turn waits for words that were spoken, and for what may turn out to be too big.
VOICE_WAIT = timedelta(seconds=40)
FETCH_WAIT = timedelta(seconds=5)
MAY_BE_TOO_BIG = frozenset({Media.VIDEO, Media.DOCUMENT})


def add(session: Session, message_id: int, files: Sequence[Mapping[str, str]], *, now: datetime) -> None:
    """A row for each file of a message that has just been stored."""
    session.add_all(
        Attachment(
            message_id=message_id,
            position=position,
            url=one["url"],
            claimed_type=one.get("type", ""),
            next_try_at=now,
            created_at=now,
        )
        for position, one in enumerate(files)
    )


def wait_for(files: Sequence[Mapping[str, str]], kind: str, *, voice: bool) -> timedelta:
    """How long the turn waits for what a message of that kind brought; `voice`: words can be transcribed."""
    kinds = {media_of_type(one.get("type", ""), kind) for one in files}
    if voice and Media.AUDIO in kinds:
        return VOICE_WAIT
    return FETCH_WAIT if kinds & MAY_BE_TOO_BIG else timedelta(0)


def attach(session: Session, conversation_id: int, messages: Collection[int], appointment_id: int) -> None:
    """Keep the files of these messages of the conversation at the appointment."""
    own = select(Message.id).where(
        col(Message.id).in_(messages), col(Message.conversation_id) == conversation_id
    )
    session.exec(
        sa.update(Attachment)
        .where(col(Attachment.message_id).in_(own))
        .values(appointment_id=appointment_id)
        .execution_options(synchronize_session=False)
    )


def ask_a_person(session: Session, conversation_id: int, *, reason: str, summary: str, now: datetime) -> None:
    """Tell the owner of what only a person can hear or see, once until somebody has looked."""
    told = session.exec(
        select(Attention.id).where(
            col(Attention.kind) == AttentionKind.MEDIA,
            col(Attention.conversation_id) == conversation_id,
            col(Attention.reason) == reason,
            col(Attention.resolved_at).is_(None),
        )
    ).first()
    if told is None:
        session.add(
            Attention(
                kind=AttentionKind.MEDIA,
                conversation_id=conversation_id,
                reason=reason,
                summary=summary,
                at=now,
            )
        )
