"""When a reminder falls."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from booking_bot.domain.walltime import instant, utc

_DAY = timedelta(days=1)


def falls(start: datetime, lead: timedelta, zone: ZoneInfo) -> datetime:
    """The moment `lead` before `start`, in UTC: whole days by the calendar, the rest by true time.

    A day before Sunday at 11:00 is Saturday at 11:00 by the shop's clock, also where the night between
    them lasts an hour more or less.
    """
    days, rest = divmod(lead, _DAY)
    wall = start.astimezone(zone)
    minutes = wall.hour * 60 + wall.minute
    same_clock = utc(instant(wall.date() - days * _DAY, minutes, zone)) if days else start.astimezone(UTC)
    return same_clock - rest
