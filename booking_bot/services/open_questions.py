"""Questions sent outside the turns, and so answered in one that comes when it comes.

ask         sends it and remembers that it was asked, in the caller's transaction
pending     the statement's own condition: may this conversation have any? (part of another statement)
known       those still open that were sent, and those that the messages quote
answered    closes them
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.dialogue.talk import OpenQuestion as Asked
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    ChannelName,
    Conversation,
    Delivery,
    Direction,
    Message,
    MessageKind,
    OpenQuestion,
    Outbox,
    row_id,
)
from booking_bot.services import outbox


class Known(NamedTuple):
    """`open` newest first; `quoted` by the provider's id of the message that asked, open or not."""

    open: tuple[Asked, ...] = ()
    quoted: Mapping[str, Asked] = {}


def ask(
    session: Session,
    conversation: Conversation,
    *,
    kind: QuestionKind,
    object_id: int,
    body: str,
    message_kind: MessageKind,
    expires_at: datetime,
    dedupe_key: str,
    now: datetime,
    revision: int = 0,
    options: Sequence[Mapping[str, str]] = (),
    send_at: datetime | None = None,
    not_after: datetime | None = None,
) -> Message:
    """Queue the message and open the question that it asks, until it is answered or `expires_at`.

    An older one of the same kind about the same object is closed. A `dedupe_key` that was used before
    asks nothing again.
    """
    message = outbox.queue(
        session,
        conversation,
        body=body,
        kind=message_kind,
        now=now,
        options=options,
        dedupe_key=dedupe_key,
        send_at=send_at,
        not_after=not_after,
    )
    open_for(
        session,
        conversation,
        message,
        kind=kind,
        object_id=object_id,
        revision=revision,
        asked_at=send_at or now,
        expires_at=expires_at,
        now=now,
    )
    return message


def open_for(
    session: Session,
    conversation: Conversation,
    message: Message,
    *,
    kind: QuestionKind,
    object_id: int,
    revision: int,
    asked_at: datetime,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Open the question that the message asks, once; an older one about the same object is closed."""
    asked = select(OpenQuestion.id).where(col(OpenQuestion.message_id) == row_id(message))
    if session.exec(asked).first() is not None:
        return
    _close(
        session,
        col(OpenQuestion.conversation_id) == row_id(conversation),
        col(OpenQuestion.kind) == kind,
        col(OpenQuestion.object_id) == object_id,
        at=now,
    )
    session.add(
        OpenQuestion(
            conversation_id=row_id(conversation),
            kind=kind,
            object_id=object_id,
            revision=revision,
            message_id=row_id(message),
            asked_at=asked_at,
            expires_at=expires_at,
        )
    )


def pending(now: sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """Whether a conversation has an open question, for the statement that reads the conversation anyway."""
    return (
        sa.exists()
        .where(
            col(OpenQuestion.conversation_id) == col(Conversation.id),
            col(OpenQuestion.answered_at).is_(None),
            col(OpenQuestion.expires_at) > now,
        )
        .correlate(Conversation)
    )


# A question that waits for the morning, or that never left, was read by nobody: no "sí" is for it.
_NOT_READ = (Delivery.CANCELLED, Delivery.EXPIRED, Delivery.FAILED, Delivery.UNDELIVERED)
_WAITS_FOR_A_HAND = sa.and_(col(Outbox.channel) == ChannelName.HAND, col(Outbox.status) == Delivery.QUEUED)
# Made once. A question whose message nobody named has no provider's id.
_OPEN_OR_QUOTED = (
    select(OpenQuestion, Message.provider_sid)
    .join(Message, col(OpenQuestion.message_id) == col(Message.id), isouter=True)
    .join(Outbox, col(Outbox.message_id) == col(OpenQuestion.message_id), isouter=True)
    .where(
        col(OpenQuestion.conversation_id) == sa.bindparam("id"),
        sa.or_(
            sa.and_(
                col(OpenQuestion.answered_at).is_(None),
                col(OpenQuestion.expires_at) > sa.bindparam("now"),
                sa.or_(
                    col(Outbox.id).is_(None),
                    sa.and_(
                        col(Outbox.send_at) <= sa.bindparam("now"),
                        col(Outbox.status).not_in(_NOT_READ),
                        ~_WAITS_FOR_A_HAND,
                    ),
                ),
            ),
            sa.and_(
                col(Message.direction) == Direction.OUT,
                col(Message.provider_sid).in_(sa.bindparam("quoted", expanding=True)),
            ),
        ),
    )
    .order_by(col(OpenQuestion.asked_at).desc(), col(OpenQuestion.id).desc())
)


def known(session: Session, conversation_id: int, quoted: Sequence[str], now: datetime) -> Known:
    """Those that are open, and those asked by the messages `quoted`. One statement."""
    rows = session.exec(_OPEN_OR_QUOTED, params={"id": conversation_id, "now": now, "quoted": quoted}).all()
    told = [(row, sid, _told(row)) for row, sid in rows]
    return Known(
        tuple(one for row, _, one in told if row.answered_at is None and row.expires_at > now),
        {sid: one for _, sid, one in told if sid and sid in quoted},
    )


def _told(row: OpenQuestion) -> Asked:
    return Asked(row.kind, row.object_id, row.revision, row.asked_at, row_id(row))


def answered(session: Session, questions: Sequence[Asked], now: datetime) -> None:
    """They are open no more."""
    _close(session, col(OpenQuestion.id).in_([one.number for one in questions]), at=now)


def end(session: Session, kind: QuestionKind, object_ids: Sequence[int], *, at: datetime) -> None:
    """Nothing hangs on the answer any more: from `at` on a bare "sí" is not for it.

    Not at once, since an answer may be on its way, and is owed the truth.
    """
    session.exec(
        sa.update(OpenQuestion)
        .where(
            col(OpenQuestion.kind) == kind,
            col(OpenQuestion.object_id).in_(object_ids),
            col(OpenQuestion.expires_at) > at,
        )
        .values(expires_at=at)
        .execution_options(synchronize_session=False)
    )


def _close(session: Session, *which: sa.ColumnElement[bool], at: datetime) -> None:
    session.exec(
        sa.update(OpenQuestion)
        .where(*which, col(OpenQuestion.answered_at).is_(None))
        .values(answered_at=at)
        .execution_options(synchronize_session=False)
    )
