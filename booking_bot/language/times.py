"""Productions for clock times and parts of the day; the phrases are in es/times.toml."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from booking_bot.language.data import words
from booking_bot.language.frame import Daypart, Refusal
from booking_bot.language.rules import Match, Production, Productions
from booking_bot.language.tokens import fold
from booking_bot.language.values import Clock, Days, Hour

productions = Productions()

_WHOLE_DAY = 24
_ANY = ("cualquier", "cualquiera", "alguna", "todas")


def _hours(m: Match) -> list[Hour]:
    """The hours of a match, said as figures or as times of the clock."""
    found = []
    for item in m.items:
        if "hm" in item.tags:
            found.append(item.tags["hm"])
        elif "nclock" in item.tags:
            found.append(_written(item.tags["nclock"]))
        elif "num" in item.tags:
            found.append(Hour(item.tags["num"], sure=item.tags["num"] > 12 or item.norm.startswith("0")))
    return found


def _written(clock: tuple[int, int, bool]) -> Hour:
    hour, minute, padded = clock
    return Hour(hour, minute, sure=hour > 12 or hour == 0 or padded)


def _real(m: Match, hours: list[Hour]) -> bool:
    if all(hour.real for hour in hours):
        return True
    words = m.context.text[m.items[0].start : m.items[-1].end]
    if all(0 <= hour.hour < 100 for hour in hours):
        m.context.refusals.append((Refusal.NO_SUCH_TIME, words))
    return False


@productions.add
def by_clock(m: Match) -> Hour | None:
    hour = _written(m.all("nclock")[0])
    if m.has("a") and m.context.text[m.items[-1].end :].lstrip()[:1].isdigit():
        return None  # "de 9:00 a 9:30"
    return _half_day(m, hour)


def _half_day(m: Match, hour: Hour) -> Hour:
    if m.has("pm", "p") and hour.hour <= 12:
        return Hour(hour.hour % 12 + 12, hour.minute, sure=True)
    if m.has("am", "a") and hour.hour <= 12:
        return Hour(hour.hour % 12, hour.minute, sure=True)
    return hour


@productions.add
def hour_plus(m: Match) -> Hour | None:
    hour = _hours(m)[-1]
    if hour.hour == _WHOLE_DAY and m.items[0].norm not in ("a", "la") and m.items[-1].kind == "word":
        return None  # "las 24 horas" is all day long
    return hour.plus(m.args["minutes"]) if hour.real else hour


@productions.add
def hour_half_day(m: Match) -> Hour:
    extra = 30 if m.has("media") else 15 if m.has("cuarto") else 0
    hour = _hours(m)[0]
    return _half_day(m, Hour(hour.hour, hour.minute + extra, hour.sure))


@productions.add
def minutes_to(m: Match) -> Hour | None:
    numbers = m.all("num")
    hour, minutes = numbers if m.has("menos") else reversed(numbers)
    if not (1 <= hour <= 24 and 1 <= minutes <= 29):
        return None
    return Hour(hour, sure=hour > 12).plus(-minutes)


@productions.add
def hour_minutes(m: Match) -> Hour | None:
    hour, minutes = m.all("num")
    if not 0 <= hour <= 24 or not 1 <= minutes <= 59:
        return None
    if "behind" in m.args and (minutes % 5 or not m.before or m.before.norm not in m.args["behind"]):
        return None  # "9 y 20" alone may be two days
    if not m.has("y", "con") and minutes < 10:
        return None
    return Hour(hour, minutes, sure=hour > 12)


def _bounds(make: Callable[[list[Hour]], Clock]) -> Production:
    def production(m: Match) -> Clock | None:
        hours = _hours(m)
        return make(hours) if _real(m, hours) else None

    return production


@productions.add
def part(m: Match) -> Any:
    if m.before is not None and m.before.norm in m.args.get("not_behind", ()):
        return None  # "más temprano" is earlier than something
    clock = Clock(daypart=Daypart(m.args["part"]))
    # "El lunes por la tarde o cualquier mañana": of any day.
    return {"part": clock, "anyday": True} if m.has(*_ANY) else clock


@productions.add
def part_beside(m: Match) -> Any:
    """ "El martes de mañana"; "la de mañana" is tomorrow's."""
    return part(m) if m.before is not None and {"weekday", "month"} & m.before.tags.keys() else None


