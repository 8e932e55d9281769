"""What the shop's own people ask by chat, and the answer: their agenda, in plain lines.

`asked` tells by the words alone whether it may be about the agenda; most of what customers write is not, and
then nobody looks who is writing. Which days are meant the frame says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from booking_bot.dialogue import dates
from booking_bot.dialogue.phrases import plain
from booking_bot.domain.appointments import Status
from booking_bot.language.frame import Frame, Window

MOST_DAYS = 7
NEAR_DAYS = 2  # of today and tomorrow it matters who has not said yet that they come
LONGEST = 1500  # a message of WhatsApp takes 1,600
LOCALE = "es"


class Topic(StrEnum):
    AGENDA = "agenda"
    DAY = "day"  # the same, where a day is told: "qué tengo el jueves"
    GAPS = "gaps"
    UNCONFIRMED = "unconfirmed"


_DAY = r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
_WHEN = rf"(?:el dia|hoy|manana|pasado|la (?:manana|tarde|semana)|(?:el )?{_DAY})"
# The first that is found holds.
_ASKED = tuple(
    (topic, re.compile(form))
    for topic, form in (
        (Topic.UNCONFIRMED, r"\b(?:sin|por|falta\w* (?:por|de|a)) confirmar\b"),
        (Topic.UNCONFIRMED, r"\bquien(?:es)?\b.*\bconfirm(?:o|a|aron|ado)\b"),
        (Topic.GAPS, r"\bhuec(?:o|ito)s?\b|\bque (?:tengo|tenemos|hay|queda) libre\b"),
        # "agenda un corte" books one
        (Topic.AGENDA, r"\bagenda\b(?! (?:un|una|me|lo|la|cita|turno|hora|a|con)\b)"),
        (Topic.AGENDA, r"\bquien(?:es)? (?:viene|vienen|tengo|tenemos|hay|me toca|tiene|tienen)\b"),
        (Topic.AGENDA, rf"\bcomo (?:tengo|tenemos|esta|va|viene|pinta) {_WHEN}\b"),
        (
            Topic.DAY,
            r"\b(?:que|cuantas|cuantos) (?:citas |turnos |horas |clientes )?"
            r"(?:tengo|tenemos|hay|me toca)\b(?! que\b)",
        ),
        (Topic.DAY, r"^(?:las |los |la )?(?:citas|turnos|horas|lista|clientes) (?:de|del|para) "),
    )
)
_WEEK = re.compile(r"\bsemana\b")  # what is left of it
# Who asks for a place for themselves is a customer, whoever they are.
_FOR_THEMSELVES = re.compile(
    r"\b(?:tienes|teneis|tenes|tienen|tendria\w*|das|dais|dame|me (?:das|dais|pones|haces|guardas|buscas)"
    r"|quiero|querria|quisiera|necesito|busco|para)\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """An appointment; times are the shop's."""

    start: datetime
    service: str
    who: str
    staff: str
    status: Status


@dataclass(frozen=True, slots=True)
class Page:
    """A day of the agenda. `gaps` are (who, from, until), each member's in order."""

    day: date
    is_open: bool
    lines: tuple[Line, ...]
    gaps: tuple[tuple[str, time, time], ...]


_MARK = {
    Status.REQUESTED: " (por aceptar)",
    Status.BOOKED: " (sin confirmar)",
    Status.NO_SHOW: " (no vino)",
}
_TO_CONFIRM = (Status.REQUESTED, Status.BOOKED)


def asked(text: str) -> Topic | None:
    said = plain(text)
    topic = next((topic for topic, form in _ASKED if form.search(said)), None)
    return None if topic is Topic.GAPS and _FOR_THEMSELVES.search(said) else topic


def days(topic: Topic, text: str, frame: Frame, today: date) -> list[date]:
    """The days that are meant, earliest first; none where one had to be told and was not."""
    told = {day for window in (*frame.when, *frame.which) for day in _days_of(window)}
    if told:
        return sorted(told)[:MOST_DAYS]
    if _WEEK.search(plain(text)):
        return [today + timedelta(days=ahead) for ahead in range(8 - today.isoweekday())]
    usual = {Topic.DAY: [], Topic.UNCONFIRMED: [today, today + timedelta(days=1)]}
    return usual.get(topic, [today])


def _days_of(window: Window) -> list[date]:
    if window.first is None:
        return []
    length = min(((window.last or window.first) - window.first).days + 1, MOST_DAYS)
    found = [window.first + timedelta(days=ahead) for ahead in range(max(length, 1))]
    return [day for day in found if not window.weekdays or day.isoweekday() in window.weekdays]


