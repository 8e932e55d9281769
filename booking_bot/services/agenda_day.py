"""Days of the agenda as pages show them: who comes when to whom, and where there is room."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import Status
from booking_bot.domain.opening import DayHours, parse_week, spans_of_member, spans_on
from booking_bot.domain.spans import Span, intersect, subtract
from booking_bot.domain.walltime import instant, utc
from booking_bot.models import (
    Absence,
    Appointment,
    Occupancy,
    Resource,
    ResourceKind,
    row_id,
)
from booking_bot.services import catalogue
from booking_bot.services.agenda_entries import Entry, entries, entries_of
from booking_bot.services.opening import Calendar, shop_calendar
from booking_bot.services.place import place_of

__all__ = ["Away", "Column", "Day", "Entry", "Gap", "agenda_day", "agenda_days", "entries_of"]

SHORTEST_GAP = timedelta(minutes=15)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which a member of staff works and nothing is booked."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Away:
    """A stretch that was blocked, cut to the day."""

    id: int
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """A member of staff and their day; `works` is False where they are away or off all day.

    `hours` are those in which they would work if they were not away.
    """

    staff_id: int
    name: str
    works: bool
    entries: tuple[Entry, ...]
    gaps: tuple[Gap, ...]
    away: tuple[Away, ...] = ()
    hours: tuple[tuple[datetime, datetime], ...] = ()

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

    def only(self, staff_id: int) -> "Day":
        """The same day of one member alone."""
        return replace(self, columns=tuple(one for one in self.columns if one.staff_id == staff_id))

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
    """The shop's `day`. What begins after midnight in the hours of an evening belongs to that evening.

    Raises NoBusiness.
    """
    return agenda_days(session, day, day, now=now)[0]


def agenda_days(session: Session, first: date, last: date, *, now: datetime) -> list[Day]:
    """Each day from `first` to `last`, both included, in as many statements as one. Raises NoBusiness."""
    zone = place_of(session).zone
    calendar = shop_calendar(catalogue.read(session)).between(first - _DAY, last)
    dates = [first + timedelta(days=ahead) for ahead in range(-1, (last - first).days + 1)]
    hours = [calendar.on(day) for day in dates]
    opening = [spans_on(day, of_day.hours, zone) for day, of_day in zip(dates, hours, strict=True)]
    # A day ends with its night, and the next begins then.
    ends = [
        max([instant(day, 24 * 60, zone), *(close for _, close in spans)])
        for day, spans in zip(dates, opening, strict=True)
    ]
    begin, end = ends[0], ends[-1]
    starts_at = col(Appointment.starts_at)
    found = entries(session, starts_at >= utc(begin), starts_at < utc(end), zone=zone)
    away = _absences(session, begin, end)
    busy = _occupancies(session, begin, end, now=now)
    staff = _staff(session)
    return [
        Day(
            day=dates[number],
            now=now.astimezone(zone),
            opening=tuple(
                (_wall(start, zone).time(), _wall(close, zone).time()) for start, close in opening[number]
            ),
            reason=hours[number].reason,
            columns=_columns(
                _Frame(
                    dates[number], (ends[number - 1], ends[number]), calendar, hours[number], opening[number]
                ),
                staff,
                found,
                away,
                busy,
                now=now,
            ),
        )
        for number in range(1, len(dates))
    ]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What one day is, whoever works on it."""

    day: date
    span: Span
    calendar: Calendar
    hours: DayHours
    opening: Sequence[Span]


def _columns(
    frame: _Frame,
    staff: Sequence[Resource],
    found: Sequence[Entry],
    away: Mapping[int, Sequence[Absence]],
    busy: Mapping[int, Sequence[Span]],
    *,
    now: datetime,
) -> tuple[Column, ...]:
    zone, (begin, end) = frame.calendar.zone, frame.span
    # A minute that has begun can still be read as free.
    past = (0, int(now.timestamp()) // 60 * 60)
    mine: dict[int, list[Entry]] = defaultdict(list)
    for entry in found:
        if begin <= entry.start.timestamp() < end:
            mine[entry.staff_id].append(entry)
    columns = []
    for member in staff:
        number = row_id(member)
        if not member.active and number not in mine:
            continue
        own = parse_week(member.hours) if member.hours is not None else None
        hired = (
            spans_of_member(
                frame.day, frame.hours, frame.opening, week=frame.calendar.week, own=own, zone=zone
            )
            if member.active
            else ()
        )
        gone = [(one, _span(one)) for one in away.get(number, ())]
        works = [left for span in hired for left in subtract(span, [span for _, span in gone])]
        taken = [past, *busy.get(number, ())]
        free = [left for span in works for left in subtract(span, taken)]
        gaps = (Gap(_wall(start, zone), _wall(stop, zone)) for start, stop in free)
        columns.append(
            Column(
                staff_id=number,
                name=member.name,
                works=bool(works),
                entries=tuple(mine[number]),
                gaps=tuple(gap for gap in gaps if gap.length >= SHORTEST_GAP),
                away=tuple(
                    Away(row_id(one), _wall(low, zone), _wall(high, zone), one.reason or "")
                    for one, span in gone
                    for low, high in intersect([span], [(begin, end)])
                ),
                hours=tuple((_wall(start, zone), _wall(stop, zone)) for start, stop in hired),
            )
        )
    return tuple(columns)


def _wall(seconds: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(seconds, zone)


def _span(absence: Absence) -> Span:
    return int(absence.starts_at.timestamp()), int(absence.ends_at.timestamp())


def _absences(session: Session, first: int, last: int) -> dict[int, list[Absence]]:
    """When whom the shop must do without, by member of staff."""
    away: dict[int, list[Absence]] = defaultdict(list)
    for absence in session.exec(
        select(Absence)
        .where(col(Absence.ends_at) > utc(first), col(Absence.starts_at) < utc(last))
        .order_by(col(Absence.starts_at))
    ):
        away[absence.staff_id].append(absence)
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


def _staff(session: Session) -> list[Resource]:
    return list(
        session.exec(
            select(Resource)
            .where(col(Resource.kind) == ResourceKind.STAFF)
            .order_by(col(Resource.position), col(Resource.id))
        )
    )
