"""Time in which somebody of the staff does not work: an hour at the doctor's, a week at the sea."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.models import Absence, Appointment, Resource, row_id
from booking_bot.services import agenda_lock, audit
from booking_bot.services.agenda_entries import Entry, entries_of
from booking_bot.services.place import place_of

LONGEST_REASON = 80
LONGEST = timedelta(days=366)


class NoSuchBlock(Exception):
    """There is none of that number any more."""


class NoLength(Exception):
    """It ends before it begins, or lasts for more than a year."""


class AppointmentsInside(Exception):
    """They lie in the time that is to be blocked, and nobody said yet that they know."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(f"{len(entries)} appointments lie inside")
        self.entries = entries


@dataclass(frozen=True, slots=True)
class Block:
    """Times are the shop's."""

    id: int
    staff_id: int
    staff: str
    start: datetime
    end: datetime
    reason: str
    by_calendar: bool = False  # it comes from a calendar of theirs, and goes with it


def inside(session: Session, staff_ids: Collection[int], start: datetime, end: datetime) -> list[Entry]:
    """Appointments of these that would lie in it, earliest first."""
    numbers = session.exec(
        select(Appointment.id).where(
            col(Appointment.staff_id).in_(staff_ids),
            col(Appointment.status).in_(OPEN),
            col(Appointment.starts_at) < end,
            col(Appointment.ends_at) > start,
        )
    ).all()
    found = entries_of(session, {number for number in numbers if number is not None})
    return sorted(found.values(), key=lambda entry: (entry.start, entry.id))


def block(
    session: Session,
    staff_ids: Sequence[int],
    start: datetime,
    end: datetime,
    *,
    reason: str = "",
    knowing: bool = False,
    by: str,
    now: datetime,
) -> list[int]:
    """Nobody books them then any more; what is booked stays. Doing it again changes nothing.

    Raises NoLength or AppointmentsInside.
    """
    if not timedelta(0) < end - start <= LONGEST:
        raise NoLength
    agenda_lock.take(session)
    hit = inside(session, staff_ids, start, end)
    if hit and not knowing:
        raise AppointmentsInside(hit)
    told = " ".join(reason.split())[:LONGEST_REASON] or None
    blocked = []
    for staff_id in staff_ids:
        absence = _same(session, staff_id, start, end)
        if absence is None:
            absence = Absence(staff_id=staff_id, starts_at=start, ends_at=end, reason=told)
            session.add(absence)
            session.flush()
            audit.record(session, by, "absence.added", row_id(absence), now=now)
        blocked.append(row_id(absence))
    return blocked


def find(session: Session, block_id: int) -> Block:
    """Raises NoSuchBlock."""
    row = session.exec(
        select(Absence, Resource.name)
        .join(Resource, col(Resource.id) == col(Absence.staff_id))
        .where(col(Absence.id) == block_id)
    ).first()
    if row is None:
        raise NoSuchBlock(block_id)
    absence, name = row
    zone = place_of(session).zone
    return Block(
        id=block_id,
        staff_id=absence.staff_id,
        staff=name,
        start=absence.starts_at.astimezone(zone),
        end=absence.ends_at.astimezone(zone),
        reason=absence.reason or "",
        by_calendar=absence.calendar_id is not None,
    )


def lift(session: Session, block_id: int, *, by: str, now: datetime) -> None:
    """They work then after all. Raises NoSuchBlock, also of what a calendar of theirs says."""
    agenda_lock.take(session)
    absence = session.get(Absence, block_id)
    if absence is None or absence.calendar_id is not None:
        raise NoSuchBlock(block_id)
    session.delete(absence)
    audit.record(session, by, "absence.lifted", block_id, now=now)


def _same(session: Session, staff_id: int, start: datetime, end: datetime) -> Absence | None:
    return session.exec(
        select(Absence).where(
            col(Absence.staff_id) == staff_id,
            col(Absence.starts_at) == start,
            col(Absence.ends_at) == end,
            col(Absence.calendar_id).is_(None),
        )
    ).first()
