"""Stretches of wished times: how a later word completes or replaces an earlier one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from booking_bot.dialogue.desk import Offer
from booking_bot.domain.dayparts import within_clock
from booking_bot.language.frame import Daypart, Window

# Where in the day a part of it has its middle, to look for something near.
_MIDDLE = {
    Daypart.MORNING: time(11),
    Daypart.MIDDAY: time(13, 30),
    Daypart.AFTERNOON: time(17),
    Daypart.EVENING: time(19, 30),
    Daypart.FIRST_HOUR: time(9),
    Daypart.LAST_HOUR: time(19),
    Daypart.AFTER_LUNCH: time(16),
}


def dated(window: Window) -> bool:
    return window.first is not None or window.last is not None or bool(window.weekdays)


def clocked(window: Window) -> bool:
    return window.earliest is not None or window.latest is not None or window.daypart is not None


def single_day(window: Window) -> date | None:
    return window.first if window.first is not None and window.first == window.last else None


def exact(windows: Sequence[Window]) -> bool:
    """Whether the wish is one start on one day."""
    return (
        len(windows) == 1
        and single_day(windows[0]) is not None
        and windows[0].earliest is not None
        and windows[0].earliest == windows[0].latest
    )


def holds(start: datetime, window: Window) -> bool:
    """Whether a wall time lies in a window's dates and clock bounds; its daypart is not looked at."""
    day = start.date()
    if (window.first and day < window.first) or (window.last and day > window.last):
        return False
    if window.weekdays and day.isoweekday() not in window.weekdays:
        return False
    return within_clock(start, window.earliest, window.latest)


def on(day: date, window: Window) -> Window:
    """The same time of day on that one day."""
    return replace(window, first=day, last=day, weekdays=())


def in_week_of(day: date, windows: Sequence[Window]) -> tuple[Window, ...]:
    """The same weekdays in the week of `day`; what is no single day is left as it is."""
    monday = day - timedelta(days=day.weekday())
    return tuple(
        on(monday + timedelta(days=named.weekday()), window) if (named := single_day(window)) else window
        for window in windows
    )


def moment(start: datetime) -> Window:
    """The one start, in wall time of the shop."""
    clock = start.time().replace(second=0, microsecond=0)
    return Window(first=start.date(), last=start.date(), earliest=clock, latest=clock)


def completed(
    old: Sequence[Window], new: Sequence[Window], offers: Sequence[Offer] = ()
) -> tuple[Window, ...]:
    """`new` said after `old`: a bare hour keeps the day, a bare day takes an hour said without one.

    A day said anew drops the hour that belonged to another day. Where no day was known, that of
    the times last offered is meant, if they all lie on one.
    """
    if any(dated(window) for window in new):
        if all(dated(window) and not clocked(window) for window in new) and not any(map(dated, old)):
            return tuple(
                replace(day, earliest=hour.earliest, latest=hour.latest, daypart=hour.daypart)
                for day in new
                for hour in (old or (Window(),))
            )
        return tuple(new)
    days = tuple(dict.fromkeys(replace(window, earliest=None, latest=None, daypart=None) for window in old))
    days = tuple(day for day in days if dated(day))
    offered = {offer.start.date() for offer in offers}
    if len(offered) == 1:
        days = (on(offered.pop(), Window()),)
    if not days:
        return tuple(new)
    return tuple(
        replace(day, earliest=hour.earliest, latest=hour.latest, daypart=hour.daypart)
        for day in days
        for hour in new
    )


def middle(window: Window, now: datetime) -> datetime:
    """The moment that a wish is about, in the zone of `now`, to look for something near it."""
    day = window.first or window.last or now.date()
    if window.weekdays:
        day += timedelta(days=min((number - day.isoweekday()) % 7 for number in window.weekdays))
    clock = window.earliest or window.latest or _MIDDLE.get(window.daypart or Daypart.MORNING, time(11))
    return max(now, datetime.combine(day, clock, tzinfo=now.tzinfo))


def around(near: datetime, today: date, days: int) -> Window:
    day = near.date()
    return Window(first=max(today, day - timedelta(days=days)), last=day + timedelta(days=days))
