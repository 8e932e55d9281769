"""From what the shop's clock shows to instants, also on the days on which it is changed.

A wall time that the spring change leaves out means the moment of the change; one that the autumn
change shows twice means the first of the two.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY_MINUTES = 24 * 60
_EPOCH = date(1970, 1, 1).toordinal()


def instant(day: date, minutes: int, zone: ZoneInfo) -> int:
    """UTC seconds at which the clock of `zone` shows `minutes` after midnight of `day`.

    1500 is 01:00 of the next day.
    """
    days, minutes = divmod(minutes, _DAY_MINUTES)
    wall = datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60), zone)
    before = int(wall.timestamp())
    after = int(wall.replace(fold=1).timestamp())
    return before if before <= after else _change_between(after, before, zone)


def instants(day: date, minutes: Sequence[int], zone: ZoneInfo) -> list[int]:
    """`instant` of several times of one day and the next, quicker on days without a change."""
    midnight = datetime.combine(day, time(), zone)
    offset = zone.utcoffset(midnight)
    # Clocks are not changed to and fro within two days.
    if offset is None or offset != zone.utcoffset(midnight + timedelta(days=2)):
        return [instant(day, each, zone) for each in minutes]
    start = (day.toordinal() - _EPOCH) * 86_400 - round(offset.total_seconds())
    return [start + 60 * each for each in minutes]


def utc(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date that the shop's calendar shows at `moment`."""
    return moment.astimezone(zone).date()


def _change_between(low: int, high: int, zone: ZoneInfo) -> int:
    """The second at which the offset of `zone` changes, after `low` and not after `high`."""
    offset = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high
