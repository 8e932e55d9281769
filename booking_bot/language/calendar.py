"""The calendar: next weekdays, months, named days and the bridges about them."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from booking_bot.language.data import load
from booking_bot.language.tokens import fold

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LAST_YEAR = MAXYEAR - 10


def next_weekday(weekday: int, after: date) -> date:
    """The first such ISO weekday after a day."""
    return after + DAY * ((weekday - after.isoweekday() - 1) % 7 + 1)


def last_weekday(weekday: int, before: date) -> date:
    """The last such ISO weekday before a day."""
    return before - DAY * ((before.isoweekday() - weekday - 1) % 7 + 1)


def monday(day: date) -> date:
    return day - DAY * (day.isoweekday() - 1)


def month_end(day: date) -> date:
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def next_month(day: date, count: int = 1) -> date:
    """The first of the month so many months on."""
    total = day.year * 12 + day.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)


def next_numbered(number: int, start: date) -> date | None:
    """The first day so numbered from `start` on; months without it are passed over."""
    if not 1 <= number <= 31:
        return None
    month = start.replace(day=1)
    for _ in range(13):
        if number <= month_end(month).day:
            day = month.replace(day=number)
            if day >= start:
                return day
        month = next_month(month)
    return None


def exists(number: int, month: int) -> bool:
    """Whether any year has that day; 29 February counts."""
    return 1 <= month <= 12 and 1 <= number <= months.monthrange(2024, month)[1]


def next_dated(number: int, month: int, start: date) -> date:
    """The first such day from `start` on; `exists` must hold."""
    for year in range(start.year, start.year + 9):
        if number <= months.monthrange(year, month)[1]:
            day = date(year, month, number)
            if day >= start:
                return day
    return start


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    """Public holidays of a year with their names in Spanish where the library has them."""
    # Slow to load, and few messages name a holiday.
    import holidays  # noqa: PLC0415

    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=year, language="es")
    except NotImplementedError:
        return {}
    return {day: fold(name) for day, name in found.items()}


def free(day: date, country: str, subdivision: str | None) -> bool:
    """Whether few people work: a weekend or a public holiday."""
    return day.isoweekday() >= 6 or day in public_holidays(country, subdivision, day.year)


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day or stretch with a name; the two are the same for a day."""

    first: str
    last: str


@lru_cache(maxsize=64)
def named_days(country: str) -> dict[tuple[str, ...], NamedDay]:
    """Ways to say a day, as rows of folded words, for a country; what names the country wins."""
    data = load("named_days")
    entries = [
        *((entry, NamedDay(entry["date"], entry["date"])) for entry in data["day"]),
        *((entry, NamedDay(entry["first"], entry["last"])) for entry in data.get("stretch", ())),
    ]
    fitting = [pair for pair in entries if country in pair[0].get("in", [country])]
    fitting.sort(key=lambda pair: "in" in pair[0])
    return {tuple(fold(way).split()): named for entry, named in fitting for way in entry["say"]}


def named_in_year(spec: str, year: int, country: str, subdivision: str | None) -> date | None:
    """The day that a spec of named_days.toml means in a year."""
    if spec.startswith("easter"):
        return easter(year) + DAY * int(spec.removeprefix("easter"))
    if spec.startswith("holiday:"):
        words = spec.removeprefix("holiday:").split()
        named = public_holidays(country, subdivision, year)
        return next((day for day, name in named.items() if all(word in name for word in words)), None)
    if spec.startswith("nth:"):
        month, weekday, nth = (int(part) for part in spec.split(":")[1:])
        return next_weekday(weekday, date(year, month, 1) - DAY) + WEEK * (nth - 1)
    month, number = (int(part) for part in spec.split("-"))
    return date(year, month, number)


def next_named(
    named: NamedDay, today: date, country: str, subdivision: str | None
) -> tuple[date, date] | None:
    """The next time that named day or stretch ends today or later."""
    for year in range(today.year - 1, today.year + 3):
        first = named_in_year(named.first, year, country, subdivision)
        last = named_in_year(named.last, year, country, subdivision)
        if first and last and last < first:
            last = named_in_year(named.last, year + 1, country, subdivision)
        if first and last and last >= today:
            return first, last
    return None


def bridge(day: date, country: str, subdivision: str | None) -> tuple[date, date]:
    """The unbroken run of holidays, weekend and single bridged days about a day."""

    def stop(start: date, step: timedelta) -> date:
        end = start
        while True:
            if free(end + step, country, subdivision):
                end += step
            # One working day between free days is bridged.
            elif free(end + step * 2, country, subdivision) and _bridgeable(end + step):
                end += step * 2
            else:
                return end

    return stop(day, -DAY), stop(day, DAY)


def _bridgeable(day: date) -> bool:
    return day.isoweekday() <= 5


def next_holiday(today: date, country: str, subdivision: str | None) -> date | None:
    """The first public holiday after today, within a year."""
    days = (today + DAY * n for n in range(1, 366))
    return next((day for day in days if day in public_holidays(country, subdivision, day.year)), None)


def next_bridge(today: date, country: str, subdivision: str | None) -> tuple[date, date] | None:
    """The next run of at least three free days that a holiday makes."""
    day = today
    for _ in range(200):
        if day in public_holidays(country, subdivision, day.year):
            first, last = bridge(day, country, subdivision)
            if last - first >= DAY * 2:
                return first, last
        day += DAY
    return None


def range_weekdays(first: date, last: date) -> Iterable[int]:
    """ISO weekdays between two days, both included."""
    return {(first + DAY * n).isoweekday() for n in range(min((last - first).days, 6) + 1)}
