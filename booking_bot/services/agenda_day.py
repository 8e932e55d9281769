"""One day of the agenda as a page shows it: who comes when to whom, and where there is room."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import Status
from booking_bot.domain.opening import parse_week, spans_of_member, spans_on
from booking_bot.domain.spans import Span, subtract
from booking_bot.domain.walltime import instant, utc
from booking_bot.models import (
    Absence,
    Appointment,
    CustomerAnswer,
    Occupancy,
    Resource,
    ResourceKind,
    Service,
    Source,
    row_id,
)
from booking_bot.services.inbox import Person, people
from booking_bot.services.opening import BUSINESS_COLUMNS, calendar_of
from booking_bot.services.place import place_of
from booking_bot.services.shown_files import ShownFile, of_appointments

SHORTEST_GAP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment; times are the shop's."""

    id: int
    start: datetime
    end: datetime
    service: str
    staff: str
    staff_id: int
    person: Person
    beneficiary: str | None
    subject: str | None
    note: str | None
    status: Status
    source: Source
    files: tuple[ShownFile, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()  # what the service asks, and what they answered
    visit: str | None = None
    rest: "tuple[Entry, ...]" = ()  # the other parts of its visit that stand as it does


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which a member of staff works and nothing is booked."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Column:
    """A member of staff and their day; `works` is False where they are away or off all day."""

    staff_id: int
    name: str
    works: bool
    entries: tuple[Entry, ...]
    gaps: tuple[Gap, ...]

    @property
    def items(self) -> list[Entry | Gap]:
        """Appointments and gaps in the order of the day."""
        return sorted([*self.entries, *self.gaps], key=lambda item: item.start)


@dataclass(frozen=True, slots=True)
class Day:
    """`opening` has wall times of the shop; none means closed, and `reason` may say why."""

    day: date
    now: datetime
    opening: tuple[tuple[time, time], ...]
    reason: str
    columns: tuple[Column, ...]

    @property
    def today(self) -> bool:
        return self.day == self.now.date()

    @property
    def entries(self) -> list[Entry]:
        """All appointments, earliest first."""
        return sorted(
            (one for column in self.columns for one in column.entries), key=lambda e: (e.start, e.id)
        )

    @property
    def coming(self) -> int:
        """How many appointments stand."""
        return sum(entry.status is not Status.CANCELLED for entry in self.entries)

    @property
    def unconfirmed(self) -> int:
        """How many are still to come whose customer, or whose owner, has not said yes."""
        return sum(
            entry.status in (Status.REQUESTED, Status.BOOKED) and entry.start > self.now
            for entry in self.entries
        )

    @property
    def free(self) -> timedelta:
        """Time of the staff from now on in which nothing is booked."""
        return sum((gap.length for column in self.columns for gap in column.gaps), timedelta())


def agenda_day(session: Session, day: date, *, now: datetime) -> Day:
    """The shop's `day`. An appointment past midnight belongs to the day on which it begins.

    Raises NoBusiness.
    """
    zone = place_of(session).zone
    connection = session.connection()
    business = connection.execute(sa.select(*BUSINESS_COLUMNS)).one()
    calendar = calendar_of(connection, business, day, day)
    hours = calendar.on(day)
    opening = spans_on(day, hours.hours, zone)
    midnight, next_midnight = (instant(day, minutes, zone) for minutes in (0, 24 * 60))
    last = max([next_midnight, *(close for _, close in opening)])
    begins = col(Appointment.starts_at)
    entries = _entries(session, begins >= utc(midnight), begins < utc(next_midnight), zone=zone)
    away = _absences(session, midnight, last)
    busy = _occupancies(session, midnight, last, now=now)
    past = (0, int(now.timestamp()) // 60 * 60)  # a minute that has begun can still be read as free
    columns = []
    for member in _staff(session):
        own = parse_week(member.hours) if member.hours is not None else None
        hired = (
            spans_of_member(day, hours, opening, week=calendar.week, own=own, zone=zone)
            if member.active
            else []
        )
        works = [left for span in hired for left in subtract(span, away[row_id(member)])]
        free = [left for span in works for left in subtract(span, [past, *busy[row_id(member)]])]
        mine = tuple(entry for entry in entries if entry.staff_id == member.id)
        if member.active or mine:
            gaps = (Gap(_wall(start, zone), _wall(end, zone)) for start, end in free)
            columns.append(
                Column(
                    staff_id=row_id(member),
                    name=member.name,
                    works=bool(works),
                    entries=mine,
                    gaps=tuple(gap for gap in gaps if gap.length >= SHORTEST_GAP),
                )
            )
    return Day(
        day=day,
        now=now.astimezone(zone),
        opening=tuple((_wall(start, zone).time(), _wall(end, zone).time()) for start, end in opening),
        reason=hours.reason,
        columns=tuple(columns),
    )


def _wall(seconds: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(seconds, zone)


def _absences(session: Session, first: int, last: int) -> defaultdict[int, list[Span]]:
    """When whom the shop must do without, by member of staff."""
    away: defaultdict[int, list[Span]] = defaultdict(list)
    begin, end = utc(first), utc(last)
    for absence in session.exec(
        select(Absence).where(col(Absence.ends_at) > begin, col(Absence.starts_at) < end)
    ):
        span = int(absence.starts_at.timestamp()), int(absence.ends_at.timestamp())
        away[absence.staff_id].append(span)
    return away


def _occupancies(session: Session, first: int, last: int, *, now: datetime) -> defaultdict[int, list[Span]]:
    """What is taken, by resource; a hold that has run out takes nothing."""
    taken: defaultdict[int, list[Span]] = defaultdict(list)
    for resource_id, start, end in session.exec(
        select(Occupancy.resource_id, Occupancy.start_ts, Occupancy.end_ts).where(
            col(Occupancy.start_ts) < last,
            col(Occupancy.end_ts) > first,
            sa.or_(col(Occupancy.hold_until).is_(None), col(Occupancy.hold_until) > int(now.timestamp())),
        )
    ):
        taken[resource_id].append((start, end))
    return taken


def entries_of(session: Session, appointment_ids: Collection[int]) -> dict[int, Entry]:
    """These appointments by id, as the agenda shows them, each with the rest of its visit."""
    if not appointment_ids:
        return {}
    these = col(Appointment.id).in_(appointment_ids)
    visits = sa.select(col(Appointment.visit)).where(these, col(Appointment.visit).is_not(None))
    zone = place_of(session).zone
    found = _entries(session, sa.or_(these, col(Appointment.visit).in_(visits)), zone=zone)
    return {
        one.id: replace(one, rest=tuple(filter(partial(_belongs_to, one), found)))
        for one in found
        if one.id in appointment_ids
    }


def _belongs_to(entry: Entry, other: Entry) -> bool:
    together = entry.visit is not None and other.visit == entry.visit
    return together and other.id != entry.id and other.status is entry.status


def _entries(session: Session, *which: sa.ColumnElement[bool], zone: ZoneInfo) -> list[Entry]:
    rows = session.exec(
        select(Appointment, Service, Resource)
        .join(Service, col(Service.id) == col(Appointment.service_id))
        .join(Resource, col(Resource.id) == col(Appointment.staff_id))
        .where(*which)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    ).all()
    known = people(session, [appointment.customer_id for appointment, _, _ in rows])
    files = of_appointments(session, [row_id(appointment) for appointment, _, _ in rows])
    answers = _answers(session, [one.customer_id for one, service, _ in rows if service.questions])
    return [
        Entry(
            id=row_id(appointment),
            start=appointment.starts_at.astimezone(zone),
            end=appointment.ends_at.astimezone(zone),
            service=service.name,
            staff=staff.name,
            staff_id=row_id(staff),
            person=known[appointment.customer_id],
            beneficiary=appointment.beneficiary,
            subject=appointment.subject,
            note=appointment.note,
            status=appointment.status,
            source=appointment.source,
            files=files.get(row_id(appointment), ()),
            answers=tuple(
                (one["ask"], told)
                for one in service.questions
                if (told := answers.get((appointment.customer_id, one["id"])))
            ),
            visit=appointment.visit,
        )
        for appointment, service, staff in rows
    ]


def _answers(session: Session, customer_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """What customers answered, by who and the id of the question."""
    if not customer_ids:
        return {}
    rows = session.exec(select(CustomerAnswer).where(col(CustomerAnswer.customer_id).in_(customer_ids)))
    return {(row.customer_id, row.question): row.answer for row in rows}


def _staff(session: Session) -> list[Resource]:
    return list(
        session.exec(
            select(Resource)
            .where(col(Resource.kind) == ResourceKind.STAFF)
            .order_by(col(Resource.position), col(Resource.id))
        )
    )
