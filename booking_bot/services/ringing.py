"""What the shop's people do about a call that was asked for.

asked → rung         somebody has spoken with them
asked → asked again  nobody answered: it comes back in an hour, and the customer may be told by one tap
"""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from booking_bot.dialogue.flows import calls as words
from booking_bot.models import Attention, AttentionKind, Conversation
from booking_bot.services import audit, calls, telling
from booking_bot.services.handovers import NoSuchAttention

AGAIN_IN = timedelta(hours=1)


def rung(session: Session, attention_id: int, *, by: str, now: datetime) -> Attention:
    """Somebody has spoken with them. Twice is no error. Raises NoSuchAttention."""
    call = _found(session, attention_id)
    if call.resolved_at is None:
        call.resolved_at = now
        audit.record(session, by, "call.made", attention_id, now=now)
    return call


def not_answered(session: Session, attention_id: int, *, by: str, now: datetime) -> Attention:
    """They did not pick up: in an hour again, or when the shop opens next. Raises NoSuchAttention."""
    call = _found(session, attention_id)
    if call.resolved_at is None:
        later = calls.when(session, (), now=now + AGAIN_IN)
        call.reason, call.call_at = calls.NO_ANSWER, (later.at if later else now + AGAIN_IN).astimezone(UTC)
        audit.record(session, by, "call.not_answered", attention_id, now=now)
    return call


def tell(session: Session, attention_id: int, *, by: str, now: datetime) -> bool:
    """Write to them that they were rung, once a try; False where that is left to the owner's own hand.

    Raises NoSuchAttention.
    """
    call = _found(session, attention_id)
    conversation = session.get(Conversation, call.conversation_id) if call.conversation_id else None
    if conversation is None or call.resolved_at is not None:
        return False
    tried = int(call.call_at.timestamp()) if call.call_at else 0
    key = f"rung:{attention_id}:{tried}"
    told = telling.tell(session, conversation.customer_id, words.reached_nobody, dedupe_key=key, now=now)
    audit.record(session, by, "call.told", attention_id, now=now)
    return told


def _found(session: Session, attention_id: int) -> Attention:
    call = session.get(Attention, attention_id, with_for_update={"key_share": True})
    if call is None or call.kind is not AttentionKind.CALL:
        raise NoSuchAttention(attention_id)
    return call
