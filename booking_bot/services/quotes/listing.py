"""Prices that were asked and named, as the pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import (
    Attention,
    AttentionKind,
    CustomerAnswer,
    Message,
    Quote,
    QuoteStatus,
    row_id,
)
from booking_bot.services import catalogue
from booking_bot.services.quotes.asking import ASKED

SHOWN_FOR = timedelta(days=30)  # beside a conversation; at its appointment it stays
MOST = 5
_NAMED = (QuoteStatus.OFFERED, QuoteStatus.ACCEPTED, QuoteStatus.DECLINED, QuoteStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class Shown:
    """`said` is the yes in their own words, None where none are kept; `amount` in minor units."""

    id: int
    conversation_id: int
    status: QuoteStatus
    work: str
    amount: int | None
    offered_at: datetime | None
    expires_at: datetime | None
    answered_at: datetime | None
    said: str | None
    message_id: int | None
    appointment_id: int | None
    service_id: int | None
    file_id: int | None


def of_conversation(session: Session, conversation_id: int, *, now: datetime) -> list[Shown]:
    """What waits for an answer, and what was answered lately; the newest first."""
    lately = sa.func.coalesce(col(Quote.answered_at), col(Quote.expires_at), col(Quote.created_at))
    return _shown(
        session,
        col(Quote.conversation_id) == conversation_id,
        col(Quote.status).in_(_NAMED),
        sa.or_(col(Quote.status) == QuoteStatus.OFFERED, lately > now - SHOWN_FOR),
    )


def of_appointment(session: Session, appointment_id: int) -> list[Shown]:
    """What it was named, the newest first."""
    return _shown(session, col(Quote.appointment_id) == appointment_id, col(Quote.status).in_(_NAMED))


def one(session: Session, quote_id: int) -> Shown | None:
    return next(iter(_shown(session, col(Quote.id) == quote_id)), None)


def asked_in(session: Session, conversation_id: int) -> str:
    """What they said when they asked, as long as that waits for an answer."""
    return (
        session.exec(
            select(Attention.summary).where(
                col(Attention.kind) == AttentionKind.QUOTE,
                col(Attention.reason) == ASKED,
                col(Attention.conversation_id) == conversation_id,
                col(Attention.resolved_at).is_(None),
            )
        ).first()
        or ""
    )


def photo_asked_with(session: Session, conversation_id: int) -> int | None:
    """What they showed when they asked, as long as that waits."""
    return session.exec(
        select(Quote.attachment_id)
        .where(col(Quote.conversation_id) == conversation_id, col(Quote.status) == QuoteStatus.ASKED)
        .order_by(col(Quote.id).desc())
    ).first()


def answers_of(session: Session, customer_id: int) -> tuple[tuple[str, str], ...]:
    """What they told the house before, such as the plate, with what was asked."""
    services = catalogue.read(session).services
    asked = {one["id"]: one["ask"] for service in services for one in service.questions}
    kept = session.exec(
        select(CustomerAnswer.question, CustomerAnswer.answer)
        .where(col(CustomerAnswer.customer_id) == customer_id, col(CustomerAnswer.question).in_(asked))
        .order_by(col(CustomerAnswer.question))
    ).all()
    return tuple(dict.fromkeys((asked[question], answer) for question, answer in kept))


def _shown(session: Session, *which: sa.ColumnElement[bool]) -> list[Shown]:
    rows = session.exec(
        select(Quote, Message)
        .outerjoin(Message, col(Message.id) == col(Quote.accepted_message_id))
        .where(*which)
        .order_by(col(Quote.id).desc())
        .limit(MOST)
    ).all()
    return [
        Shown(
            id=row_id(quote),
            conversation_id=quote.conversation_id,
            status=quote.status,
            work=quote.work,
            amount=quote.amount_cents,
            offered_at=quote.offered_at,
            expires_at=quote.expires_at,
            answered_at=quote.answered_at,
            said=(message.body or message.transcript or "") if message else None,
            message_id=message.id if message else None,
            appointment_id=quote.appointment_id,
            service_id=quote.service_id,
            file_id=quote.attachment_id,
        )
        for quote, message in rows
    ]
