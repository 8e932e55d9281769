"""An appointment that the shop's own people cancel, alone or with the rest of its visit."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, row_id
from booking_bot.services import agenda_lock, visits
from booking_bot.services.diary import silence
from booking_bot.services.visits import Held


def cancel(
    session: Session,
    appointment_id: int,
    *,
    revision: int,
    whole: bool = False,
    tell: bool,
    by: str,
    now: datetime,
) -> list[Appointment]:
    """With `whole` all of its visit that still stands.

    Raises NoSuchAppointment, AlreadyOver or Outdated.
    """
    agenda_lock.take(session)
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    parts = [Held(appointment_id, revision)]
    if whole and appointment.visit is not None:
        others = select(Appointment).where(
            col(Appointment.visit) == appointment.visit,
            col(Appointment.status).in_(OPEN),
            col(Appointment.id) != appointment_id,
        )
        parts += [Held(row_id(one), one.revision) for one in session.exec(others)]
    ended = visits.cancel_visit(session, parts, by=by, now=now)
    if not tell:
        silence.keep(session, [row_id(one) for one in ended], now=now)
    return ended
