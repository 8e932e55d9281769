"""The day of the lines that follow: "Lunes 30", "MARTES 1 DICIEMBRE", "sáb 5/12", "mañana"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from booking_bot.language.data import load
from booking_bot.language.lexicon import lexicon
from booking_bot.language.paper.lines import Doubt, Reason
from booking_bot.language.tokens import fold

_SIGNS = re.compile(r"[*_=#~·•:;,()\[\]|–—]+|(?<!\d)[-/.]+|[-/.]+(?!\d)")
_DATED = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_WORD = re.compile(r"\d+(?![\w/])|[^\W\d_]+|\S+")
_RELATIVE = {"hoy": 0, "manana": 1, "pasado": 2}
# Below a day these are its halves.
_PARTS = frozenset({"manana", "tarde", "mananas", "tardes", "por la manana", "por la tarde"})
_DAY = timedelta(days=1)
# A diary is brought in within so many days of its first page, and filled so far ahead.
_BEHIND, _AHEAD = 60, 330
_NEAR = timedelta(days=45)
_FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """`day` is None where there is no telling."""

    day: date | None
    doubt: Doubt | None = None


@dataclass(slots=True)
class _Said:
    weekday: int | None = None
    number: int | None = None
    month: int | None = None
    year: int | None = None
    ahead: int | None = None


def read(text: str, today: date, before: date | None) -> Heading | None:
    """The day that a whole line names, None where it says anything else; `before` is the heading above."""
    bare = " ".join(_SIGNS.sub(" ", text).split())
    if before is not None and fold(bare) in _PARTS:
        return Heading(before)
    said = _said(bare)
    if said is None:
        return None
    if said.ahead is not None:
        return Heading(today + said.ahead * _DAY)
    if said.number is None:
        return _of_weekday(said.weekday or 0, today, before, bare)
    near = before or today
    days = [
        day
        for day in _days(said, today)
        # Without a month it is one that is near: there is a Monday the 6th in every year.
        if said.weekday in (None, day.isoweekday()) and (said.month or abs(day - near) <= _NEAR)
    ]
    if not days:
        other = min(_days(said, today), key=lambda day: abs(day - near), default=None)
        return Heading(other, Doubt(Reason.WRONG_DAY, bare))
    if before is not None and (onward := [day for day in days if day >= before]):
        return Heading(min(onward))
    nearest = min(days, key=lambda day: abs(day - today))
    loose = said.month is None and said.weekday is None
    if loose and nearest < today:  # "el 16", on the 23rd: a week ago, or next month
        return Heading(nearest, Doubt(Reason.WHICH_DAY, bare))
    return Heading(nearest)


def _said(bare: str) -> _Said | None:
    """What a line of nothing but a day says of it."""
    table, tags, said = load("paper"), lexicon().tags, _Said()
    for word in _WORD.findall(bare):
        plain = fold(word).strip(".")
        if dated := _DATED.fullmatch(plain):
            if said.number is not None:
                return None
            said.number, said.month = int(dated[1]), int(dated[2])
            said.year = int(dated[3]) % 100 + 2000 if dated[3] else None
        elif plain.isdigit():
            if said.number is None and 1 <= int(plain) <= 31:
                said.number = int(plain)
            elif said.month is not None and len(plain) == 4:
                said.year = int(plain)
            else:
                return None
        elif (weekday := tags.get(plain, {}).get("weekday") or table["weekdays"].get(plain)) and not (
            said.weekday or said.number
        ):
            said.weekday = weekday
        elif (
            month := tags.get(plain, {}).get("month") or table["months"].get(plain)
        ) and said.number is not None:
            said.month = month
        elif plain in _RELATIVE and said.ahead is None and said.weekday is None:
            said.ahead = _RELATIVE[plain]
        elif plain not in table["heading_fillers"]:
            return None
    if said.number is None and said.ahead is None and not _named(said, bare):
        return None
    if said.number is not None and not (said.month or said.weekday or "dia" in fold(bare).split()):
        return None  # a bare number is an hour; "día 3" is a day
    return said


def _named(said: _Said, bare: str) -> bool:
    """A weekday alone, written out far enough: "M" may be anything."""
    return said.weekday is not None and len(bare.strip(". ")) >= _FEWEST_LETTERS


def _of_weekday(weekday: int, today: date, before: date | None, bare: str) -> Heading:
    """ "VIERNES": the next one; today's own name may be today's or that of a week on."""
    after = before or today
    day = after + ((weekday - after.isoweekday()) % 7) * _DAY
    if before is not None and day == before:
        day += 7 * _DAY
    if before is None and day == today:
        return Heading(day, Doubt(Reason.WHICH_DAY, bare))
    return Heading(day)


def _days(said: _Said, today: date) -> Iterable[date]:
    """All days so numbered about today."""
    for ahead in range(-_BEHIND, _AHEAD):
        day = today + ahead * _DAY
        if said.year is not None:
            break
        if day.day == said.number and said.month in (None, day.month):
            yield day
    if said.year is not None and said.number is not None and said.month is not None:
        try:
            yield date(said.year, said.month, said.number)
        except ValueError:
            return
