"""Productions for stretches of days: weeks, months, ranges, bounds; the phrases are in es/dates.toml."""

from dataclasses import replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from booking_bot.language import calendar
from booking_bot.language.calendar import DAY, WEEK
from booking_bot.language.data import load
from booking_bot.language.dates import NOTHING, dated, day_month, day_number, named
from booking_bot.language.rules import Match, Productions
from booking_bot.language.tokens import fold
from booking_bot.language.values import Days

productions = Productions()

_FIRST_YEAR = 2000


@productions.add
def weekdays_every(m: Match) -> Days:
    chosen = {value for item in m.items for tag in ("weekday", "weekdays") if (value := item.tags.get(tag))}
    return Days(weekdays=tuple(sorted(chosen)), definite=True)


@productions.add
def weekdays_fixed(m: Match) -> Days:
    return Days(weekdays=tuple(m.args["weekdays"]))


@productions.add
def week(m: Match) -> Days:
    today = m.context.today
    start = calendar.monday(today) + WEEK * m.args["weeks"]
    return Days(max(start, today), start + DAY * 6, again=m.has("siguiente"))


_PARTS_OF_WEEK = {"start": (1, 2, 3), "mid": (3, 4), "end": (4, 5, 6, 7)}


@productions.add
def part_of_week(m: Match) -> Days:
    """ "A finales de la semana que viene"; of this week while any day of it is left."""
    today = m.context.today
    named = next(name for name in _THIRDS if any(item.norm in _third_words()[name] for item in m.items))
    weekdays = _PARTS_OF_WEEK[named]
    start = calendar.monday(today)
    coming = m.has("viene", "vienen", "entra", "sigue", "proximo", "proxima", "entrante", "siguiente")
    if coming or start + DAY * (weekdays[-1] - 1) < today:
        start += WEEK
    return Days(max(start + DAY * (weekdays[0] - 1), today), start + DAY * (weekdays[-1] - 1))


@productions.add
def week_of(m: Match) -> Any:
    number = m.all("num")[0]
    months = m.all("month")
    if months:
        day = dated(m, number, months[0], None)
        anchor = day.first if day else None
    else:
        anchor = calendar.next_numbered(number, m.context.today)
    return _week_about(anchor) if anchor else None


def _week_about(anchor: date) -> Days:
    start = calendar.monday(anchor)
    return Days(start, start + DAY * 6)


@productions.add
def week_of_day(m: Match) -> Days | None:
    anchor = m.all("day")[0].first
    return _week_about(anchor) if anchor else None


@productions.add
def week_beside(m: Match) -> Days | None:
    """ "La semana después de Reyes" is the calendar week behind that day's."""
    anchor = m.all("day")[0].first
    return _week_about(anchor + WEEK * m.args["weeks"]) if anchor else None


def _saturday(today: date) -> date:
    return calendar.monday(today) + DAY * 5


@productions.add
def weekend(m: Match) -> Days:
    today = m.context.today
    start = _saturday(today) + WEEK * m.args["weeks"]
    return Days(max(start, today), start + DAY)


@productions.add
def weekend_next(m: Match) -> Days:
    today = m.context.today
    start = _saturday(today) + WEEK * ((today.isoweekday() >= 6) + m.args.get("weeks", 0))
    return Days(start, start + DAY)


@productions.add
def months(m: Match) -> Days:
    today = m.context.today
    start = calendar.next_month(today, m.args["months"])
    return Days(max(start, today), calendar.month_end(start))


@productions.add
def month(m: Match) -> Days:
    today = m.context.today
    month = m.all("month")[0]
    start = date(today.year + (month < today.month), month, 1)
    return Days(max(start, today), calendar.month_end(start))


@productions.add
def month_of_year(m: Match) -> Any:
    year = m.all("num")[0]
    if not _FIRST_YEAR <= year <= calendar.LAST_YEAR:
        return None
    start = date(year, m.all("month")[0], 1)
    end = calendar.month_end(start)
    return Days(max(start, m.context.today), end) if end >= m.context.today else {"past": True}


_THIRDS = {"start": (1, 10), "mid": (11, 20), "end": (21, 31)}


@productions.add
def third(m: Match) -> Days | None:
    today = m.context.today
    months = m.all("month")
    bounds = _bounds(m)
    if months:
        start = date(today.year, months[0], 1)
        if _cut(start, bounds).last < today:
            start = start.replace(year=today.year + 1)
    elif m.has("viene", "entra", "sigue", "proximo", "entrante", "siguiente"):
        start = calendar.next_month(today)
    else:
        start = today.replace(day=1)
        if _cut(start, bounds).last < today:
            start = calendar.next_month(today)
    return _cut(start, bounds)


@productions.add
def third_of(m: Match) -> Days | None:
    """ "En abril, a principios": of a whole month that was told."""
    month: Days = m.all("day")[0]
    if not month.first or month.last != calendar.month_end(month.first):
        return None
    return _coming(_cut(month.last, _bounds(m)), m) if month.first.month == month.last.month else None


def _coming(days: Days, m: Match) -> Days:
    """These days, or those of next year where all of them are over."""
    if not days.first or not days.last or days.last >= m.context.today:
        return days
    year = relativedelta(years=1)
    return replace(days, first=days.first + year, last=days.last + year)


def _bounds(m: Match) -> tuple[int, int]:
    if m.has("quincena"):
        return (1, 15) if m.has("primera") else (16, 31)
    return next(
        _THIRDS[name] for name in _THIRDS if any(item.norm in _third_words()[name] for item in m.items)
    )


