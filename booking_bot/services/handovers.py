"""A person takes a conversation from the bot, or gives it back.

open_case   the bot asks for a person: holder → person, a case with a number is opened
take        a person takes it unasked: holder → person
give_back   holder → bot, its open cases are closed, the talk begins anew

Each may come twice; the second time changes nothing.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from booking_bot.dialogue.state import State
from booking_bot.models import Attention, AttentionKind, Conversation, Direction, Holder, Message, row_id
from booking_bot.services import audit

# What giving a conversation back settles. A late arrival or a failed delivery stays to be looked at.
SETTLED_BY_GIVING_BACK = (AttentionKind.HANDOVER, AttentionKind.UNANSWERED)


class NoSuchConversation(Exception):
    def __init__(self, conversation_id: int) -> None:
        super().__init__(f"there is no conversation {conversation_id}")
        self.conversation_id = conversation_id


class NoSuchAttention(Exception):
    def __init__(self, attention_id: int) -> None:
        super().__init__(f"nothing with the number {attention_id} asks for attention")
        self.attention_id = attention_id


def open_case(
    session: Session,
    conversation: Conversation,
    *,
    reason: str,
    summary: str,
    now: datetime,
    promised_at: datetime | None = None,
) -> Attention:
    """Hand the conversation to a person; the id of what is returned is the case number.

    While a case is open a further wish is added to it, so that the customer keeps one number, and the
    time by which an answer was promised stays that of the first.
    """
    if conversation.holder is not Holder.PERSON:
        conversation.unread = _unanswered(session, row_id(conversation))
    _hold(conversation, Holder.PERSON, now)
    case = _open_case_of(session, row_id(conversation))
    if case is None:
        case = Attention(
            kind=AttentionKind.HANDOVER,
            conversation_id=row_id(conversation),
            reason=reason,
            summary=summary,
            at=now,
            promised_at=promised_at,
        )
        session.add(case)
        session.flush()
        audit.record(session, "bot", "conversation.handed_over", row_id(conversation), now=now, reason=reason)
    elif summary and summary not in case.summary.splitlines():
        case.summary = f"{case.summary}\n{summary}".strip()
    return case


def take(session: Session, conversation_id: int, *, by: str, now: datetime) -> Conversation:
    """A person answers from here on and the bot is mute. Raises NoSuchConversation."""
    conversation = locked(session, conversation_id)
    conversation.unread = 0
    if conversation.holder is not Holder.PERSON:
        _hold(conversation, Holder.PERSON, now)
        audit.record(session, by, "conversation.taken", conversation_id, now=now)
    return conversation


def give_back(session: Session, conversation_id: int, *, by: str, now: datetime) -> Conversation:
    """The bot answers again from the next message on, and asks nothing old. Raises NoSuchConversation."""
    conversation = locked(session, conversation_id)
    conversation.unread = 0
    _let_go(session, conversation, now=now)
    session.exec(
        sa.update(Attention)
        .where(
            col(Attention.conversation_id) == conversation_id,
            col(Attention.kind).in_(SETTLED_BY_GIVING_BACK),
            col(Attention.resolved_at).is_(None),
        )
        .values(resolved_at=now)
    )
    if conversation.holder is not Holder.BOT:
        _hold(conversation, Holder.BOT, now)
        conversation.state = _begun_anew(conversation.state)
        audit.record(session, by, "conversation.given_back", conversation_id, now=now)
    return conversation


def resolve(session: Session, attention_id: int, *, by: str, now: datetime) -> Attention:
    """Somebody has seen to it. A case's conversation stays with the person. Raises NoSuchAttention."""
    given_up = session.exec(
        select(Attention.conversation_id).where(
            col(Attention.id) == attention_id, col(Attention.kind) == AttentionKind.UNANSWERED
        )
    ).first()
    if given_up is not None:
        _let_go(session, locked(session, given_up), now=now)
    attention = session.get(Attention, attention_id, with_for_update={"key_share": True})
    if attention is None:
        raise NoSuchAttention(attention_id)
    if attention.resolved_at is None:
        attention.resolved_at = now
        audit.record(session, by, "attention.resolved", attention_id, now=now)
    return attention


def _hold(conversation: Conversation, holder: Holder, now: datetime) -> None:
    if holder is Holder.BOT:
        conversation.held_at = None
    elif conversation.holder is not Holder.PERSON:
        conversation.held_at = now
    conversation.holder = holder
    conversation.paused_until = None


def _let_go(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """What the bot gave up answering is settled, lest it bring down the next turn as well."""
    if conversation.turn_due_at is not None:
        return
    session.exec(
        sa.update(Message)
        .where(
            col(Message.conversation_id) == conversation.id,
            col(Message.direction) == Direction.IN,
            col(Message.answered_at).is_(None),
        )
        .values(answered_at=now)
    )


def _unanswered(session: Session, conversation_id: int) -> int:
    """How many messages came after the last thing we said: what the bot answered nobody has to read."""
    said = select(func.coalesce(func.max(Message.id), 0)).where(
        col(Message.conversation_id) == conversation_id, col(Message.direction) == Direction.OUT
    )
    return session.exec(
        select(func.count())
        .select_from(Message)
        .where(
            col(Message.conversation_id) == conversation_id,
            col(Message.direction) == Direction.IN,
            col(Message.id) > said.scalar_subquery(),
        )
    ).one()


def _open_case_of(session: Session, conversation_id: int) -> Attention | None:
    return session.exec(
        select(Attention).where(
            col(Attention.conversation_id) == conversation_id,
            col(Attention.kind) == AttentionKind.HANDOVER,
            col(Attention.resolved_at).is_(None),
        )
    ).first()


def locked(session: Session, conversation_id: int) -> Conversation:
    """It, and nobody else's until the end of the transaction. Raises NoSuchConversation."""
    conversation = session.get(Conversation, conversation_id, with_for_update={"key_share": True})
    if conversation is None:
        raise NoSuchConversation(conversation_id)
    return conversation


def _begun_anew(state: str) -> str:
    """No old question and no misses; the revision stays, so that old buttons stay old."""
    before = State.from_json(state)
    return State(revision=before.revision, language=before.language, receipt=before.receipt).to_json()
