"""Free times as customers ask for them: in windows of days and hours, a look of some weeks at a time."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.language.frame import Window
from booking_bot.services.availability import Slot, free_slots
from booking_bot.services.catalogue import Catalogue
from booking_bot.services.opening import openings
from booking_bot.services.visit_slots import Wanted, free_visits
from booking_bot.services.wishes import WorkingDay, allowed, span_of, working_day

# How many days are looked at first; each further look reaches twice as far, until enough was found.
FIRST_LOOK = 14

Visit = tuple[Slot, ...]


class Look(NamedTuple):
    """Whose look it is. What the appointments `moving` and the conversation keep busy counts as free."""

    shop: Catalogue
    conversation_id: int
    now: datetime
    moving: tuple[int, ...] = ()


def free_times(
    session: Session,
    look: Look,
    wanted: Sequence[Wanted],
    windows: Sequence[Window],
    without: Sequence[Window],
) -> Iterator[Visit]:
    """Visits that begin inside any of `windows` (all of the agenda where there are none) and none of
    `without`, earliest first, with a slot for each of `wanted`."""
    zone, country = ZoneInfo(look.shop.business.timezone), look.shop.business.country
    for visit, on in _visits(session, look, wanted, windows):
        start = visit[0].start.astimezone(zone)
        if windows and not allowed(start, on, windows, country):
            continue
        if not allowed(start, on, without, country):
            yield visit


def _visits(
    session: Session, look: Look, wanted: Sequence[Wanted], windows: Sequence[Window]
) -> Iterator[tuple[Visit, WorkingDay]]:
    """What is free on the working days that the windows touch, a look at a time."""
    today = look.now.astimezone(ZoneInfo(look.shop.business.timezone)).date()
    horizon = today + timedelta(days=look.shop.business.horizon_days)
    span = span_of(windows, today=today - timedelta(days=1), horizon=horizon)
    if span is None:
        return
    first, last = span
    reach = FIRST_LOOK
    while first <= last:
        until = min(first + timedelta(days=reach - 1), last)
        yield from _visits_of(session, look, wanted, first, until)
        first, reach = until + timedelta(days=1), reach * 2


def _visits_of(
    session: Session, look: Look, wanted: Sequence[Wanted], first: date, last: date
) -> Iterator[tuple[Visit, WorkingDay]]:
    opened = [day for day in openings(look.shop, first, last) if day.spans]
    if not opened:
        return
    start = min(opens for day in opened for opens, _ in day.spans)
    end = max(closes for day in opened for _, closes in day.spans)
    visits = _looked(session, look, wanted, start, end)
    # a visit of several parts is sought start by start, and seldom are all of them wanted
    ahead = list(visits if len(wanted) == 1 else islice(visits, 1))
    length = min((max(slot.end for slot in visit) - visit[0].start for visit in ahead), default=timedelta(0))
    zone = ZoneInfo(look.shop.business.timezone)
    days = [(day, working_day(day.day, day.spans, length, zone)) for day in opened]
    for visit in chain(ahead, visits):
        for opening, on in days:
            if on and any(opens <= visit[0].start < closes for opens, closes in opening.spans):
                yield visit, on
                break


def _looked(
    session: Session, look: Look, wanted: Sequence[Wanted], start: datetime, end: datetime
) -> Iterator[Visit]:
    if len(wanted) > 1:
        return free_visits(
            session,
            wanted,
            start=start,
            end=end,
            now=look.now,
            moving=look.moving,
            ignoring_hold_of=look.conversation_id,
        )
    slots = free_slots(
        session,
        service_id=wanted[0].service_id,
        staff_id=wanted[0].staff_id,
        start=start,
        end=end,
        now=look.now,
        moving=look.moving,
        ignoring_hold_of=look.conversation_id,
    )
    return ((slot,) for slot in slots)
