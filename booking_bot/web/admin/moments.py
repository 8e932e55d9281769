"""Days and times as forms and addresses write them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import abort

from booking_bot.domain.walltime import instant, utc

YEARS = range(2000, 2101)


def day_of(text: str | None) -> date | None:
    """ "2026-11-24", None where nothing is said. What is no day of our time is a page that does not exist."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(404)
    if day.year not in YEARS:
        abort(404)
    return day


def moment_of(day: date | None, clock: str | None, zone: ZoneInfo) -> datetime | None:
    """That time of that day by the shop's clock; None where either is missing or none."""
    if day is None or not clock:
        return None
    try:
        wall = time.fromisoformat(clock)
    except ValueError:
        return None
    return utc(instant(day, wall.hour * 60 + wall.minute, zone))


def tapped(text: str | None, zone: ZoneInfo) -> datetime | None:
    """ "2026-11-24T17:00", as a button that is a time says it."""
    day, _, clock = (text or "").partition("T")
    return moment_of(day_of(day), clock, zone)


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())
