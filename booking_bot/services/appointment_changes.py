"""Several changes of one appointment as one: all of them happen, or the first refusal undoes the rest."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking_bot.domain.appointments import Status, move
from booking_bot.domain.notices import NoticeKind
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, row_id
from booking_bot.services import agenda_lock, audit, bookings, hooks
from booking_bot.services.notices import planning

# What the customer hears of their request, where nobody writes to them of it.
_SAID_OF_A_REQUEST = {Status.BOOKED: NoticeKind.CONFIRMATION, Status.CANCELLED: NoticeKind.CANCELLED}


@dataclass(frozen=True, slots=True)
class Change:
    """What shall be otherwise; None leaves it as it is. An empty note takes the note away."""

    start: datetime | None = None
    staff_id: int | None = None
    status: Status | None = None
    note: str | None = None


def change(session: Session, appointment_id: int, wanted: Change, *, by: str, now: datetime) -> None:
    """First the time, then the status; what is so already is no change and breaks no rule.

    Raises as `bookings.reschedule`, `cancel`, `accept`, `confirm` and `close` do.
    """
    agenda_lock.take(session)
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    _move(session, appointment, wanted, by, now)
    if wanted.status is not None and wanted.status is not appointment.status:
        _become(session, appointment, wanted.status, by, now)
    if wanted.note is not None and wanted.note != (appointment.note or ""):
        appointment.note = wanted.note or None
        audit.record(session, by, "appointment.noted", appointment_id, now=now)
        hooks.tell(session, "appointment.changed", appointment_id, now=now)


def _move(session: Session, appointment: Appointment, wanted: Change, by: str, now: datetime) -> None:
    # With whom stays as well, unless somebody else is asked for.
    start = wanted.start or appointment.starts_at
    staff_id = wanted.staff_id or appointment.staff_id
    if (start, staff_id) != (appointment.starts_at, appointment.staff_id):
        bookings.reschedule(session, row_id(appointment), start=start, staff_id=staff_id, by=by, now=now)


def _become(session: Session, appointment: Appointment, status: Status, by: str, now: datetime) -> None:
    number = row_id(appointment)
    was_requested = appointment.status is Status.REQUESTED
    move(appointment.status, status)  # the same answer whichever verb it takes
    match status:
        case Status.CANCELLED:
            bookings.cancel(session, number, by=by, now=now)
        case Status.BOOKED:
            bookings.accept(session, number, by=by, now=now)
        case Status.CONFIRMED:
            bookings.confirm(session, number, by=by, now=now)
        case Status.COMPLETED | Status.NO_SHOW:
            bookings.close(session, number, status, by=by, now=now)
    if was_requested and planning.is_shop(by) and status in _SAID_OF_A_REQUEST:
        planning.told(session, appointment, _SAID_OF_A_REQUEST[status], now=now)
