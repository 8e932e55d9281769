"""The turns of a standing appointment, which are ordinary appointments that know whose they are."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.models import Appointment, Source, Standing, row_id
from booking_bot.services import bookings
from booking_bot.services.standing.terms import start_on


def key_of(standing_id: int, day: date) -> str:
    """By which a turn is made once, and known as that of its day wherever it was moved."""
    return f"standing:{standing_id}:{day.isoformat()}"


def day_of(turn: Appointment) -> date | None:
    """The day that it is the turn of; None where it has none of its own."""
    kind, _, rest = (turn.idempotency_key or "").partition(":")
    _, _, day = rest.partition(":")
    return date.fromisoformat(day) if kind == "standing" else None


def of_day(session: Session, standing_id: int, day: date) -> Appointment | None:
    """Its turn of that day, whatever became of it."""
    return session.exec(
        select(Appointment).where(col(Appointment.idempotency_key) == key_of(standing_id, day))
    ).one_or_none()


def days_made(session: Session, standing_id: int) -> set[date]:
    """The days whose turns were made, whatever became of them."""
    theirs = select(Appointment).where(col(Appointment.standing_id) == standing_id)
    return {day for one in session.exec(theirs) if (day := day_of(one))}


def made_for(session: Session, standing_id: int, since: date) -> list[Appointment]:
    """The turns of days from that one on, whatever became of them."""
    theirs = select(Appointment).where(col(Appointment.standing_id) == standing_id)
    return [one for one in session.exec(theirs) if (day := day_of(one)) and day >= since]


def book(
    session: Session, standing: Standing, day: date, start: datetime, *, by: str, now: datetime
) -> Appointment:
    """Make the turn of that day; whoever calls saw that there is room. Raises as `bookings.book` does."""
    number = row_id(standing)
    turn = bookings.book(
        session,
        customer_id=standing.customer_id,
        service_id=standing.service_id,
        staff_id=standing.staff_id,
        start=start,
        source=Source.OWNER,
        by=by,
        now=now,
        note=standing.note,
        beneficiary=standing.beneficiary,
        subject=standing.subject,
        idempotency_key=key_of(number, day),
        knowing=True,
    )
    turn.standing_id = number
    return turn


def untouched(
    session: Session, standing: Standing, *, since: date, zone: ZoneInfo, now: datetime
) -> Sequence[Appointment]:
    """Those from that day on that still stand where the agreement put them, earliest first."""
    coming = session.exec(
        select(Appointment)
        .where(
            col(Appointment.standing_id) == row_id(standing),
            col(Appointment.status).in_(OPEN),
            col(Appointment.starts_at) > now,
            col(Appointment.staff_id) == standing.staff_id,
            col(Appointment.service_id) == standing.service_id,
        )
        .order_by(col(Appointment.starts_at))
    )
    return [
        turn
        for turn in coming
        if (day := day_of(turn)) and day >= since and turn.starts_at == start_on(day, standing.clock, zone)
    ]
