"""The hours in which nobody is written to who did not just write to us: "21:00-09:00"."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking_bot.domain.walltime import instant, utc

# What cannot wait for the shop's quiet hours to end, such as "do not come today", keeps to these.
FOR_URGENT = "22:00-08:00"


def ends(quiet: str | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the quiet that holds `now` ends, in UTC; None where it is not quiet."""
    found = around(quiet, now, zone)
    return found[1] if found else None


def around(quiet: str | None, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """From when until when it is quiet, in UTC, where it is at `now`."""
    if not quiet:
        return None
    begins, over = (time.fromisoformat(clock) for clock in quiet.split("-"))
    wall = now.astimezone(zone)
    clock = wall.time()
    past_midnight = begins > over
    is_quiet = (clock >= begins or clock < over) if past_midnight else begins <= clock < over
    if not is_quiet:
        return None
    first = wall.date() - timedelta(days=1) if past_midnight and clock < over else wall.date()
    last = first + timedelta(days=1) if past_midnight else first
    return _moment(first, begins, zone), _moment(last, over, zone)


def morning(quiet: str | None, day: date, zone: ZoneInfo) -> datetime | None:
    """When the quiet of the night before that day ends, in UTC; None where no night is quiet."""
    if not quiet:
        return None
    begins, over = (time.fromisoformat(clock) for clock in quiet.split("-"))
    return _moment(day, over, zone) if begins > over else None


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return utc(instant(day, clock.hour * 60 + clock.minute, zone))
