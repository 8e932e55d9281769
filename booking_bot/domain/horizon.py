"""How soon and how far ahead the shop takes appointments."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from booking_bot.domain.walltime import instant, local_day, utc


def earliest_start(now: datetime, notice: timedelta) -> datetime:
    return now + notice


def latest_start(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The last second of the day that lies `days` after today by the shop's calendar."""
    return utc(instant(local_day(now, zone) + timedelta(days=days + 1), 0, zone) - 1)


def leaves_room(notice: timedelta, days: int) -> bool:
    """Whether rules of the shop let anybody book at all: a notice longer than the horizon does not."""
    return notice < timedelta(days=days + 1)
