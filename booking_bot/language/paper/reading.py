"""From line to line: what stands above holds on, the day, the service under a ditto, whose column it is."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from booking_bot.language.data import load
from booking_bot.language.frame import Vocabulary
from booking_bot.language.paper import clock, headings, marks, offered, people
from booking_bot.language.paper.clock import Told
from booking_bot.language.paper.lines import Doubt, Kind, Line, Reason
from booking_bot.language.paper.marks import Marks
from booking_bot.language.paper.offered import Found, first_names, halves_of
from booking_bot.language.paper.people import Who
from booking_bot.language.reading import reader
from booking_bot.language.tokens import fold

MOST = 500  # lines: a diary of a quarter
LONGEST = 300  # characters of a line
_SAYS = re.compile(r"[^\W_]")
_COLUMN = re.compile(r"[*_=#~:\-–—•·()\s]+")


@dataclass(slots=True)
class _Page:
    """Where the walk stands."""

    today: date
    vocabulary: Vocabulary
    learned: dict[str, str]
    day: date | None = None
    day_doubt: Doubt | None = None
    section: str | None = None
    pending: Told | None = None  # an hour alone, of which the next line may speak
    services: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()


def read(
    text: str, now: datetime, vocabulary: Vocabulary, learned: Mapping[str, str] | None = None
) -> list[Line]:
    """Every line; of `now` only the day at the business counts.

    `learned` are folded words that the owner told the service of. Lines beyond MOST are not read.
    """
    page = _Page(now.date(), vocabulary, dict(learned or {}))
    whole = unicodedata.normalize("NFC", text).replace("\x00", " ")
    lines = whole.splitlines()[:MOST]
    return [_line(number, raw.strip()[:LONGEST], page) for number, raw in enumerate(lines, start=1)]


def _line(number: int, raw: str, page: _Page) -> Line:
    if not _SAYS.search(raw):
        return Line(number, raw, Kind.EMPTY)
    if _heads(raw, page):
        doubts = (page.day_doubt,) if page.day_doubt else ()
        return Line(number, raw, Kind.HEADING, page.day, staff=page.section, doubts=doubts)
    bare, crossed = marks.begin(raw)
    if marks.crossed_out(bare):
        return Line(number, raw, Kind.CROSSED_OUT, page.day)
    told, rest = clock.lift(bare)
    if told is not None and not _SAYS.search(rest) and "?" not in rest:
        page.pending = told
        return Line(number, raw, Kind.EMPTY, page.day)
    told, page.pending = told or page.pending, None
    found = marks.lift(rest, page.vocabulary.country)
    found.another_time = clock.says_another(rest)
    found.crossed = found.crossed or crossed
    offer = offered.find(found.rest, page.vocabulary, page.learned)
    if _is_aside(offer, found, page, timed=told is not None):
        return Line(number, raw, Kind.ASIDE, page.day)
    return _appointment(Line(number, raw, Kind.APPOINTMENT, page.day), page, told, found, offer)


def _heads(raw: str, page: _Page) -> bool:
    """Whether a line says of what day, or of whom, those below are."""
    text, section = _column(raw, page)
    if not text and section is not None and page.pending is None:
        page.section = section
        return True
    heading = headings.read(text, page.today, page.day)
    if heading is None:
        return False
    page.day, page.day_doubt = heading.day, heading.doubt
    page.section, page.pending, page.services, page.fits = section, None, (), ()
    return True


def _column(raw: str, page: _Page) -> tuple[str, str | None]:
    """The line without the name of somebody of the staff, and whose name that is: "Lunes 30 - Lucía"."""
    staff = reader(page.vocabulary).names.staff
    words = _COLUMN.split(raw)
    found = [staff[fold(word)] for word in words if fold(word) in staff]
    if len(found) != 1:
        return raw, None
    doctors = {"dra", "dr", "dra.", "dr.", "agenda", "de"}
    kept = [word for word in words if fold(word) not in staff]
    if all(fold(word) in doctors or not word for word in kept):
        return "", found[0]
    return " ".join(kept), found[0]


def _is_aside(offer: Found, found: Marks, page: _Page, *, timed: bool) -> bool:
    """Somebody's own time; and without an hour, whatever names neither a service nor a person."""
    words = [fold(word) for word in re.findall(r"[^\W\d_]+", found.rest)]
    staff = reader(page.vocabulary).names.staff
    if (
        offer.services
        or offer.fits
        or found.phone
        or any(word in first_names() and word not in staff for word in words)
    ):
        return False
    asides = load("paper")["asides"]
    if any(word in asides for word in words):
        return True
    if timed:
        return False
    # It may have been the next day, and was not understood: nothing below is sure any more.
    page.day_doubt = page.day_doubt or Doubt(Reason.NO_DAY, " ".join(found.rest.split())[:40])
    return True


