"""The hour of a line: "10:00", "10.30-11", "17h30", "9 y media", "0930", "5 de la tarde"."""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import chain

from booking_bot.language.frame import Opening
from booking_bot.language.values import Hour

_MIDNIGHT = 24
_SAID = {
    word: number
    for number, word in enumerate(
        ["una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"],
        start=1,
    )
}
_MINUTES = {"media": 30, "1/2": 30, "½": 30, "cuarto": 15, "1/4": 15, "cinco": 5, "diez": 10, "veinte": 20,
            "veinticinco": 25, "5": 5, "10": 10, "20": 20, "25": 25}  # fmt: skip
_SOME = "|".join(sorted(_MINUTES, key=len, reverse=True))
_ONE = rf"""
    (?: (?P<four>(?:0\d|1\d|2[0-3])[0-5][05])(?:\s?h\b)?
      | (?P<hour>\d{{1,2}}|{"|".join(_SAID)})
        (?: \s?[:.,'’´hH]\s?(?P<minute>[0-5]\d)(?:\s?(?:hrs|hs|h)\b\.?)? | \s?(?:horas|hrs|hs|h)\b\.? )?
        (?: \s*(?P<half>½|(?<=\d)\s1/2(?!\s?h))
          | \s+y\s+(?P<plus>{_SOME})(?!\d) | \s+menos\s+(?P<less>{_SOME})(?!\d) )?
    )
    (?: \s?(?P<am>a\.?\s?m\b\.?) | \s?(?P<pm>p\.?\s?m\b\.?)
      | \s(?:de|x|por)\s(?:la\s)?(?P<part>mañana|manana|tarde|noche) )?
    (?![\w/]|[.:,]\d)
"""
_FIRST = re.compile(
    rf"^(?:(?P<about>sobre|hacia|a\ eso\ de)\s+)?(?:(?:a|de|desde|a\ partir\ de)\s+)?(?:las?\s+)?{_ONE}",
    re.VERBOSE | re.IGNORECASE,
)
_UNTIL = re.compile(rf"^\s*(?:[-–—]|a\b|hasta\b)\s*(?:las?\s+)?{_ONE}", re.VERBOSE | re.IGNORECASE)
# Not at the beginning only what cannot be anything else.
_PLAIN = re.compile(
    r"(?<![\w/.,:+])(?:a\s+las?\s+)?(?:\d{1,2}\s?:\s?[0-5]\d(?:\s?h\b)?|\d{1,2}\s?h(?:[0-5]\d)?\b)(?![\w/:])"
    r"|(?<!\w)a\s+las?\s+\d{1,2}(?:\s+y\s+(?:media|cuarto))?(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """`about`: "sobre las 10"."""

    start: Hour
    end: Hour | None = None
    about: bool = False


def lift(text: str) -> tuple[Told | None, str]:
    """The hour, and the rest of the line."""
    if (found := _FIRST.match(text)) and (start := _hour(found)):
        rest, end = text[found.end() :], None
        if (until := _UNTIL.match(rest)) and (end := _hour(until)):
            rest = rest[until.end() :]
        return Told(start, end, about=bool(found["about"])), rest.lstrip(" .:-–—·|>=\t)")
    places = list(_PLAIN.finditer(text))
    if len(places) == 1 and (inner := _FIRST.match(places[0][0])) and (start := _hour(inner)):
        before, after = text[: places[0].start()], text[places[0].end() :]
        if (until := _UNTIL.match(after)) and (end := _hour(until)):
            return Told(start, end), f"{before} | {after[until.end() :]}"
        return Told(start), f"{before} | {after}"
    return None, text


def says_another(rest: str) -> bool:
    """Whether what follows the hour names one more: "pasa a las 11:00"."""
    return _PLAIN.search(rest) is not None


def _hour(found: re.Match[str]) -> Hour | None:
    if four := found["four"]:
        return Hour(int(four[:2]), int(four[2:]), sure=True)
    said = found["hour"].lower()
    number = _SAID.get(said) or int(said)
    hour = Hour(
        number, int(found["minute"] or 0), sure=number > 12 or (said.startswith("0") and len(said) > 1)
    )
    if more := found["half"] or found["plus"]:
        hour = hour.plus(_MINUTES[more.strip().lower()])
    elif less := found["less"]:
        hour = hour.plus(-_MINUTES[less.lower()])
    if hour.hour <= 12 and (found["am"] or (found["part"] or "").lower().startswith("m")):
        hour = Hour(hour.hour % 12, hour.minute, sure=True)
    elif hour.hour <= 12 and (found["pm"] or found["part"]):
        hour = Hour(hour.hour % 12 + 12, hour.minute, sure=True)
    return hour if hour.real else None


def settle(hour: Hour, hours: tuple[Opening, ...], weekday: int | None) -> tuple[time, bool]:
    """The wall time meant on that ISO weekday, and whether it can only be that one.

    A time at which the shop is open goes before one at which it is not; where both are, or neither, the
    day's waking hours decide, and it stays in doubt.
    """
    morning, afternoon = hour.at(afternoon=False), hour.at(afternoon=True)
    if morning == afternoon:
        return morning, hour.hour < _MIDNIGHT  # "24:00" belongs to which day?
    spans = tuple(hours[weekday - 1]) if weekday and weekday <= len(hours) else ()
    spans = spans or tuple(chain.from_iterable(hours))
    open_then = [one for one in (morning, afternoon) if any(_within(one, *span) for span in spans)]
    if len(open_then) == 1:
        return open_then[0], True
    return (morning if 8 <= hour.hour % 12 < 12 else afternoon), False


def _within(moment: time, opens: time, length: timedelta) -> bool:
    start = timedelta(hours=opens.hour, minutes=opens.minute)
    at = timedelta(hours=moment.hour, minutes=moment.minute)
    return any(start <= one < start + length for one in (at, at + timedelta(days=1)))
