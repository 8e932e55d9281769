"""When somebody is busy, out of the text of a calendar (RFC 5545): in true instants, and no word of what for.

Taken as busy: what is neither cancelled, nor marked as free, nor declined by whoever the calendar is of.
Whole days and times without a zone are those of the shop. Each occurrence counts where it was moved to, and
one that was taken out does not.

A file that is not whole, or of which one event cannot be read, is no calendar: whoever asked keeps what is
known. So is one whose rules would keep the machine busy for minutes.
"""

import re
import time as clocks
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

from booking_bot.domain.spans import Span

MOST_EVENTS = 4000  # that may fall into the stretch; a second or two to read
MOST_RULES = 5  # of one event; RFC 5545 would have one
# Of the processor. A single rule that never comes true is looked for until the year 9999, which takes some.
MOST_SECONDS = 20.0
EMPTY = "Lo que contesta esa dirección está vacío."
NO_CALENDAR = "En esa dirección no hay un calendario, sino otra cosa: hace falta la que acaba en .ics."
BROKEN = "El calendario ha llegado cortado o con algo que no se entiende."
TOO_MANY = "Ese calendario tiene demasiado dentro para leerlo cada cuarto de hora."
TOO_OFTEN = "Ese calendario tiene algo que se repite cada hora o más a menudo, y no se puede leer."

_DAY = timedelta(days=1)
_FOLDED = re.compile(r"\r?\n[ \t]")
# No line is looked at twice: where events are begun and never ended, it would take hours.
_EVENT = re.compile(
    r"^BEGIN:VEVENT[ \t]*\n(?:(?!(?:BEGIN|END):VEVENT).*\n)*+END:VEVENT[ \t]*$\n?",
    re.MULTILINE | re.IGNORECASE,
)
_REPEATED = re.compile(r"^(?:RRULE|RDATE|RECURRENCE-ID|EXRULE)[;:]", re.MULTILINE | re.IGNORECASE)
_BEGUN = re.compile(r"^DTSTART[^:\n]*:(\d{8})", re.MULTILINE | re.IGNORECASE)
_ENDED = re.compile(r"^DTEND[^:\n]*:(\d{8})", re.MULTILINE | re.IGNORECASE)
_TOO_OFTEN = re.compile(
    r"^RRULE[^\n]*(?:FREQ=(?:SECONDLY|MINUTELY|HOURLY)|BYSECOND=|BYMINUTE=|BYHOUR=)",
    re.MULTILINE | re.IGNORECASE,
)
# Of what others wrote anything may be wrong, and the libraries say so in many ways.
_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ArithmeticError)


class Unreadable(Exception):
    """It tells nothing that could be relied on; `explanation` is for the owner, in Spanish."""

    def __init__(self, explanation: str) -> None:
        super().__init__(explanation)
        self.explanation = explanation


@dataclass(frozen=True, slots=True)
class Busy:
    """`uid` is the name of the event among calendars."""

    uid: str
    span: Span


@dataclass(frozen=True, slots=True)
class Contents:
    """`events` is how many the file holds in all, past ones and free ones too."""

    busy: tuple[Busy, ...]
    events: int


def read(
    body: bytes,
    *,
    first: datetime,
    last: datetime,
    zone: ZoneInfo,
    owners: Collection[str] = (),
    clock: Callable[[], float] = clocks.thread_time,
) -> Contents:
    """What lies in `[first, last)` or reaches into it. `owners` are e-mail addresses of whose it is.

    `clock` tells the seconds spent. Slow where it is long: not inside a transaction. Raises Unreadable.
    """
    text = _text(body)
    events = len(_EVENT.findall(text))
    near = _near(text, first.date() - _DAY, last.date() + _DAY)
    if _TOO_OFTEN.search(near):
        raise Unreadable(TOO_OFTEN)
    if len(_EVENT.findall(near)) > MOST_EVENTS:
        raise Unreadable(TOO_MANY)
    try:
        calendar = icalendar.Calendar.from_ical(near)
        mine = {one.casefold() for one in (*owners, str(calendar.get("X-WR-CALNAME", "")))}
        wanted = int(first.timestamp()), int(last.timestamp())
        _check_rules(calendar)
        query = recurring_ical_events.of(calendar)
        found = [
            Busy(str(event.get("UID", "")), span)
            for event in _occurrences(query, first - 2 * _DAY, last + 2 * _DAY, clock)
            if _is_busy(event, mine) and _meets(span := _span(event, zone), wanted)
        ]
    except _FAULTS:
        raise Unreadable(BROKEN) from None
    _check_whole(calendar)
    return Contents(tuple(sorted(found, key=lambda one: one.span)), events)


def _text(body: bytes) -> str:
    text = body.decode("utf-8-sig", "replace").strip()
    if not text:
        raise Unreadable(EMPTY)
    if not text[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise Unreadable(NO_CALENDAR)
    if not text[-20:].upper().endswith("END:VCALENDAR"):
        raise Unreadable(BROKEN)
    return _FOLDED.sub("", text).replace("\r\n", "\n")


def _near(text: str, first: date, last: date) -> str:
    """Without what is long over or far ahead: years of it are not worth the reading."""
    low, high = f"{first:%Y%m%d}", f"{last:%Y%m%d}"

    def kept(found: re.Match[str]) -> str:
        event = found[0]
        begun, ended = _BEGUN.search(event), _ENDED.search(event)
        if _REPEATED.search(event) or begun is None:
            return event
        is_over = ended is not None and ended[1] < low
        return "" if is_over or begun[1] > high else event

    return _EVENT.sub(kept, text)


def _check_rules(calendar: Any) -> None:
    """Those of one event are followed at one go, in whatever time they take."""
    if any(len(tuple(_several(event.get("RRULE")))) > MOST_RULES for event in calendar.walk("VEVENT")):
        raise Unreadable(TOO_MANY)


def _occurrences(query: Any, first: datetime, last: datetime, clock: Callable[[], float]) -> Iterator[Any]:
    """What `query.between` finds, and no longer than may be."""
    end = clock() + MOST_SECONDS
    for series in query.series:
        if clock() > end:
            raise Unreadable(TOO_MANY)
        for one in series.between(first, last):
            yield one.as_component(query.keep_recurrence_attributes)


def _check_whole(calendar: Any) -> None:
    """An event of which a line was passed over may mean something else than is left of it."""
    for event in calendar.walk("VEVENT"):
        if "DTSTART" not in event or any(name in _DECIDING for name, _ in event.errors):
            raise Unreadable(BROKEN)


_DECIDING = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "TRANSP"}
)


def _is_busy(event: Any, mine: Collection[str]) -> bool:
    said = {
        name: str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")
    }
    if said["STATUS"] == "CANCELLED" or said["TRANSP"] == "TRANSPARENT":
        return False
    if said["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE":
        return False
    return not any(_declined(one, mine) for one in _several(event.get("ATTENDEE")))


def _declined(attendee: Any, mine: Collection[str]) -> bool:
    address = str(attendee).casefold().removeprefix("mailto:")
    return address in mine and str(attendee.params.get("PARTSTAT", "")).upper() == "DECLINED"


def _several(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _span(event: Any, zone: ZoneInfo) -> Span:
    return _instant(event["DTSTART"].dt, zone), _instant(event["DTEND"].dt, zone)


def _instant(moment: date, zone: ZoneInfo) -> int:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return int(moment.timestamp())


def _meets(span: Span, wanted: Span) -> bool:
    return span[0] < span[1] and span[0] < wanted[1] and span[1] > wanted[0]
