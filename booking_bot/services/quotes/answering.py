"""What a customer answers to a price: kept with their own words, and made part of an appointment."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.domain.questions import QuestionKind
from booking_bot.domain.quotes import NoSuchQuote, QuoteOver
from booking_bot.models import Appointment, Attention, AttentionKind, Message, Quote, QuoteStatus, row_id
from booking_bot.services import audit, open_questions

ACCEPTED, DECLINED, LATE = "quote_accepted", "quote_declined", "quote_late"
LONGEST = 200


def find(session: Session, number: int, customer_id: int, *, since: datetime | None = None) -> Quote:
    """One that was named to this customer; `since` then, where they said that earlier ones are another's.

    Raises NoSuchQuote.
    """
    quote = session.get(Quote, number)
    if quote is None or quote.customer_id != customer_id or quote.amount_cents is None:
        raise NoSuchQuote(number)
    if since is not None and quote.created_at < since:
        raise NoSuchQuote(number)
    return quote


def instead_of(session: Session, quote: Quote) -> int | None:
    """The price that stands where this one was withdrawn."""
    return session.exec(
        select(Quote.id)
        .where(
            col(Quote.conversation_id) == quote.conversation_id,
            col(Quote.appointment_id).is_not_distinct_from(quote.appointment_id),
            col(Quote.id) > row_id(quote),
            col(Quote.status).in_((QuoteStatus.OFFERED, QuoteStatus.ACCEPTED)),
        )
        .order_by(col(Quote.id).desc())
    ).first()


def accept(session: Session, number: int, message_id: int | None, *, by: str, now: datetime) -> Quote:
    """Their yes, by that message, or as `by` was told it; once. What it is for has that price from then on.

    Raises QuoteOver where it does not stand any more.
    """
    quote = session.get_one(Quote, number, with_for_update=True, populate_existing=True)
    if quote.status is QuoteStatus.ACCEPTED:
        return quote
    expires = quote.expires_at
    if quote.status not in (QuoteStatus.OFFERED, QuoteStatus.DECLINED):
        raise QuoteOver(number, quote.status.value)
    if instead_of(session, quote) is not None:
        raise QuoteOver(number, QuoteStatus.WITHDRAWN.value)
    if expires is not None and expires <= now:
        raise QuoteOver(number, QuoteStatus.EXPIRED.value)
    message = session.get(Message, message_id) if message_id is not None else None
    quote.status, quote.answered_at = QuoteStatus.ACCEPTED, message.at if message else now
    quote.accepted_message_id = message_id
    open_questions.end(session, QuestionKind.QUOTE, [number], at=now)
    if (appointment := open_appointment(session, quote)) is not None:
        appointment.price_cents = quote.amount_cents
    _resolve(session, quote, DECLINED, now=now)
    if message is not None:  # else the owner says so
        _tell(session, quote, ACCEPTED, _words(message), now=now)
    audit.record(session, by, "quote.accepted", number, now=now)
    return quote


def decline(session: Session, number: int, said: str | None, *, by: str, now: datetime) -> Quote:
    """Their no, in these words, or as `by` was told it; once."""
    quote = session.get_one(Quote, number, with_for_update=True, populate_existing=True)
    if quote.status is QuoteStatus.OFFERED:
        quote.status, quote.answered_at = QuoteStatus.DECLINED, now
        open_questions.end(session, QuestionKind.QUOTE, [number], at=now)
        if said is not None:
            _tell(session, quote, DECLINED, said, now=now)
        audit.record(session, by, "quote.declined", number, now=now)
    return quote


def note(session: Session, number: int, *, yes: bool, by: str, now: datetime) -> None:
    """The owner was told it: once. Raises QuoteOver where it does not stand any more."""
    quote = session.get(Quote, number)
    if quote is None or quote.amount_cents is None:
        raise QuoteOver(number, "unknown")
    if yes:
        accept(session, number, None, by=by, now=now)
    elif decline(session, number, None, by=by, now=now).status is not QuoteStatus.DECLINED:
        raise QuoteOver(number, quote.status.value)


def came_late(session: Session, number: int, message_id: int, *, now: datetime) -> None:
    """They say yes to what holds no more: the owner says whether it does again."""
    quote = session.get_one(Quote, number)
    known = select(Attention.id).where(
        col(Attention.kind) == AttentionKind.QUOTE,
        col(Attention.reason) == LATE,
        col(Attention.conversation_id) == quote.conversation_id,
        col(Attention.resolved_at).is_(None),
    )
    if session.exec(known).first() is None:
        _tell(session, quote, LATE, _words(session.get(Message, message_id)), now=now)


def book(session: Session, number: int, appointment_id: int, *, by: str, now: datetime) -> None:
    """It is done in this appointment, at the price that was accepted."""
    quote = session.get_one(Quote, number, with_for_update=True, populate_existing=True)
    appointment = session.get_one(Appointment, appointment_id)
    if quote.status is not QuoteStatus.ACCEPTED or quote.appointment_id == appointment_id:
        return
    quote.appointment_id = appointment_id
    appointment.price_cents = quote.amount_cents
    audit.record(session, by, "quote.booked", number, now=now)


def open_appointment(session: Session, quote: Quote) -> Appointment | None:
    """The one it is for, as long as that is to come or under way."""
    found = session.get(Appointment, quote.appointment_id) if quote.appointment_id else None
    return found if found is not None and found.status in OPEN else None


def _words(message: Message | None) -> str:
    return ((message.body or message.transcript) if message else "") or ""


def _tell(session: Session, quote: Quote, reason: str, said: str, *, now: datetime) -> None:
    told = [quote.work, f"«{said[:LONGEST]}»" if said else ""]
    session.add(
        Attention(
            kind=AttentionKind.QUOTE,
            conversation_id=quote.conversation_id,
            appointment_id=quote.appointment_id,
            reason=reason,
            summary=" · ".join(filter(None, told)),
            at=now,
        )
    )


def _resolve(session: Session, quote: Quote, reason: str, *, now: datetime) -> None:
    """Who said no says yes: only that is to be seen to."""
    rows = session.exec(
        select(Attention).where(
            col(Attention.kind) == AttentionKind.QUOTE,
            col(Attention.reason) == reason,
            col(Attention.conversation_id) == quote.conversation_id,
            col(Attention.resolved_at).is_(None),
        )
    )
    for one in rows:
        one.resolved_at = now
