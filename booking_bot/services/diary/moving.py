"""An appointment that the shop's own people put at another time, or with somebody else."""

from datetime import datetime

from sqlmodel import Session

from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment
from booking_bot.services import agenda_lock, visits
from booking_bot.services.diary import silence
from booking_bot.services.diary.effects import Effects, Hindered, effects
from booking_bot.services.visits import Held, PartOfVisit


def consequences(
    session: Session, appointment: Appointment, start: datetime, staff_id: int, *, now: datetime
) -> Effects:
    """What stands in the way of it. Raises NoSuchService or NotTheirService."""
    return effects(
        session,
        appointment.service_id,
        staff_id,
        start,
        now=now,
        customer_id=appointment.customer_id,
        moving=(appointment.id,) if appointment.id else (),
    )


def move(
    session: Session,
    appointment_id: int,
    start: datetime,
    staff_id: int,
    *,
    revision: int,
    knowing: bool,
    tell: bool,
    by: str,
    now: datetime,
) -> Appointment:
    """Raises Hindered, NoSuchAppointment, AlreadyOver, Outdated, NoSuchService or NotTheirService."""
    agenda_lock.take(session)
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    found = consequences(session, appointment, start, staff_id, now=now)
    if found.any and not knowing:
        raise Hindered(found)
    there = PartOfVisit(appointment.service_id, staff_id, start)
    (moved,) = visits.reschedule_visit(
        session, [(Held(appointment_id, revision), there)], by=by, now=now, knowing=True
    )
    if not tell:
        silence.keep(session, [appointment_id], now=now)
    return moved
