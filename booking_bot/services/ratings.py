"""What customers thought of their appointments, one figure each, and word to the owner of the low ones."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.models import Attention, AttentionKind, Conversation, Rating, row_id
from booking_bot.services import audit

LOW = 2


def rate(
    session: Session,
    conversation: Conversation,
    appointment_id: int,
    figure: int,
    comment: str = "",
    *,
    by: str,
    now: datetime,
) -> Rating:
    """Keep the figure instead of what they gave before; the owner is told of a low one, once."""
    row = _of(session, appointment_id)
    if row is None:
        row = Rating(appointment_id=appointment_id, rating=figure, at=now)
    elif row.rating == figure and not comment:
        return row
    row.rating, row.at = figure, now
    row.comment = _joined(row.comment, comment)
    session.add(row)
    audit.record(session, by, "appointment.rated", appointment_id, now=now, rating=figure)
    _tell_the_owner(session, conversation, row, now=now)
    return row


def comment(
    session: Session, conversation: Conversation, appointment_id: int, text: str, *, now: datetime
) -> None:
    """Keep what they say beside their figure; nothing where they gave none."""
    row = _of(session, appointment_id)
    if row is not None and text not in (row.comment or "").split("\n"):
        row.comment = _joined(row.comment, text)
        session.add(row)
        _tell_the_owner(session, conversation, row, now=now)


def _of(session: Session, appointment_id: int) -> Rating | None:
    return session.exec(select(Rating).where(col(Rating.appointment_id) == appointment_id)).first()


def _joined(before: str | None, text: str) -> str | None:
    return "\n".join(filter(None, (before, text))) or None


def _tell_the_owner(session: Session, conversation: Conversation, row: Rating, *, now: datetime) -> None:
    """What is still to be looked at says what they say now, and goes where they are content after all."""
    known = session.exec(
        select(Attention).where(
            col(Attention.kind) == AttentionKind.RATING,
            col(Attention.appointment_id) == row.appointment_id,
            col(Attention.resolved_at).is_(None),
        )
    ).first()
    if row.rating > LOW:
        if known is not None:
            known.resolved_at = now
        return
    summary = "\n".join(filter(None, (f"{row.rating} de 5", row.comment)))
    if known is not None:
        known.summary = summary
        return
    session.add(
        Attention(
            kind=AttentionKind.RATING,
            conversation_id=row_id(conversation),
            appointment_id=row.appointment_id,
            summary=summary,
            at=now,
        )
    )
