"""Whether what somebody is told of a bad day is still so when it goes out."""

from sqlmodel import Session, col, select

from booking_bot.models import Affected, AffectedStatus, Appointment

PREFIX = "otherwise:"  # the keys of these messages
_OPEN = (AffectedStatus.WRITTEN, AffectedStatus.TO_CALL)


def is_outdated(session: Session, message_id: int) -> bool:
    """Whether they have answered meanwhile, or the appointment is another."""
    found = session.exec(
        select(Affected, Appointment)
        .join(Appointment, col(Appointment.id) == col(Affected.appointment_id))
        .where(col(Affected.message_id) == message_id)
        .execution_options(populate_existing=True)
    ).all()
    return any(row.status not in _OPEN or row.revision != one.revision for row, one in found)