@productions.add
def part_listed(m: Match) -> Any:
    """ "De lunes a jueves, mañanas"; Mañanas is a name too."""
    if m.before is None:
        return None
    return part(m) if m.before.kind == "comma" or {"weekday", "weekdays"} & m.before.tags.keys() else None


@productions.add
def part_alone(m: Match) -> Any:
    """ "Tarde" as the whole message; elsewhere it tells of somebody who comes late."""
    rest = m.context.text[: m.items[0].start] + m.context.text[m.items[-1].end :]
    return None if any(c.isalnum() for c in rest) else part(m)


@productions.add
def of_part(m: Match) -> Clock:
    time: Clock = m.all("time")[0]
    part: Clock = (m.all("part") or [Clock(night=True)])[0]
    return time.within(part)


@productions.add
def number_of_part(m: Match) -> Clock | None:
    """ "El lunes once de la mañana"; "el 11 por la mañana" is a date."""
    hour, part = _hours(m)[0], m.items[-1]
    of_the = fold(m.context.text[part.start : part.end]).startswith(("de la ", "d la "))
    if not of_the or not 1 <= hour.hour <= 12:
        return None
    clock: Clock = part.tags["part"]
    return Clock(hour, hour).within(clock)


@productions.add
def in_a_while(m: Match) -> dict[str, Any] | None:
    length: timedelta = m.all("length")[0]
    reached: datetime = m.context.now.replace(second=0, microsecond=0) + length
    hour = Hour(reached.hour, reached.minute, sure=True)
    return {"day": Days.one(reached.date()), "time": Clock(hour, hour), "while": length}


@productions.add
def keep(m: Match) -> Any:
    return Clock(night=True) if m.args.get("value") == "night" else m.args["value"]


@productions.add
def length(m: Match) -> timedelta:
    length: timedelta = m.all("length")[0]
    return length


@productions.add
def between_of(m: Match) -> dict[str, Any] | None:
    """ "De las 5 a las 6": a range, or in a change of appointment from where to where."""
    hours = _hours(m)
    return {"time": Clock(hours[0], hours[1]), "of": True} if _real(m, hours) else None


@productions.add
def either(m: Match) -> dict[str, Any] | None:
    """ "A las 10 o a las 12"."""
    hours = _hours(m)
    if not _real(m, hours):
        return None
    return {"time": Clock(hours[0], hours[0]), "or_time": Clock(hours[1], hours[1])}


@productions.add
def bare(m: Match) -> Clock | None:
    """ "Las cinco" without "a": not "las dos", which may be two people, unless a day stands before."""
    hours = _hours(m)
    hour = hours[0]
    if hour.hour == _WHOLE_DAY:
        return None
    if 2 <= hour.hour <= 4 and not hour.minute and not _plainly_hour(m):
        return None
    return Clock(hour, hour) if _real(m, hours) else None


def _plainly_hour(m: Match) -> bool:
    """Whether a day stands before, or a pause with nothing behind that two would have: "las dos tinte"."""
    if m.before is None:
        return False
    behind = m.context.text[m.items[-1].end :].lstrip(" ").split(" ", 1)[0]
    after = fold(behind).strip(".,;:!?")
    of_two = behind[:1].isalpha() and after not in words("behind_hour")
    if m.before.norm == "para" and after in words("behind_hour"):
        return True  # "para las 4 del lunes"
    return "day" in m.before.tags or (m.before.kind == "comma" and not of_two)


@productions.add
def of_hour(m: Match) -> dict[str, Any] | None:
    """ "El turno de las 4": the hour of an appointment one has, in a message about one."""
    hours = _hours(m)
    return {"time": Clock(hours[0], hours[0]), "of": True} if _real(m, hours) else None


for _name, _make in {
    "at": lambda hours: Clock(hours[0], hours[0]),
    "since": lambda hours: Clock(earliest=hours[0]),
    "until": lambda hours: Clock(latest=hours[0]),
    "between": lambda hours: Clock(hours[0], hours[1]),
}.items():
    productions[_name] = _bounds(_make)