def answer(topic: Topic, pages: Sequence[Page], *, today: date, now: datetime, alone: bool) -> str:
    """`alone` where the pages are of one member, whose name then need not stand there."""
    if topic is Topic.GAPS:
        said = [_gaps(page, today, alone=alone) for page in pages]
    elif topic is Topic.UNCONFIRMED:
        said = _unconfirmed(pages, today, now, alone=alone)
    elif len(pages) > NEAR_DAYS:
        return "\n".join(_head(page, today) for page in pages)
    else:
        said = [agenda(page, today=today, alone=alone) for page in pages]
    return shortened("\n\n".join(said))


def agenda(page: Page, *, today: date, alone: bool) -> str:
    """All of a day, by member where there are several."""
    lines = _by_member(_standing(page), today, alone=alone)
    return "\n".join([_head(page, today), *lines])


def _head(page: Page, today: date) -> str:
    stands = _standing(page)
    if not stands:
        return f"{_day(page.day, today)}: {'nada apuntado' if page.is_open else 'cerrado'}."
    waiting = sum(_is_awaited(line, today) for line in stands)
    count = f"{len(stands)} en agenda" + (f", {waiting} sin confirmar" if waiting else "")
    return f"{_day(page.day, today)}: {count}."


def _standing(page: Page) -> list[Line]:
    return [line for line in page.lines if line.status is not Status.CANCELLED]


def _is_awaited(line: Line, today: date) -> bool:
    """Whether a yes should have come by now; those of the days after are asked later."""
    is_near = (line.start.date() - today).days < NEAR_DAYS
    return line.status is Status.REQUESTED or (is_near and line.status is Status.BOOKED)


def _unconfirmed(pages: Sequence[Page], today: date, now: datetime, *, alone: bool) -> list[str]:
    said = []
    for page in pages:
        waiting = [line for line in page.lines if line.status in _TO_CONFIRM and line.start > now]
        if waiting:
            head = f"{_day(page.day, today)}, por confirmar: {len(waiting)}."
            said.append("\n".join([head, *_by_member(waiting, today, alone=alone)]))
    over = dates.day(pages[-1].day, today=today, locale=LOCALE) if len(pages) > 2 else ""
    until = over and f" hasta el {over}"
    which = " y ".join(_day(page.day, today).lower() for page in pages[:2])
    return said or [f"No falta nadie por confirmar{until or f' ({which})'}."]


def _gaps(page: Page, today: date, *, alone: bool) -> str:
    if not page.gaps:
        return f"{_day(page.day, today)}: {'no queda hueco' if page.is_open else 'cerrado'}."
    lines = []
    for name, theirs in groupby(page.gaps, key=lambda gap: gap[0]):
        spans = ", ".join(f"{dates.clock(start)}–{dates.clock(end)}" for _, start, end in theirs)
        lines.append(spans if alone else f"{name}: {spans}")
    return "\n".join([f"{_day(page.day, today)}, huecos:", *lines])


def _by_member(lines: Sequence[Line], today: date, *, alone: bool) -> list[str]:
    said: list[str] = []
    for name, theirs in groupby(
        sorted(lines, key=lambda line: (line.staff, line.start)), key=lambda one: one.staff
    ):
        if not alone:
            said += ["", f"*{name}*"]
        said += [_line(line, today) for line in theirs]
    return said


def _line(line: Line, today: date) -> str:
    mark = "" if line.status is Status.BOOKED and not _is_awaited(line, today) else _MARK.get(line.status, "")
    return f"{dates.clock(line.start.time())} {line.service} · {line.who}{mark}"


def _day(day: date, today: date) -> str:
    near = {0: "Hoy, ", 1: "Mañana, "}.get((day - today).days, "")
    written = dates.day(day, today=today, locale=LOCALE)
    return f"{near}{written}" if near else written.capitalize()


def shortened(text: str, most: int = LONGEST) -> str:
    """Whole lines, as many as go into one message."""
    if len(text) <= most:
        return text
    lines, room = text.split("\n"), most - len("… y 999 líneas más en la página.")
    kept: list[str] = []
    while lines and sum(map(len, kept)) + len(kept) + len(lines[0]) <= room:
        kept.append(lines.pop(0))
    return "\n".join([*kept, f"… y {len(lines)} líneas más en la página."])
