"""A standing appointment is agreed: from nothing yet, or from an appointment that is its first turn."""

from dataclasses import asdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, Standing, row_id
from booking_bot.services import agenda_lock, audit
from booking_bot.services.standing import making, telling
from booking_bot.services.standing.terms import Terms
from booking_bot.services.standing.turns import key_of


def start(
    session: Session,
    terms: Terms,
    *,
    first: int | None = None,
    tell: bool,
    by: str,
    now: datetime,
) -> Standing:
    """Agree on it and make its turns; `first` is an appointment that is one already. The same twice is one.

    Raises NoSuchAppointment.
    """
    agenda_lock.take(session)
    if same := _same(session, terms):
        return same
    standing = Standing(**asdict(terms), created_at=now)
    session.add(standing)
    session.flush()
    audit.record(session, by, "standing.agreed", row_id(standing), now=now)
    if first is not None:
        appointment = session.get(Appointment, first, populate_existing=True)
        if appointment is None:
            raise NoSuchAppointment(first)
        number = row_id(standing)
        appointment.standing_id, appointment.idempotency_key = number, key_of(number, terms.first_day)
        standing.planned_until = terms.first_day
    made = making.make(session, standing, by=by, now=now)
    if tell and made:
        telling.agreed(session, made[0], terms.every_weeks, now=now)
    return standing


def of_appointment(
    appointment: Appointment, every_weeks: int, zone: ZoneInfo, *, last_day: date | None = None
) -> Terms:
    """The same again every so many weeks."""
    begins = appointment.starts_at.astimezone(zone)
    return Terms(
        appointment.customer_id,
        appointment.service_id,
        appointment.staff_id,
        every_weeks,
        begins.date(),
        f"{begins:%H:%M}",
        last_day,
        appointment.beneficiary,
        appointment.subject,
        appointment.note,
    )


def _same(session: Session, terms: Terms) -> Standing | None:
    """What a second tap would agree on again."""
    return session.exec(
        select(Standing).where(
            col(Standing.customer_id) == terms.customer_id,
            col(Standing.service_id) == terms.service_id,
            col(Standing.staff_id) == terms.staff_id,
            col(Standing.first_day) == terms.first_day,
            col(Standing.clock) == terms.clock,
            col(Standing.every_weeks) == terms.every_weeks,
            col(Standing.subject).is_not_distinct_from(terms.subject),
            col(Standing.beneficiary).is_not_distinct_from(terms.beneficiary),
            col(Standing.ended_at).is_(None),
        )
    ).first()
