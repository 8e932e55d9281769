"""Calls that are to be made later today, as Hoy shows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.models import Attention, AttentionKind, Conversation, row_id
from booking_bot.services.calls import NO_ANSWER
from booking_bot.services.inbox import Person, people


@dataclass(frozen=True, slots=True)
class CallToCome:
    """`number` is what to ring, None where none is known; `in_vain` is set once nobody answered there."""

    id: int
    at: datetime
    conversation_id: int
    person: Person
    number: str | None
    in_vain: bool


def calls_to_come(session: Session, *, now: datetime, until: datetime) -> list[CallToCome]:
    """Who wants to be rung later than now, the first first."""
    ring = col(Attention.call_at)
    rows = session.exec(
        select(Attention, Conversation.id, Conversation.customer_id)
        .join(Conversation, col(Conversation.id) == col(Attention.conversation_id))
        .where(
            col(Attention.kind) == AttentionKind.CALL,
            col(Attention.resolved_at).is_(None),
            ring > now,
            ring < until,
        )
        .order_by(ring, col(Attention.id))
    ).all()
    known = people(session, [customer for _, _, customer in rows])
    return [
        CallToCome(
            row_id(call),
            call.call_at,
            talk,
            known[customer],
            call.phone or known[customer].phone,
            call.reason == NO_ANSWER,
        )
        for call, talk, customer in rows
        if call.call_at is not None and talk is not None
    ]
