"""The rules of a time zone as iCalendar's VTIMEZONE, for readers that do not know its name.

Where its clocks change by a rule, such as the last Sunday of March, the rule is written: every calendar
understands it. Else each change stands by itself.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Change:
    """What clocks showed when they were changed, and from what to what they were."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


@lru_cache(maxsize=16)
def rules_of(zone: ZoneInfo, first: int, last: int) -> bytes:
    """The component as it stands in a file, good for the years from `first` to `last`, both included."""
    made = icalendar.Timezone()
    made.add("tzid", zone.key)
    changes = _changes(zone, first - 1, last)
    by_kind: dict[tuple[timedelta, timedelta, str], list[Change]] = defaultdict(list)
    for change in changes:
        by_kind[change.before, change.after, change.name].append(change)
    rules = {kind: _rule(found, last - first + 2) for kind, found in by_kind.items()}
    if changes and all(rules.values()):
        for kind, found in by_kind.items():
            made.add_component(_part(found[0], rrule=rules[kind]))
    else:
        for change in (_start(zone, first - 1), *changes):
            made.add_component(_part(change))
    return bytes(made.to_ical())


def _changes(zone: ZoneInfo, first: int, last: int) -> Sequence[Change]:
    found = []
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while day < end:
        if _offset(day, zone) != _offset(day + _DAY, zone):
            found.append(_change(day, zone))
        day += _DAY
    return found


def _change(day: datetime, zone: ZoneInfo) -> Change:
    """That within 24 hours from `day` on."""
    low, high = 0, _DAY // _MINUTE
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(day + middle * _MINUTE, zone) == _offset(day, zone):
            low = middle
        else:
            high = middle
    at = day + high * _MINUTE
    before = _offset(day, zone)
    return Change((at + before).replace(tzinfo=None), before, *_kind(at, zone))


def _start(zone: ZoneInfo, year: int) -> Change:
    """How clocks stood as the years begin."""
    at = datetime(year, 1, 1, tzinfo=UTC)
    return Change((at + _offset(at, zone)).replace(tzinfo=None), _offset(at, zone), *_kind(at, zone))


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _kind(moment: datetime, zone: ZoneInfo) -> tuple[timedelta, str, bool]:
    wall = moment.astimezone(zone)
    return wall.utcoffset() or timedelta(), wall.tzname() or "", bool(wall.dst())


def _rule(changes: Sequence[Change], years: int) -> dict[str, str | int] | None:
    """The one that all follow, once each year; None where there is none."""
    if (
        len(changes) != years
        or len({(one.onset.month, one.onset.weekday(), one.onset.time()) for one in changes}) > 1
    ):
        return None
    onsets = [one.onset for one in changes]
    weekday = _WEEKDAYS[onsets[0].weekday()]
    if all((one + 7 * _DAY).month != one.month for one in onsets):
        return {"freq": "yearly", "bymonth": onsets[0].month, "byday": f"-1{weekday}"}
    numbers = {(one.day - 1) // 7 + 1 for one in onsets}
    if len(numbers) > 1:
        return None
    return {"freq": "yearly", "bymonth": onsets[0].month, "byday": f"{numbers.pop()}{weekday}"}


def _part(change: Change, *, rrule: dict[str, str | int] | None = None) -> icalendar.Component:
    made = icalendar.TimezoneDaylight() if change.is_summer else icalendar.TimezoneStandard()
    made.add("dtstart", change.onset)
    if rrule:
        made.add("rrule", rrule)
    else:
        made.add("rdate", [change.onset])  # some readers leave out what happens but once
    made.add("tzoffsetfrom", change.before)
    made.add("tzoffsetto", change.after)
    made.add("tzname", change.name)
    return made
