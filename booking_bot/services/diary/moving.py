"""An appointment that the shop's own people put at another time, or with somebody else."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.notices import NoticeKind
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, Notice, NoticeStatus, row_id
from booking_bot.services import agenda_lock, visits
from booking_bot.services.diary import silence
from booking_bot.services.diary.effects import Effects, Hindered, Hindrance, effects
from booking_bot.services.visits import Held, PartOfVisit


@dataclass(frozen=True, slots=True)
class Moved:
    """Where it was before the move that left it with this revision, and whether they were to hear of that."""

    appointment_id: int
    was: datetime
    staff_id: int
    revision: int
    tell: bool


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
) -> Moved:
    """What takes it back.

    Raises Hindered, NoSuchAppointment, AlreadyOver, Outdated, NoSuchService or NotTheirService.
    """
    agenda_lock.take(session)
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    found = consequences(session, appointment, start, staff_id, now=now)
    if found.any and not knowing:
        raise Hindered(found)
    was, with_whom = appointment.starts_at, appointment.staff_id
    there = PartOfVisit(appointment.service_id, staff_id, start)
    (moved,) = visits.reschedule_visit(
        session, [(Held(appointment_id, revision), there)], by=by, now=now, knowing=True
    )
    if not tell:
        silence.keep(session, [appointment_id], now=now)
    return Moved(appointment_id, was, with_whom, moved.revision, tell)


def move_back(session: Session, moved: Moved, *, by: str, now: datetime) -> None:
    """Where it was; they hear of it where they heard of the move.

    Raises Hindered where somebody has taken that time meanwhile, else as `move` does.
    """
    agenda_lock.take(session)
    appointment = session.get(Appointment, moved.appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(moved.appointment_id)
    found = consequences(session, appointment, moved.was, moved.staff_id, now=now)
    if found.overlaps or Hindrance.OFFERED in found.hindrances:
        raise Hindered(found)
    unsaid = select(Notice.id).where(
        col(Notice.appointment_id) == row_id(appointment),
        col(Notice.kind) == NoticeKind.MOVED,
        col(Notice.status) == NoticeStatus.PLANNED,
    )
    heard = moved.tell and session.exec(unsaid).first() is None
    move(
        session,
        moved.appointment_id,
        moved.was,
        moved.staff_id,
        revision=moved.revision,
        knowing=True,
        tell=heard,
        by=by,
        now=now,
    )
