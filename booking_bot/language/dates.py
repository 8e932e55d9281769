"""Productions for single days; the phrases are in es/dates.toml."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from booking_bot.language import calendar
from booking_bot.language.calendar import DAY, WEEK
from booking_bot.language.frame import Daypart, Refusal
from booking_bot.language.rules import Match, Productions
from booking_bot.language.tokens import fold
from booking_bot.language.values import Clock, Days

productions = Productions()


_PARTS = {
    "manana": Daypart.MORNING,
    "mananita": Daypart.MORNING,
    "tarde": Daypart.AFTERNOON,
    "tardecita": Daypart.AFTERNOON,
    "noche": Daypart.EVENING,
    "nochecita": Daypart.EVENING,
    "mediodia": Daypart.MIDDAY,
    "temprano": Daypart.FIRST_HOUR,
    "tempranito": Daypart.FIRST_HOUR,
}


# Stands for a weekday in `told_other`.
THE_OTHER = 0
# "El 2 de enero" said in November plainly is the next one; one so far off was rather meant as past.
_FAR = timedelta(days=240)
_YEARS_AHEAD = 10
_LEAP_DAY = (29, 2)


def _words(m: Match) -> str:
    words: str = m.context.text[m.items[0].start : m.items[-1].end]
    return words


def _part_word(m: Match) -> Daypart:
    return next(_PARTS[item.norm] for item in reversed(m.items) if item.norm in _PARTS)


@productions.add
def today(m: Match) -> Days | None:
    return _if_numbered(m, m.context.today)


@productions.add
def part_of_today(m: Match) -> dict[str, Any]:
    return {"day": Days.one(m.context.today), "part": Clock(daypart=_part_word(m))}


@productions.add
def today_with(m: Match) -> dict[str, Any]:
    """ "Ahorita en la tarde": later today."""
    said = next((tag, item.tags[tag]) for item in m.items for tag in ("time", "part") if tag in item.tags)
    return {"day": Days.one(m.context.today), said[0]: said[1]}


@productions.add
def tomorrow(m: Match) -> Days | None:
    return _if_numbered(m, m.context.today + DAY)


def _if_numbered(m: Match, day: date) -> Days | None:
    """The day, unless a number beside it is not its own: "mañana 5 personas"."""
    numbers, months = m.all("num"), m.all("month")
    if (numbers and numbers[-1] != day.day) or (months and months[-1] != day.month):
        return None
    return Days.one(day)


@productions.add
def tomorrow_part(m: Match) -> dict[str, Any]:
    return {"day": Days.one(m.context.today + DAY), "part": Clock(daypart=_part_word(m))}


# So many characters beside a match are looked at.
_NEAR = 12


@productions.add
def shifted(m: Match) -> Days | None:
    start = m.items[0].start
    before = fold(m.context.text[max(0, start - _NEAR) : start]).strip()
    if "behind" in m.args and not before.endswith(tuple(m.args["behind"])):
        return None
    return Days.one(m.context.today + timedelta(days=m.args["days"]))


@productions.add
def keep(m: Match) -> Any:
    return m.args["value"]


def dated(m: Match, number: int, month: int, year: int | None) -> Days | None:
    """A day with its month: this year's, or next year's where that is past."""
    today = m.context.today
    if not calendar.exists(number, month):
        m.context.refusals.append((Refusal.NO_SUCH_DATE, _words(m)))
        return None
    if year is not None:
        year += 2000 if year < 100 else 0
        if not today.year - 1 <= year <= today.year + _YEARS_AHEAD:
            return None  # a date of birth, or none at all
        try:
            return Days.one(date(year, month, number))
        except ValueError:
            m.context.refusals.append((Refusal.NO_SUCH_DATE, _words(m)))
            return None
    day = calendar.next_dated(number, month, today)
    if day - today > _FAR:
        leap = (number, month) == _LEAP_DAY and day.year > today.year
        reason = Refusal.LEAP_YEARS_ONLY if leap else Refusal.ROLLED_TO_NEXT_YEAR
        m.context.refusals.append((reason, _words(m)))
    return Days.one(day)


# What is said is refused but still a phrase: an empty value keeps it from being read in part.
NOTHING = {"refused": True}


@productions.add
def figures(m: Match) -> Any:
    numbers = (m.all("ndate") or m.all("iso"))[0]
    return dated(m, *numbers) or NOTHING


@productions.add
def day_month(m: Match) -> Any:
    numbers = m.all("num") + m.all("ord")
    year = m.all("num")[-1] if len(m.all("num")) + len(m.all("ord")) > 1 else None
    number = (m.all("ord") or numbers)[0]
    if year is not None and not (20 <= year <= 99 or 2000 <= year <= calendar.LAST_YEAR):
        return None
    return dated(m, number, m.all("month")[0], year) or NOTHING


@productions.add
def day_relative_month(m: Match) -> Any:
    day = calendar.next_month(m.context.today)
    number = m.all("num")[0]
    if not 1 <= number <= calendar.month_end(day).day:
        m.context.refusals.append((Refusal.NO_SUCH_DATE, _words(m)))
        return NOTHING
    return Days.one(day.replace(day=number))


@productions.add
def day_number(m: Match) -> Any:
    numbers = m.all("num") or m.all("ord")
    day = calendar.next_numbered(numbers[0], m.context.today)
    if day is None:
        if 31 < numbers[0] < 100 and not m.all("weekday") and m.has("dia"):
            m.context.refusals.append((Refusal.NO_SUCH_DATE, _words(m)))
            return NOTHING
        return None
    return Days.one(day)


@productions.add
def days_month(m: Match) -> Any:
    month = m.all("month")[0]
    days = [dated(m, number, month, None) for number in m.all("num")]
    real = [day for day in days if day]
    return replace(real[0], others=tuple(real[1:])) if real else NOTHING


@productions.add
def days_numbers(m: Match) -> Days | None:
    days = [calendar.next_numbered(number, m.context.today) for number in m.all("num")]
    real = [Days.one(day) for day in days if day]
    return replace(real[0], others=tuple(real[1:])) if len(real) == len(days) else None


@productions.add
def weekday_this(m: Match) -> Days:
    weekday = m.all("weekday")[0]
    return Days.one(calendar.next_weekday(weekday, m.context.today - DAY), weekday=weekday)


@productions.add
def weekday_next(m: Match) -> Days | None:
    behind = m.items[-1].end
    if m.has("mismo") and fold(m.context.text[behind : behind + _NEAR]).lstrip().startswith("hora"):
        return None  # "el miércoles, mismo horario"
    weekday = m.all("weekday")[0]
    definite = len(m.items) > 1
    again = m.has("siguiente")
    day = calendar.next_weekday(weekday, m.context.today)
    return replace(Days.one(day, weekday=weekday, definite=definite), again=again)


@productions.add
def weekday_part(m: Match) -> dict[str, Any]:
    """ "Jueves tarde"."""
    return {"day": weekday_next(m), "part": Clock(daypart=_part_word(m))}


@productions.add
def weekday_after(m: Match) -> Days:
    weekday = m.all("weekday")[0]
    today = m.context.today
    this = calendar.next_weekday(weekday, today - DAY if m.has("este") else today)
    return Days.one(this + WEEK, weekday=weekday)


@productions.add
def weekday_of_week(m: Match) -> Days:
    weekday = m.all("weekday")[0]
    start = calendar.monday(m.context.today) + WEEK * m.args["weeks"]
    return Days.one(start + DAY * (weekday - 1), weekday=weekday)


@productions.add
def weekday_in(m: Match) -> Days | None:
    weekday = m.all("weekday")[0]
    start = m.context.today
    if m.all("span"):
        day = calendar.monday(start + m.all("span")[0]) + DAY * (weekday - 1)
    else:
        weeks = 2 if m.has("quince") else 1
        day = calendar.next_weekday(weekday, start) + WEEK * weeks
    return Days.one(day, weekday=weekday)


@productions.add
def nth_weekday(m: Match) -> Days | None:
    """ "El último viernes de enero", "el primer sábado del mes"."""
    today, months, weekday = m.context.today, m.all("month"), m.all("weekday")[0]
    start = today.replace(day=1)
    if months:
        start = date(today.year, months[0], 1)
    elif m.has("viene", "entra", "proximo", "siguiente"):
        start = calendar.next_month(today)
    day = _nth(m, weekday, start)
    if day and day < today:
        day = _nth(m, weekday, start.replace(year=start.year + 1) if months else calendar.next_month(start))
    return Days.one(day, weekday=weekday) if day else None


def _nth(m: Match, weekday: int, month: date) -> date | None:
    if m.has("ultimo"):
        return calendar.last_weekday(weekday, calendar.next_month(month))
    day = calendar.next_weekday(weekday, month - DAY) + WEEK * (m.all("ord")[0] - 1)
    return day if day.month == month.month else None


@productions.add
def in_span(m: Match) -> Days:
    return Days.one(m.context.today + m.all("span")[0])


@productions.add
def in_days(m: Match) -> Days:
    days = 14 if m.has("quince", "15") else 7
    start = m.context.today + (DAY if m.has("manana") else DAY * 0)
    return Days.one(start + DAY * days)


@productions.add
def named(m: Match) -> Days | None:
    context = m.context
    found = calendar.next_named(
        m.all("named")[0], context.today, context.vocabulary.country, context.vocabulary.subdivision
    )
    return Days(*found, definite=True) if found else None


@productions.add
def beside(m: Match) -> Days | None:
    day: Days = m.all("day")[-1]
    anchor = day.first if m.args["days"] < 0 else day.last
    if not anchor:
        return None
    near = anchor + DAY * m.args["days"]
    # "El día antes de Nochevieja", said on that day, is next year's.
    return Days.one(near if near >= m.context.today else near + relativedelta(years=1))


@productions.add
def weekday_beside(m: Match) -> Days | None:
    name, day = m.all("day")[0], m.all("day")[-1]
    return _beside_weekday(name, day, m.args["side"])


def _beside_weekday(name: Days, day: Days, side: int) -> Days | None:
    anchor = day.first if side < 0 else day.last
    if not name.weekday or not anchor:
        return None
    near = calendar.last_weekday if side < 0 else calendar.next_weekday
    return Days.one(near(name.weekday, anchor), weekday=name.weekday)


@productions.add
def counted_beside(m: Match) -> Days | None:
    day: Days = m.all("day")[0]
    span: relativedelta = m.all("span")[0]
    if not day.single:
        return None
    return Days.one(day.single - span if m.has("antes") else day.single + span)


@productions.add
def told_day(m: Match) -> tuple[int | None, int]:
    """(weekday or None, side): a day reckoned from the one that was told before."""
    return None, m.args["days"]


@productions.add
def told_part(m: Match) -> Clock:
    """ "Esa tarde": of the day that was told before."""
    return Clock(daypart=_part_word(m))


@productions.add
def told_other(m: Match) -> tuple[int | None, int] | None:
    """ "El finde que viene o el otro", "Reyes o el siguiente"."""
    either = m.before is not None and m.before.norm in ("o", "u")
    return (THE_OTHER, 1) if either else None


@productions.add
def told_weekday(m: Match) -> tuple[int, int] | None:
    name: Days = m.all("day")[0]
    return (name.weekday, m.args["side"]) if name.weekday and name.single else None


def _week_later(days: Days) -> Days | None:
    """The same weekday, weekend or week once more; of any other day, the day behind it."""
    if not days.first or not days.last or days.last - days.first > WEEK:
        return None
    step = DAY if days.single and not days.weekday else WEEK
    return replace(days, first=days.first + step, last=days.last + step)


def from_told(beside: tuple[int | None, int], anchor: Days) -> Days | None:
    """The day that `beside` means, reckoned from `anchor`."""
    weekday, side = beside
    if weekday == THE_OTHER:
        return _week_later(anchor)
    if weekday is not None:
        return _beside_weekday(Days(weekday=weekday), anchor, side)
    day = anchor.first if side < 0 else anchor.last
    return Days.one(day + DAY * side) if day else None
