"""The staff's own calendars: which are read for whom, and what of the agenda lies in their times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.models import Absence, Appointment, ExternalCalendar, Resource, row_id
from booking_bot.services import agenda_lock, audit
from booking_bot.services.agenda_entries import Entry, entries_of
from booking_bot.services.secrets import seal

MOST = 50
LONGEST_NAME = 60
LONGEST_URL = 2000
USE = "external_calendar"


class NoSuchCalendar(Exception):
    """There is none, or it is not theirs."""


class TooManyCalendars(Exception):
    """Some have to go first."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """`busy` is how many stretches to come it takes; `failing_since` is None where all is well."""

    id: int
    staff_id: int
    staff: str
    name: str
    read_at: datetime | None
    tried_at: datetime | None
    error: str | None
    failing_since: datetime | None
    busy: int


def listed(session: Session, *, of: int | None, now: datetime) -> Sequence[Calendar]:
    """All, or those of one member, in the shop's order."""
    coming = (
        sa.select(sa.func.count())
        .where(col(Absence.calendar_id) == col(ExternalCalendar.id), col(Absence.ends_at) > now)
        .scalar_subquery()
    )
    statement = (
        select(ExternalCalendar, Resource.name, coming)
        .join(Resource, col(Resource.id) == col(ExternalCalendar.staff_id))
        .order_by(col(Resource.position), col(Resource.id), col(ExternalCalendar.id))
    )
    if of is not None:
        statement = statement.where(col(ExternalCalendar.staff_id) == of)
    return [
        Calendar(
            row_id(one), one.staff_id, staff, one.name, one.read_at, one.tried_at, one.error,
            one.failing_since, busy,
        )
        for one, staff, busy in session.exec(statement)
    ]  # fmt: skip


def add(
    session: Session, staff_id: int, url: str, name: str, *, secret_key: str, by: str, now: datetime
) -> ExternalCalendar:
    """From now on its busy times are theirs. Raises TooManyCalendars."""
    if len(session.exec(select(ExternalCalendar.id)).all()) >= MOST:
        raise TooManyCalendars
    calendar = ExternalCalendar(
        staff_id=staff_id,
        name=" ".join(name.split())[:LONGEST_NAME],
        url=seal(secret_key, USE, url),
        created_at=now,
    )
    session.add(calendar)
    session.flush()
    audit.record(session, by, "external_calendar.added", row_id(calendar), now=now)
    return calendar


def remove(session: Session, calendar_id: int, *, of: int | None, by: str, now: datetime) -> None:
    """It is read no more, and what it kept busy is free. Raises NoSuchCalendar."""
    agenda_lock.take(session)
    calendar = session.get(ExternalCalendar, calendar_id)
    if calendar is None or (of is not None and calendar.staff_id != of):
        raise NoSuchCalendar(calendar_id)
    session.execute(sa.delete(Absence).where(col(Absence.calendar_id) == calendar_id))
    session.delete(calendar)
    audit.record(session, by, "external_calendar.removed", calendar_id, now=now)


def overlapping(session: Session, *, of: int | None, now: datetime) -> Sequence[Entry]:
    """Appointments to come that lie in busy times of these calendars, earliest first. Nobody touches them."""
    statement = (
        select(Appointment.id)
        .join(Absence, col(Absence.staff_id) == col(Appointment.staff_id))
        .where(
            col(Absence.calendar_id).is_not(None),
            col(Absence.starts_at) < col(Appointment.ends_at),
            col(Absence.ends_at) > col(Appointment.starts_at),
            col(Absence.ends_at) > now,
            col(Appointment.starts_at) > now,
            col(Appointment.status).in_(OPEN),
        )
    )
    if of is not None:
        statement = statement.where(col(Appointment.staff_id) == of)
    numbers = {number for number in session.exec(statement) if number is not None}
    return sorted(entries_of(session, numbers).values(), key=lambda entry: (entry.start, entry.id))
