"""The agenda as plain values: all that decides whether there is room for a wish.

Two statements read it, three where somebody is away, however many people, days or old rows there are; of
what was read before nothing is kept but the catalogue, for as long as its stamp stays the same.
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

import sqlalchemy as sa
from sqlmodel import Session

from booking_bot.domain.drop_off import other_starts
from booking_bot.domain.opening import DayHours, Week, spans_of_member, spans_on
from booking_bot.domain.refusals import NoSuchService
from booking_bot.domain.rooms import Room
from booking_bot.domain.slots import LONGEST, Member, Work, blocked_starts, in_order
from booking_bot.domain.spans import Span
from booking_bot.domain.walltime import instant, local_day, utc
from booking_bot.models import Absence, Business, Occupancy
from booking_bot.services import catalogue, rows
from booking_bot.services.catalogue import Catalogue
from booking_bot.services.crews import Crew, crews_of
from booking_bot.services.opening import Calendar, shop_calendar

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
    """What decides a wish on `days`. `busy` goes by resource; absences, work and prices go by member."""

    business: Business
    crew: Crew
    calendar: Calendar  # of all days
    days: Days
    members: Sequence[Member]
    absences: Mapping[int, Sequence[Span]]
    work: Mapping[int, Work]
    prices: Mapping[int, int | None]
    busy: Mapping[int, Sequence[Span]]

    @property
    def rooms(self) -> Mapping[int, Room]:
        """By id."""
        return self.crew.rooms

    @property
    def step(self) -> int:
        return int(self.business.slot_length.total_seconds())


_AWAY = rows.table(Absence).c
_AWAY_THEN = sa.exists().where(_AWAY.ends_at > sa.bindparam("low"), _AWAY.starts_at < sa.bindparam("high"))
# Most days nobody is away: to know it spares a statement. The bounds are generous, since the shop's zone is
# known only with the answer.
_GENEROUS = timedelta(days=3)
_STAMP = sa.select(catalogue.STAMP, _AWAY_THEN)
_ABSENCES = sa.select(_AWAY.staff_id, _AWAY.starts_at, _AWAY.ends_at).where(
    _AWAY.ends_at > sa.bindparam("low"), _AWAY.starts_at < sa.bindparam("high")
)
_BUSY = rows.table(Occupancy).c


@lru_cache
def _occupied(*, moving: bool, but_hold: bool) -> sa.Select[int, int, int]:
    """What is busy in a stretch; lapsed holds are not. Without exceptions an index alone answers it."""
    held = _BUSY.hold_until
    statement = sa.select(_BUSY.resource_id, _BUSY.start_ts, _BUSY.end_ts).where(
        _BUSY.end_ts > sa.bindparam("low"),
        _BUSY.end_ts < sa.bindparam("high") + LONGEST,  # follows from the next, and ends the scan
        _BUSY.start_ts < sa.bindparam("high"),
        sa.or_(held.is_(None), held > sa.bindparam("now")),
    )
    if moving:
        of = _BUSY.appointment_id
        statement = statement.where(sa.or_(of.is_(None), of.not_in(sa.bindparam("moving", expanding=True))))
    if but_hold:
        statement = statement.where(_BUSY.conversation_id.is_distinct_from(sa.bindparam("but_hold")))
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
    stamp, away = connection.execute(_STAMP, {"low": start - _GENEROUS, "high": end + _GENEROUS}).one()
    shop = catalogue.read(session, stamp)
    crews = crews_of(shop)
    for service in services:
        if service not in crews:
            raise NoSuchService(service)
    wanted = {service: crews[service] for service in services}
    days = _days(shop, start, end)
    low, high = _reach(days, wanted.values())
    absences = _absences(connection, low, high) if away else {}
    busy = _busy(connection, low, high, now, moving=moving, ignoring_hold_of=ignoring_hold_of)
    return {
        service: _agenda(shop, crew, days, absences=absences, busy=busy, staff_id=staff_id)
        for service, crew in wanted.items()
    }


def _agenda(
    shop: Catalogue,
    crew: Crew,
    days: Days,
    *,
    absences: Mapping[int, Sequence[Span]],
    busy: Mapping[int, list[Span]],
    staff_id: int | None,
) -> Agenda:
    doers = [one for one in crew.doers if staff_id in (None, one.id)]
    full = [room.full(busy[number]) for number, room in crew.rooms.items()]
    beyond = other_starts(crew.drop_off, _and_after(days), days.calendar.zone) if crew.drop_off else []
    by_rooms = {
        work: [stretch for spans in full for stretch in blocked_starts(spans, work.room_parts)]
        for work in {one.work for one in doers}
    }
    members = []
    for number, week, work, _, skill in doers:
        blocked = blocked_starts(busy[number], work.staff_parts) + by_rooms[work] + beyond
        if number in absences:
            blocked += blocked_starts(absences[number], work.presence)
        members.append(
            Member(
                number,
                work.length,
                opening=_opening_of(week, days),
                blocked=in_order(blocked),
                load=_load(busy[number], days.midnights),
                skill=skill,
            )
        )
    return Agenda(
        shop.business,
        crew,
        shop_calendar(shop),
        days,
        members,
        absences,
        work={one.id: one.work for one in doers},
        prices={one.id: one.price_cents for one in doers},
        busy=busy,
    )


def _days(shop: Catalogue, start: datetime, end: datetime) -> Days:
    """The working days that reach into `[start, end)`; the first may be that of the evening before."""
    calendar = shop_calendar(shop)
    zone = calendar.zone
    first, last = local_day(start, zone) - _DAY, local_day(end - _SECOND, zone)
    calendar = calendar.between(first, last)
    dates = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    hours = [calendar.on(day) for day in dates]
    spans = [spans_on(day, of_day.hours, zone) for day, of_day in zip(dates, hours, strict=True)]
    if not any(close > start.timestamp() for _, close in spans[0]):
        dates, hours, spans = dates[1:], hours[1:], spans[1:]
    midnights = [instant(day, 0, zone) for day in (*dates, dates[-1] + _DAY)]
    return Days(calendar, dates, hours, spans, midnights)


def _reach(days: Days, crews: Collection[Crew]) -> Span:
    """The stretch in which something busy can matter: whole days, for the load, and buffers beyond spans."""
    opens = [start for spans in days.spans for start, _ in spans]
    closes = [end for spans in days.spans for _, end in spans]
    span = (
        min([days.midnights[0], *opens]) - max(crew.before for crew in crews),
        max([days.midnights[-1], *closes]) + max(crew.after for crew in crews),
    )
    for room in {room for crew in crews for room in crew.rooms.values() if room.stays}:
        span = room.taken(span)
    return span


def _and_after(days: Days) -> Sequence[date]:
    """With the day into which the night of the last reaches."""
    return [*days.dates, days.dates[-1] + _DAY]


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


def _opening_of(own: Week | None, days: Days) -> Sequence[Sequence[Span]]:
    if own is None:
        return days.spans
    zone, usual = days.calendar.zone, days.calendar.week
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