def _appointment(line: Line, page: _Page, told: Told | None, found: Marks, offer: Found) -> Line:
    who = people.find(found, offer.rest, page.vocabulary, page.section)
    services, fits = _meant(offer, who, page)
    doubts: list[Doubt] = []
    if page.day_doubt is not None or page.day is None:
        doubts.append(page.day_doubt or Doubt(Reason.NO_DAY))
    if found.crossed:
        doubts.append(Doubt(Reason.CROSS))
    start = end = None
    if told is None:
        doubts.append(Doubt(Reason.NO_TIME))
    else:
        weekday = page.day.isoweekday() if page.day else None
        start, sure = clock.settle(told.start, page.vocabulary.hours, weekday)
        end = clock.settle(told.end, page.vocabulary.hours, weekday)[0] if told.end else None
        if found.another_time or (start and end and end <= start):
            doubts.append(Doubt(Reason.WHICH_TIME))
        if told.about:
            doubts.append(Doubt(Reason.ABOUT))
        elif not sure:
            doubts.append(Doubt(Reason.HALF, str(told.start.hour % 12 or 12)))
    strange = [one for one in who.doubts if one.reason is Reason.UNKNOWN]
    if fits:
        doubts.append(Doubt(Reason.WHICH_SERVICE))
    elif not services and not strange:
        doubts.append(Doubt(Reason.NO_SERVICE))
    doubts += who.doubts
    if found.times:
        doubts.append(Doubt(Reason.TIMES, found.times))
    if found.bad_phone:
        doubts.append(Doubt(Reason.PHONE, found.bad_phone))
    if found.asked:
        doubts.append(Doubt(Reason.QUESTION))
    page.services, page.fits = services, fits
    return replace(
        line,
        start=start,
        end=end,
        services=services,
        fits=fits,
        staff=who.staff,
        name=who.name,
        phone=found.phone,
        subject=who.subject,
        note=marks.joined((*who.notes, *found.notes)),
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _meant(offer: Found, who: Who, page: _Page) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The services of a line, and those of which one is meant: where a name tells, it is that."""
    services, fits = offer.services, offer.fits
    if not services and not fits and offer.ditto:
        services, fits = page.services, page.fits
    offers = page.vocabulary.services
    strange = any(one.reason is Reason.UNKNOWN for one in who.doubts)
    if not services and not fits and len(offers) == 1 and not strange:
        return (offers[0].id,), ()
    if fits and (gender := _gender(who.name)):
        genders = halves_of(page.vocabulary).genders
        theirs = [one for one in fits if genders.get(one) == gender]
        if len(theirs) == 1:
            return (*services, theirs[0]), ()
    return services, fits


def _gender(name: str) -> str:
    """Of a first name that leaves no doubt; "" of any other."""
    first = fold(name.partition(" ")[0]) if name else ""
    for kind, given in load("people")["names_of"].items():
        if first in given:
            return str(kind)
    known = first in first_names()
    return {"a": "feminine", "o": "masculine"}.get(first[-1:], "") if known else ""
