"""Calls that customers asked for, or made in vain: who is to be rung, and when.

One task a conversation, with the newest time they said. The bot goes on serving them all the while; what
the shop's people do about it stands in `ringing`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from booking_bot.dialogue.call_times import ringing
from booking_bot.dialogue.desk import Ringing
from booking_bot.language.frame import Window
from booking_bot.models import Attention, AttentionKind, Conversation, Identity, IdentityKind, row_id
from booking_bot.services import audit, promises
from booking_bot.services.place import place_of

NO_ANSWER = "call_no_answer"


def when(session: Session, wanted: Sequence[Window], *, now: datetime) -> Ringing | None:
    """When somebody of the shop rings who said so, in its zone; None where it is closed for weeks."""
    place = place_of(session)
    spans = [
        (opens.astimezone(place.zone), closes.astimezone(place.zone))
        for opens, closes in promises.open_spans(session, now)
    ]
    return ringing(wanted, spans, now.astimezone(place.zone), country=place.country)


def ask(
    session: Session,
    conversation: Conversation,
    *,
    reason: str,
    about: str,
    at: datetime,
    now: datetime,
    number: str | None = None,
) -> Attention:
    """Note it, or change the one that is noted to the time they say now."""
    known = open_of(session, row_id(conversation))
    if known is None:
        known = Attention(
            kind=AttentionKind.CALL, conversation_id=row_id(conversation), summary=about, at=now
        )
        session.add(known)
    elif about and about not in known.summary.splitlines():
        known.summary = f"{known.summary}\n{about}".strip()
    known.reason, known.call_at, known.phone = reason, at.astimezone(UTC), number or known.phone
    session.flush()
    audit.record(
        session,
        f"customer:{conversation.customer_id}",
        "call.asked",
        row_id(known),
        now=now,
        at=at.isoformat(),
    )
    return known


def open_of(session: Session, conversation_id: int) -> Attention | None:
    """The call that is noted in that conversation."""
    return session.exec(
        select(Attention).where(
            col(Attention.conversation_id) == conversation_id,
            col(Attention.kind) == AttentionKind.CALL,
            col(Attention.resolved_at).is_(None),
        )
    ).first()


def has_number(session: Session, customer_id: int) -> bool:
    """Whether a telephone of theirs is known; WhatsApp may share none."""
    theirs = select(Identity.id).where(
        col(Identity.customer_id) == customer_id, col(Identity.kind) == IdentityKind.PHONE
    )
    return session.exec(theirs.limit(1)).first() is not None


def drop(session: Session, conversation: Conversation, *, now: datetime) -> bool:
    """They want none any more; whether one was noted."""
    call = open_of(session, row_id(conversation))
    if call is None:
        return False
    call.resolved_at = now
    audit.record(session, f"customer:{conversation.customer_id}", "call.dropped", row_id(call), now=now)
    return True
