"""When the shop and its people work on one date.

Usual hours are kept by weekday. Public holidays close the shop where it wants that, and special
hours say otherwise for a stretch of days: the stretch of fewer days wins, closed wins a tie, and
any of them goes before a public holiday. Hours are written "10:00-14:00"; "20:00-02:00" passes
midnight and belongs to the day on which it begins, "24:00" is the end of the day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking_bot.domain.spans import Span, intersect
from booking_bot.domain.walltime import instants

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES = 24 * 60

Hours = tuple[Span, ...]  # in minutes after midnight, the ends perhaps beyond 24:00
Week = tuple[Hours, ...]  # Monday first


@lru_cache(maxsize=512)
def parse_hours(text: str) -> Span:
    """Minutes after midnight of "10:00-14:00", the end perhaps beyond 24:00. Raises ValueError."""
    start, _, end = text.partition("-")
    first, last = _minutes(start), _minutes(end)
    if first == _DAY_MINUTES:
        raise ValueError(f"{text!r} begins after the end of the day")
    return first, last if last > first else last + _DAY_MINUTES


def parse_week(hours: Mapping[str, Sequence[str]]) -> Week:
    """Hours by weekday; a weekday that is not named is closed. Raises ValueError."""
    return tuple(tuple(sorted(map(parse_hours, hours.get(weekday, ())))) for weekday in WEEKDAYS)


@dataclass(frozen=True, slots=True)
class Special:
    """Days, both included, with hours of their own; none means closed."""

    first: date
    last: date
    hours: Hours
    reason: str = ""


class DayHours(NamedTuple):
    """What holds on one date; `reason` says why it is closed or otherwise than usual."""

    hours: Hours
    special: bool = False
    reason: str = ""


def hours_on(day: date, week: Week, specials: Iterable[Special], holiday: str | None = None) -> DayHours:
    """The shop's hours on `day`; `holiday` is what closes it, if nothing special is said of the day."""
    told = [special for special in specials if special.first <= day <= special.last]
    if told:
        nearest = min(told, key=lambda special: (special.last - special.first, bool(special.hours)))
        return DayHours(nearest.hours, special=True, reason=nearest.reason)
    if holiday is not None:
        return DayHours((), special=True, reason=holiday)
    return DayHours(week[day.weekday()])


def spans_on(day: date, hours: Hours, zone: ZoneInfo) -> list[Span]:
    """The instants between which `hours` last on `day`; what a change of the clock swallows is left out."""
    edges = iter(instants(day, [minutes for span in hours for minutes in span], zone))
    return [(start, end) for start, end in zip(edges, edges, strict=True) if start < end]


def spans_of_member(
    day: date, shop: DayHours, shop_spans: Sequence[Span], *, week: Week, own: Week | None, zone: ZoneInfo
) -> Sequence[Span]:
    """When somebody with hours of their `own` works on `day`: never when the shop is closed.

    On a day on which the shop usually is closed but opens specially their own hours say nothing of
    it, so they work the special hours.
    """
    if own is None or (shop.special and not week[day.weekday()]):
        return shop_spans
    return intersect(shop_spans, spans_on(day, own[day.weekday()], zone))


def _minutes(text: str) -> int:
    hours, _, minutes = text.strip().partition(":")
    if not (len(hours) == len(minutes) == 2 and hours.isdecimal() and minutes.isdecimal()):
        raise ValueError(f"{text!r} is no time of day like 09:30")
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > _DAY_MINUTES:
        raise ValueError(f"{text!r} is no time of day like 09:30")
    return total