def _third_words() -> dict[str, frozenset[str]]:
    words = load("dates")["words"]
    return {name: frozenset(words[name]) for name in _THIRDS}


def _cut(month: date, bounds: tuple[int, int]) -> Days:
    end = calendar.month_end(month).day
    return Days(month.replace(day=bounds[0]), month.replace(day=min(bounds[1], end)))


@productions.add
def bridge(m: Match) -> Days | None:
    day = named(m)
    return _bridge(m, day.first) if day and day.first else None


@productions.add
def bridge_dated(m: Match) -> Any:
    """ "El puente del 8 de diciembre"; a day that makes none is that day's weekend."""
    day = day_month(m) if m.all("month") else day_number(m)
    if not isinstance(day, Days) or not day.first:
        return day
    bridge = _bridge(m, day.first)
    return bridge if bridge.first != bridge.last else Days(*_weekend_about(day.first))


def _bridge(m: Match, day: date) -> Days:
    vocabulary = m.context.vocabulary
    return Days(*calendar.bridge(day, vocabulary.country, vocabulary.subdivision))


def _weekend_about(day: date) -> tuple[date, date]:
    saturday = _saturday(day)
    return saturday, saturday + DAY


@productions.add
def bridge_month(m: Match) -> Days | None:
    """ "El puente de diciembre": the first run of free days that a holiday of that month makes."""
    vocabulary = m.context.vocabulary
    start = month(m).first
    for year in (0, 1):
        if start is None:
            return None
        begin = start.replace(year=start.year + year, day=1) if year else start
        found = calendar.next_bridge(begin, vocabulary.country, vocabulary.subdivision)
        if found and start.month in (found[0].month, found[1].month):
            return Days(*found)
    return None


@productions.add
def holiday_next(m: Match) -> Days | None:
    vocabulary = m.context.vocabulary
    day = calendar.next_holiday(m.context.today, vocabulary.country, vocabulary.subdivision)
    return Days.one(day) if day else None


@productions.add
def about_holiday(m: Match) -> Any:
    """ "Después del feriado", of the next one or of that of a date."""
    day = (day_month(m) if m.all("month") else day_number(m)) if m.all("num") else holiday_next(m)
    if not isinstance(day, Days) or not day.first:
        return day
    side, vocabulary = DAY * m.args["side"], m.context.vocabulary
    near = day.first + side
    while near in calendar.public_holidays(vocabulary.country, vocabulary.subdivision, near.year):
        near += side
    return Days(first=near) if side > DAY * 0 else Days(last=near)


@productions.add
def week_of_month(m: Match) -> Days | None:
    """ "La primera semana de diciembre" is the 1st to the 7th."""
    today = m.context.today
    months = m.all("month")
    start = date(today.year + (months[0] < today.month), months[0], 1) if months else today.replace(day=1)
    if m.has("viene"):
        start = calendar.next_month(today)
    end = calendar.month_end(start)
    if m.has("ultima"):
        return Days(end - DAY * 6, end)
    first = (m.all("ord")[0] - 1) * 7 + 1
    if first > end.day:
        return None
    week = _cut(start, (first, first + 6))
    return _coming(week, m) if months else week


@productions.add
def bridge_next(m: Match) -> Days | None:
    vocabulary = m.context.vocabulary
    found = calendar.next_bridge(m.context.today, vocabulary.country, vocabulary.subdivision)
    return Days(*found) if found else None


@productions.add
def between(m: Match) -> Days | None:
    first, last = m.all("day")
    if first.weekday and last.weekday and not first.definite and not last.definite:
        return Days(weekdays=_weekday_run(first.weekday, last.weekday), both=(first, last))
    if not first.single or not last.single:
        return None
    end = last.single
    if last.weekday:
        end = calendar.next_weekday(last.weekday, first.single)
    elif end < first.single:
        later = calendar.next_numbered(end.day, first.single)
        if later is None:
            return None
        end = later
    # "Adelántala del jueves al miércoles" moves it to the day before.
    to = last if last.weekday and "adelant" in fold(m.context.text) else Days.one(end)
    return Days(first.single, end, both=(first, to))


def _weekday_run(first: int, last: int) -> tuple[int, ...]:
    count = (last - first) % 7 + 1
    return tuple(sorted((first + n - 1) % 7 + 1 for n in range(count)))


@productions.add
def since(m: Match) -> Days | None:
    day = m.all("day")[0]
    return Days(first=day.first, definite=True) if day.first else None


@productions.add
def after(m: Match) -> Days | None:
    day = m.all("day")[0]
    return Days(first=day.last + DAY, definite=True) if day.last else None


@productions.add
def before(m: Match) -> Days | None:
    day = m.all("day")[0]
    return Days(last=day.first - DAY, definite=True) if day.first else None


@productions.add
def until(m: Match) -> Days | None:
    day = m.all("day")[0]
    return Days(last=day.last, definite=True) if day.last else None


@productions.add
def range_month(m: Match) -> Any:
    month = m.all("month")[0]
    first, last = (dated(m, number, month, None) for number in m.all("num"))
    if first is None or last is None or not first.first or not last.first:
        return NOTHING
    if last.first < first.first:
        first = Days.one(first.first.replace(year=first.first.year - 1))
    return Days(first.first, last.first, both=(first, last))


@productions.add
def range_numbers(m: Match) -> Days | None:
    """ "La semana del 21 al 24"."""
    start, end = m.all("num")
    first = calendar.next_numbered(start, m.context.today)
    last = calendar.next_numbered(end, first) if first else None
    return Days(first, last) if first and last and last - first < WEEK else None
