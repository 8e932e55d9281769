"""Lines that write faster than people do: a machine, a stuck phone, somebody who means ill.

What they write is stored like everything else. They get one answer, then the bot is silent there for a
while, and the owner sees it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from booking_bot.models import Attention, AttentionKind, Conversation, Direction, Message, row_id

# Who types word by word sends a dozen a minute; an album of photos is more, and answered once.
MOST, WITHIN = 20, timedelta(minutes=1)
PAUSE = timedelta(minutes=10)
REASON = "flood"

# How much came of a line `since`: part of the statement with which every turn begins.
LATELY = (
    select(func.count())
    .select_from(Message)
    .where(
        col(Message.conversation_id) == col(Conversation.id),
        col(Message.direction) == Direction.IN,
        col(Message.at) > sa.bindparam("since"),
    )
    .correlate(Conversation)
    .scalar_subquery()
)


def was_answered(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Whether something was said on that line just now."""
    said = select(Message.id).where(
        col(Message.conversation_id) == conversation.id,
        col(Message.direction) == Direction.OUT,
        col(Message.at) > now - WITHIN,
    )
    return session.exec(said.limit(1)).first() is not None


def pause(session: Session, conversation: Conversation, now: datetime) -> None:
    """Be silent there for a while; the owner is told once, until they have seen to it."""
    conversation.paused_until = now + PAUSE
    told = session.exec(
        select(Attention.id).where(
            col(Attention.conversation_id) == conversation.id,
            col(Attention.reason) == REASON,
            col(Attention.resolved_at).is_(None),
        )
    ).first()
    if told is None:
        session.add(
            Attention(kind=AttentionKind.NOTE, conversation_id=row_id(conversation), reason=REASON, at=now)
        )
