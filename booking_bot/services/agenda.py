"""The agenda as plain values: all that decides whether there is room for a wish.

Three statements read it, five where a day is special or somebody away, however many people, days or
old rows there are; nothing is kept between calls.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import sub
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from booking_bot.domain.opening import DayHours, spans_of_member, spans_on
from booking_bot.domain.refusals import NoSuchService
from booking_bot.domain.slots import LONGEST, Member, Work, blocked_starts, in_order
from booking_bot.domain.spans import Span, crowded
from booking_bot.domain.walltime import instant, local_day, utc
from booking_bot.models import (
    Absence,
    Business,
    Occupancy,
    Resource,
    Service,
    ServiceResource,
    ServiceStaff,
    SpecialHours,
)
from booking_bot.services.opening import BUSINESS_COLUMNS, Calendar, calendar_of, week_of

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked. What the appointments or the conversation named here keep busy counts as free.

    `knowing` is the owner's: whatever stands in the way, they have seen it.
    """

    service_id: int
    staff_id: int | None = None
    moving: tuple[int, ...] = ()
    ignoring_hold_of: int | None = None
    knowing: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """Working days of the shop in order. `midnights` has one more: the end of the last."""

    calendar: Calendar
    dates: Sequence[date]
    hours: Sequence[DayHours]
    spans: Sequence[Sequence[Span]]
    midnights: Sequence[int]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What decides a wish on `days`. `rooms` are capacities by id, `busy` goes by resource.

    The rest goes by member.
    """

    facts: Any  # the row of the business and the service
    days: Days
    members: Sequence[Member]
    absences: Mapping[int, Sequence[Span]]
    rooms: Mapping[int, int]
    work: Mapping[int, Work]
    prices: Mapping[int, int | None]
    busy: Mapping[int, Sequence[Span]]

    @property
    def step(self) -> int:
        return _seconds(self.facts.slot_length)


# Most days nothing is special and nobody away: to know it spares two statements. The bounds are generous,
# since the shop's zone is known only with the answer.
_SPECIAL_THEN = sa.exists().where(
    col(SpecialHours.last_day) >= sa.bindparam("first"), col(SpecialHours.first_day) <= sa.bindparam("last")
)
_AWAY_THEN = sa.exists().where(
    col(Absence.ends_at) > sa.bindparam("low"), col(Absence.starts_at) < sa.bindparam("high")
)
_GENEROUS = timedelta(days=3)
_SERVICES: sa.BindParameter[int] = sa.bindparam("services", expanding=True)
_FACTS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Service.id).label("service_id"),
        *BUSINESS_COLUMNS,
        col(Business.slot_length),
        col(Business.min_notice),
        col(Business.horizon_days),
        col(Service.length),
        col(Service.buffer_before),
        col(Service.buffer_after),
        col(Service.processing_after),
        col(Service.processing_length),
        sa.or_(col(Service.approval), sa.cast(col(Service.deposit), sa.Text).is_not(None)).label("approval"),
        col(Service.price_cents),
        _SPECIAL_THEN.label("special_then"),
        _AWAY_THEN.label("away_then"),
    )
    .select_from(sa.join(Business, Service, sa.true()))
    .where(col(Service.id).in_(_SERVICES), col(Service.active))
)

_SKILL = (
    sa.select(sa.func.count())
    .select_from(sa.join(ServiceStaff, Service, col(ServiceStaff.service_id) == col(Service.id)))
    .where(col(ServiceStaff.staff_id) == col(Resource.id), col(Service.active))
    .correlate(Resource)
    .scalar_subquery()
)
_OFFER = aliased(ServiceStaff)
_NEED = aliased(ServiceResource)
# Who offers each service and what it needs beside them; `offers` tells them apart.
_RESOURCES = (
    sa.select(
        sa.func.coalesce(col(_OFFER.service_id), col(_NEED.service_id)).label("service_id"),
        col(Resource.id),
        col(Resource.capacity),
        sa.cast(col(Resource.hours), sa.Text).label("week"),
        col(_OFFER.staff_id).is_not(None).label("offers"),
        col(_OFFER.length),
        col(_OFFER.price_cents),
        _SKILL.label("skill"),
    )
    .outerjoin(_OFFER, sa.and_(col(_OFFER.staff_id) == Resource.id, col(_OFFER.service_id).in_(_SERVICES)))
    .outerjoin(_NEED, sa.and_(col(_NEED.resource_id) == Resource.id, col(_NEED.service_id).in_(_SERVICES)))
    .where(
        col(Resource.active),
        sa.or_(col(_OFFER.staff_id).is_not(None), col(_NEED.resource_id).is_not(None)),
    )
)
_ABSENCES = sa.select(col(Absence.staff_id), col(Absence.starts_at), col(Absence.ends_at)).where(
    col(Absence.ends_at) > sa.bindparam("low"), col(Absence.starts_at) < sa.bindparam("high")
)


@lru_cache
def _occupied(*, moving: bool, but_hold: bool) -> sa.Select[int, int, int]:
    """What is busy in a stretch; lapsed holds are not. Without exceptions an index alone answers it."""
    held = col(Occupancy.hold_until)
    statement = sa.select(col(Occupancy.resource_id), col(Occupancy.start_ts), col(Occupancy.end_ts)).where(
        col(Occupancy.end_ts) > sa.bindparam("low"),
        col(Occupancy.end_ts) < sa.bindparam("high") + LONGEST,  # follows from the next, and ends the scan
        col(Occupancy.start_ts) < sa.bindparam("high"),
        sa.or_(held.is_(None), held > sa.bindparam("now")),
    )
    if moving:
        of = col(Occupancy.appointment_id)
        statement = statement.where(sa.or_(of.is_(None), of.not_in(sa.bindparam("moving", expanding=True))))
    if but_hold:
        statement = statement.where(col(Occupancy.conversation_id).is_distinct_from(sa.bindparam("but_hold")))
    return statement


def load(session: Session, wish: Wish, start: datetime, end: datetime, *, now: datetime) -> Agenda:
    """Read what decides starts in `[start, end)`. Raises NoSuchService."""
    agendas = load_all(
        session,
        [wish.service_id],
        start,
        end,
        now=now,
        moving=wish.moving,
        ignoring_hold_of=wish.ignoring_hold_of,
        staff_id=wish.staff_id,
    )
    return agendas[wish.service_id]


def load_all(
    session: Session,
    services: Collection[int],
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    moving: tuple[int, ...] = (),
    ignoring_hold_of: int | None = None,
    staff_id: int | None = None,
) -> dict[int, Agenda]:
    """The same for several services at once, each with its own agenda, in no more statements."""
    session.flush()
    connection = session.connection()
    around = start - _GENEROUS, end + _GENEROUS
    found = connection.execute(
        _FACTS,
        {
            "services": list(services),
            "first": around[0].date(),
            "last": around[1].date(),
            "low": around[0],
            "high": around[1],
        },
    ).all()
    facts = {row.service_id: row for row in found}
    for service in services:
        if service not in facts:
            raise NoSuchService(service)
    days = _days(connection, found[0], start, end)
    low, high = _reach(days, found)
    absences = _absences(connection, low, high) if found[0].away_then else {}
    busy = _busy(connection, low, high, now, moving=moving, ignoring_hold_of=ignoring_hold_of)
    resources: dict[int, list[Any]] = {service: [] for service in facts}
    for row in connection.execute(_RESOURCES, {"services": list(services)}):
        resources[row[0]].append(row)
    return {
        service: _agenda(
            facts[service], days, resources[service], absences=absences, busy=busy, staff_id=staff_id
        )
        for service in facts
    }


def _agenda(
    facts: Any,
    days: Days,
    resources: Sequence[Any],
    *,
    absences: Mapping[int, Sequence[Span]],
    busy: Mapping[int, list[Span]],
    staff_id: int | None,
) -> Agenda:
    rooms: dict[int, int] = {}
    people = []
    prices: dict[int, int | None] = {}
    for _, number, capacity, hours, offers, length, price, skill in resources:
        if not offers:
            rooms[number] = capacity
        elif staff_id is None or staff_id == number:
            people.append((number, hours, length, skill))
            prices[number] = facts.price_cents if price is None else price
    ways = {length: _work(facts, length) for length in {length for _, _, length, _ in people}}
    full = [crowded(busy[room], capacity) for room, capacity in rooms.items()]
    by_rooms = {
        way: [stretch for spans in full for stretch in blocked_starts(spans, way.room_parts)]
        for way in ways.values()
    }
    members = []
    for number, hours, length, skill in people:
        way = ways[length]
        blocked = blocked_starts(busy[number], way.staff_parts) + by_rooms[way]
        if number in absences:
            blocked += blocked_starts(absences[number], way.presence)
        members.append(
            Member(
                number,
                way.length,
                opening=_opening_of(hours, days),
                blocked=in_order(blocked),
                load=_load(busy[number], days.midnights),
                skill=skill,
            )
        )
    work = {number: ways[length] for number, _, length, _ in people}
    return Agenda(facts, days, members, absences, rooms, work, prices, busy)


def _days(connection: sa.Connection, facts: Any, start: datetime, end: datetime) -> Days:
    """The working days that reach into `[start, end)`; the first may be that of the evening before."""
    zone = ZoneInfo(facts.timezone)
    first, last = local_day(start, zone) - _DAY, local_day(end - _SECOND, zone)
    calendar = calendar_of(connection, facts, first, last, specials=facts.special_then)
    dates = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    hours = [calendar.on(day) for day in dates]
    spans = [spans_on(day, of_day.hours, zone) for day, of_day in zip(dates, hours, strict=True)]
    if not any(close > start.timestamp() for _, close in spans[0]):
        dates, hours, spans = dates[1:], hours[1:], spans[1:]
    midnights = [instant(day, 0, zone) for day in (*dates, dates[-1] + _DAY)]
    return Days(calendar, dates, hours, spans, midnights)


def _reach(days: Days, facts: Sequence[Any]) -> Span:
    """The stretch in which something busy can matter: whole days, for the load, and buffers beyond spans."""
    opens = [start for spans in days.spans for start, _ in spans]
    closes = [end for spans in days.spans for _, end in spans]
    return (
        min([days.midnights[0], *opens]) - max(_seconds(one.buffer_before) for one in facts),
        max([days.midnights[-1], *closes]) + max(_seconds(one.buffer_after) for one in facts),
    )


def _absences(connection: sa.Connection, low: int, high: int) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for staff, start, end in connection.execute(_ABSENCES, {"low": utc(low), "high": utc(high)}):
        found[staff].append((int(start.timestamp()), math.ceil(end.timestamp())))
    return found


def _busy(
    connection: sa.Connection,
    low: int,
    high: int,
    now: datetime,
    *,
    moving: tuple[int, ...],
    ignoring_hold_of: int | None,
) -> dict[int, list[Span]]:
    statement = _occupied(moving=bool(moving), but_hold=ignoring_hold_of is not None)
    values = {
        "low": low,
        "high": high,
        "now": int(now.timestamp()),
        "moving": moving,
        "but_hold": ignoring_hold_of,
    }
    busy: dict[int, list[Span]] = defaultdict(list)
    found = connection.execute(statement, values)
    # Three whole numbers need no conversion: with rows of the driver a month is read a quarter faster.
    rows = found.cursor.fetchall() if found.cursor else ()
    found.close()
    for resource, start, end in rows:
        busy[resource].append((start, end))
    return busy


def _opening_of(week: str | None, days: Days) -> Sequence[Sequence[Span]]:
    if week is None:
        return days.spans
    own, zone, usual = week_of(week), days.calendar.zone, days.calendar.week
    return [
        spans_of_member(day, hours, spans, week=usual, own=own, zone=zone)
        for day, hours, spans in zip(days.dates, days.hours, days.spans, strict=True)
    ]


def _load(busy: Sequence[Span], midnights: Sequence[int]) -> list[int]:
    """Seconds taken on each day, by where they begin."""
    if not busy:
        return [0] * (len(midnights) - 1)
    starts, ends = zip(*sorted(busy), strict=True)
    so_far = [0, *accumulate(map(sub, ends, starts))]
    until = [so_far[bisect_left(starts, midnight)] for midnight in midnights]
    return [after - before for before, after in pairwise(until)]


def _work(facts: Any, own_length: timedelta | None) -> Work:
    pause = _seconds(facts.processing_after)
    return Work(
        length=_seconds(own_length or facts.length),
        before=_seconds(facts.buffer_before),
        after=_seconds(facts.buffer_after),
        pause=pause,
        resume=pause + _seconds(facts.processing_length),
    )


def _seconds(length: timedelta | None) -> int:
    return int(length.total_seconds()) if length else 0
