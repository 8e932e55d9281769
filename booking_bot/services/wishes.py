"""From windows, as customers speak, to the starts that they allow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking_bot.domain.dayparts import within_clock, within_daypart
from booking_bot.language.frame import Window


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A day on which the shop opens, with its first and last possible start in the shop's wall time."""

    day: date
    first: datetime
    last: datetime


def span_of(windows: Sequence[Window], *, today: date, horizon: date) -> tuple[date, date] | None:
    """The first and last working day that any of the windows touches, both included, within the agenda.

    None where they all lie in the past or beyond the horizon. No windows means all of it.
    """
    if not windows:
        return today, horizon
    first = min(max(window.first or today, today) for window in windows)
    last = max(min(window.last or horizon, horizon) for window in windows)
    return (first, last) if first <= last else None


def allowed(start: datetime, on: WorkingDay, windows: Iterable[Window], country: str) -> bool:
    """Whether any of the windows allows this start, which is in the shop's wall time."""
    return any(_fits(start, on, window, country) for window in windows)


def on_day(day: date, window: Window) -> bool:
    """Whether the window speaks of this working day."""
    if (window.first and day < window.first) or (window.last and day > window.last):
        return False
    return not window.weekdays or day.isoweekday() in window.weekdays


def _fits(start: datetime, on: WorkingDay, window: Window, country: str) -> bool:
    if not on_day(on.day, window) or not within_clock(start, window.earliest, window.latest):
        return False
    return window.daypart is None or within_daypart(
        start, on.day, window.daypart, country, first=on.first, last=on.last
    )


def working_day(
    day: date, spans: Sequence[tuple[datetime, datetime]], length: timedelta, zone: ZoneInfo
) -> WorkingDay | None:
    """The day's first and last possible start of something of that length; None where it does not fit.

    Spans are instants; what is counted is true time, what is given is wall time of the shop.
    """
    fitting = [(opens, closes) for opens, closes in spans if closes - opens >= length]
    if not fitting:
        return None
    return WorkingDay(
        day=day,
        first=min(opens for opens, _ in fitting).astimezone(zone),
        last=(max(closes for _, closes in fitting) - length).astimezone(zone),
    )
