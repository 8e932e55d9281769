"""The shop as deeds by chat need it: services and staff by the words for them, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from booking_bot.dialogue import owner_texts as texts
from booking_bot.dialogue.owner_orders import Order, order
from booking_bot.domain.folding import folded
from booking_bot.domain.phones import shown
from booking_bot.domain.refusals import Refused
from booking_bot.domain.walltime import instant, utc
from booking_bot.language.frame import Daypart, Window
from booking_bot.models import Resource, Service
from booking_bot.services import catalogue
from booking_bot.services.availability import free_slots
from booking_bot.services.diary.effects import Effects
from booking_bot.services.owner_chat.deeds import Said

SHOWN = 6  # free times
_HOURS = {
    Daypart.MORNING: (0, 14),
    Daypart.MIDDAY: (12, 16),
    Daypart.AFTERNOON: (14, 21),
    Daypart.AFTER_LUNCH: (15, 18),
    Daypart.EVENING: (19, 24),
}


def ordered(session: Session, said: Said) -> Order | None:
    """The order in their words, where there is one: read once, whichever deed it turns out to be."""
    key = f"order {said.text}"
    if key not in said.memo:
        names = frozenset(folded(one.name).split()[0] for one in staff(session))
        said.memo[key] = order(
            said.text, is_service=lambda word: is_service(said, word), is_staff=names.__contains__
        )
    found: Order | None = said.memo[key]
    return found


def is_service(said: Said, word: str) -> bool:
    key = f"word {word}"
    if key not in said.memo:
        frame = said.understand(word, None)
        said.memo[key] = bool(frame.service or frame.fits)
    return bool(said.memo[key])


def staff(session: Session) -> list[Resource]:
    return [one for one in catalogue.read(session).staff if one.active]


def services(session: Session) -> list[Service]:
    return [one for one in catalogue.read(session).services if one.active]


def staff_called(session: Session, slug: str | None) -> Resource | None:
    return next((one for one in staff(session) if one.slug == slug), None)


def name_of(session: Session, staff_id: int | None) -> str:
    return next((one.name for one in catalogue.read(session).staff if one.id == staff_id), "")


def with_whom(session: Session, staff_id: int) -> str:
    """ " con Lucía", where there are others."""
    return f" con {name_of(session, staff_id)}" if len(staff(session)) > 1 else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where room is looked for; without `staff_id` with anybody."""

    service_id: int
    staff_id: int | None
    day: date


def free(
    session: Session,
    said: Said,
    place: Place,
    window: Window | None = None,
    *,
    moving: tuple[int, ...] = (),
) -> list[datetime]:
    """A few free starts by the shop's clock: those in the window, else all of that day, spread over it."""
    starts = _starts(session, said, place, moving)
    fitting = [start for start in starts if window is None or _fits(start, window)] or starts
    if window is not None and window.daypart is Daypart.LAST_HOUR:
        return fitting[-3:]
    if window is not None and window.daypart is Daypart.FIRST_HOUR:
        return fitting[:3]
    step = max(1, -(-len(fitting) // SHOWN))
    return fitting[::step]


def near(session: Session, said: Said, service_id: int, wanted: datetime) -> list[datetime]:
    """The free starts with anybody next to the one that is wanted, earliest first."""
    starts = _starts(session, said, Place(service_id, None, wanted.astimezone(said.zone).date()), ())
    return sorted(sorted(starts, key=lambda start: abs(start - wanted))[:3])


def _starts(session: Session, said: Said, place: Place, moving: tuple[int, ...]) -> list[datetime]:
    begin, end = (utc(instant(place.day, minutes, said.zone)) for minutes in (0, 24 * 60))
    try:
        slots = free_slots(
            session, service_id=place.service_id, staff_id=place.staff_id, start=begin, end=end, now=said.now,
            moving=moving, for_owner=True,
        )  # fmt: skip
    except Refused:
        return []
    return [slot.start.astimezone(said.zone) for slot in slots]


def _fits(start: datetime, window: Window) -> bool:
    clock = start.time()
    if (window.earliest and clock < window.earliest) or (window.latest and clock > window.latest):
        return False
    low, high = _HOURS.get(window.daypart, (0, 24)) if window.daypart else (0, 24)
    return low <= clock.hour < high


def warnings(effects: Sequence[Effects], staff_name: str) -> list[tuple[str, str]]:
    """What stands in the way: a key by which it is known again, and a clause that tells it."""
    found = []
    for part in effects:
        for entry in part.overlaps:
            who = entry.beneficiary or entry.person.name or shown(entry.person.phone) or "otra cita"
            span = f"de {texts.clock(entry.start)} a {texts.clock(entry.end)}"
            found.append((f"overlap:{entry.id}", f"coincide con {who} ({entry.service}, {span})"))
        found += [
            (f"theirs:{entry.id}", f"a esa hora ya tiene {entry.service} con {entry.staff}")
            for entry in part.theirs
        ]
        for hindrance in part.hindrances:
            clause = texts.HINDRANCES[hindrance.value].format(staff=staff_name)
            reason = f" ({part.away_for})" if hindrance.value == "away" and part.away_for else ""
            found.append((hindrance.value, clause + reason))
    return list(dict(found).items())


def put(question: str, warned: Sequence[tuple[str, str]], *, ends: str = texts.DO_IT) -> str:
    """The question, behind what stands in the way."""
    if not warned:
        return f"{question} {ends}"
    clauses = texts.joined([clause for _, clause in warned])
    return f"{question}\nOjo: {clauses}. {texts.DO_IT_ANYWAY}"
