"""The days that are looked at, by the shop's calendar; what is still to come is no figure yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking_bot.domain.walltime import instant, local_day, utc

_DAY = timedelta(days=1)
DAY_BY_DAY = 7  # of longer stretches the weeks are counted


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `first` to `last`, both included; of them `[begin, end)` has passed."""

    first: date
    last: date
    begin: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def by_day(self) -> bool:
        return self.days <= DAY_BY_DAY

    def step_of(self, day: date) -> date:
        """What that day is counted under: itself, or the first of its week's days that are looked at."""
        return day if self.by_day else max(self.first, day - timedelta(days=day.weekday()))

    def steps(self) -> list[date]:
        return sorted({self.step_of(day) for day in self.dates()})

    def dates(self) -> Iterator[date]:
        for ahead in range(self.days):
            yield self.first + timedelta(days=ahead)

    def months(self) -> list[date]:
        """The first of each month in which some of its days lie."""
        return sorted({day.replace(day=1) for day in self.dates()})


def last_days(number: int, zone: ZoneInfo, *, now: datetime) -> Stretch:
    """So many days, today the last of them."""
    today = local_day(now, zone)
    return _between(today - timedelta(days=number - 1), today, zone, now)


def month_of(day: date, zone: ZoneInfo, *, now: datetime) -> Stretch:
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return _between(first, after - _DAY, zone, now)


def _between(first: date, last: date, zone: ZoneInfo, now: datetime) -> Stretch:
    begin, end = utc(instant(first, 0, zone)), utc(instant(last + _DAY, 0, zone))
    return Stretch(first, last, begin, max(begin, min(end, now)), zone)
