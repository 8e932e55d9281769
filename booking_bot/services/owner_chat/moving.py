""" "Pasa a Luis al viernes a la misma hora": to another time, another member of staff, or both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session

from booking_bot.dialogue import owner
from booking_bot.dialogue import owner_texts as texts
from booking_bot.dialogue.owner_orders import Order, Verb
from booking_bot.dialogue.windows import single_day
from booking_bot.domain.refusals import AlreadyOver, NoSuchAppointment, NotTheirService, Outdated, Refused
from booking_bot.language.frame import ANY_STAFF, Asked, Expecting, Frame, Window
from booking_bot.services import agenda_lock, visits
from booking_bot.services.agenda_entries import Entry
from booking_bot.services.diary import silence
from booking_bot.services.diary.effects import Effects, effects
from booking_bot.services.owner_chat import appointments, news, shop
from booking_bot.services.owner_chat.deeds import Answer, Asking, Facts, Said, Telling
from booking_bot.services.place import place_of
from booking_bot.services.team import Member
from booking_bot.services.visits import Held, PartOfVisit

KIND = "move"
_WHICH, _WHERE = "anula la cita", "cambia la cita"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where it goes; `start` is by the shop's clock."""

    start: datetime
    staff_id: int


@dataclass(frozen=True, slots=True)
class _Known:
    day: date | None
    clock: time | None
    window: Window | None
    staff_id: int


def read(session: Session, said: Said) -> Answer | None:
    if said.kept:
        return _answered(session, said)
    order = shop.ordered(session, said)
    if order is None or order.verb is not Verb.MOVE:
        return None
    target = _target(said, order)
    if order.pronoun:
        entry = appointments.last(session, said.last)
        if entry is None or not _says(target):
            return None
        return _to(session, said, entry, target, {"tell": order.tell})
    windows = said.understand(f"{_WHICH} {_bare(order.source)}", None) if order.source else Frame()
    if not (appointments.is_told(order) or windows.which or windows.when):
        return None
    found = appointments.meant(session, said, order, windows.which or windows.when)
    if isinstance(found, Telling):
        return None if said.is_booking and not order.person else found
    target = _target(said, found.order)
    if len(found.entries) == 1:
        return _to(session, said, found.entries[0], target, {"tell": order.tell})
    keep = {
        "offered": [entry.id for entry in found.entries],
        "tell": order.tell,
        "target": found.order.target,
        "shifts": order.shifts,
    }
    return Telling(texts.WHICH, keep=keep, options=tuple(map(appointments.titled, found.entries)))


def _target(said: Said, order: Order) -> Frame:
    return _read_target(said, order.target, order.shifts)


def _read_target(said: Said, target: str, shifts: str) -> Frame:
    verb = {"adelant": "adelanta la cita", "": _WHERE}.get(shifts, "retrasa la cita")
    frame = said.understand(f"{verb} {target}", None)
    if shifts and frame.shift is None and (frame.which or not frame.when):
        frame = said.understand(f"{_WHERE} {target}", None)
    return frame


def _bare(source: str) -> str:
    for article in ("la cita ", "la ", "el "):
        source = source.removeprefix(article)
    return source


def _says(frame: Frame) -> bool:
    """Whether it says where to."""
    return bool(
        frame.when or frame.staff or frame.same_time or frame.shift or frame.later is not None or frame.asap
    )


def _answered(session: Session, said: Said) -> Answer | None:
    kept = said.kept
    if "appointment" not in kept:  # which of several
        offered = kept["offered"]
        if said.choice is None or not 0 < said.choice <= len(offered):
            return None
        entry = appointments.find(session, offered[said.choice - 1])
        if entry is None:
            return Telling(texts.OVER)
        target = _read_target(said, kept["target"], kept["shifts"])
        return _to(session, said, entry, target, {"tell": kept["tell"]})
    entry = appointments.find(session, kept["appointment"])
    if entry is None:
        return Telling(texts.OVER)
    if said.choice is not None:
        offered = kept["offered"]
        if not 0 < said.choice <= len(offered):
            return None
        start = datetime.fromisoformat(offered[said.choice - 1]).astimezone(said.zone)
        return _ask(session, said, entry, _Place(start, kept["staff"]), kept["tell"])
    frame = said.understand(said.text, Expecting(Asked.WHEN))
    if not _says(frame) or not owner.goes_on(said.text, frame):
        return None
    return _to(session, said, entry, frame, kept)


def _to(session: Session, said: Said, entry: Entry, frame: Frame, kept: Facts) -> Answer:
    """The question for their yes, or for the hour that lacks; `kept` is what was said before."""
    if not said.member.is_owner and entry.staff_id != said.member.staff_id:
        return Telling(texts.OWN_ONLY.format(name=entry.staff))
    known, tell = _known(session, entry, frame, kept), kept.get("tell")
    if not said.member.is_owner and known.staff_id != said.member.staff_id:
        return Telling(texts.OWN_ONLY.format(name=shop.name_of(session, known.staff_id)))
    if frame.shift:
        return _ask(session, said, entry, _Place(entry.start + frame.shift, known.staff_id), tell)
    day, clock = known.day, known.clock
    if clock is None and day is not None and known.window is None:  # the same hour, if it is free there
        there = _Place(datetime.combine(day, entry.start.time(), said.zone), known.staff_id)
        if _is_free(session, said, entry, there):
            return _ask(session, said, entry, there, tell)
    if clock is None:
        return _ask_when(session, said, entry, known, tell)
    start = datetime.combine(day or entry.start.date(), clock, said.zone)
    return _ask(session, said, entry, _Place(start, known.staff_id), tell)


def _known(session: Session, entry: Entry, frame: Frame, kept: Facts) -> _Known:
    named = shop.staff_called(session, frame.staff if frame.staff != ANY_STAFF else None)
    staff_id = (named.id if named else None) or kept.get("staff") or entry.staff_id
    window = frame.when[0] if len(frame.when) == 1 else None
    day = (single_day(window) if window else None) or (
        date.fromisoformat(kept["day"]) if kept.get("day") else None
    )
    clock = window.earliest if window and window.earliest == window.latest else None
    if clock is None and kept.get("clock") and not (window and single_day(window)):
        clock = time.fromisoformat(kept["clock"])
    only_staff = named is not None and day is None and clock is None and not frame.when
    if frame.same_time or only_staff:
        clock = entry.start.time()
    narrows = window is not None and (window.daypart or window.earliest or window.latest)
    return _Known(day, clock, window if narrows else None, staff_id)


def _is_free(session: Session, said: Said, entry: Entry, place: _Place) -> bool:
    try:
        return not any(one.any for one in _effects(session, said.now, _places(entry, place), entry))
    except NotTheirService:
        return False


def _ask_when(session: Session, said: Said, entry: Entry, known: _Known, tell: bool | None) -> Telling:
    keep: dict[str, Any] = {
        "appointment": entry.id,
        "day": known.day.isoformat() if known.day else "",
        "clock": "",
        "staff": known.staff_id,
        "tell": tell,
        "offered": [],
    }
    if known.day is None:
        return Telling(texts.WHERE_TO.format(who=appointments.whose(entry)), keep=keep)
    starts = shop.free(
        session,
        said,
        shop.Place(entry.service_id, known.staff_id, known.day),
        known.window,
        moving=(entry.id,),
    )
    told = texts.day(known.day, said.today)
    if not starts:
        return Telling(texts.NOTHING_FREE.format(day=told), keep=keep)
    keep["offered"] = [start.isoformat() for start in starts]
    titles = tuple(texts.short(start) for start in starts)
    return Telling(texts.WHAT_TIME.format(day=told), keep=keep, options=titles)


def _places(entry: Entry, place: _Place) -> list[tuple[Entry, datetime, int]]:
    """Where each part of the visit goes; who does the first of them may change, the others stay theirs."""
    by = place.start - entry.start
    return [
        (one, one.start + by, place.staff_id if one.staff_id == entry.staff_id else one.staff_id)
        for one in appointments.parts(entry)
    ]


def _effects(
    session: Session, now: datetime, places: Sequence[tuple[Entry, datetime, int]], entry: Entry
) -> list[Effects]:
    moving = tuple(one.id for one, _, _ in places)
    return [
        effects(session, one.service_id, staff_id, start, now=now, customer_id=entry.person.id, moving=moving)
        for one, start, staff_id in places
    ]


def _ask(session: Session, said: Said, entry: Entry, place: _Place, tell: bool | None) -> Answer:
    start, staff_id = place.start, place.staff_id
    if start == entry.start and staff_id == entry.staff_id:
        return Telling(texts.STAYS)
    name = shop.name_of(session, staff_id)
    try:
        found = _effects(session, said.now, _places(entry, place), entry)
    except NotTheirService:
        return Telling(texts.NOBODY_DOES_IT.format(name=name, service=appointments.what(entry)))
    warned = shop.warnings(found, name)
    facts = {
        "appointment": entry.id,
        "revisions": {str(one.id): one.revision for one in appointments.parts(entry)},
        "start": start.isoformat(),
        "staff": staff_id,
        "tell": tell is not False,
        "warned": [key for key, _ in warned],
    }
    keep = {
        "appointment": entry.id,
        "day": start.date().isoformat(),
        "clock": f"{start:%H:%M}",
        "staff": staff_id,
        "tell": tell,
        "offered": [],
    }
    question = _question(session, entry, place, said.today)
    if tell is None:
        ends, open_ = news.ends(
            session, entry, texts.MOVE_AND_TELL, texts.MOVE_AND_TELL_BY_HAND, now=said.now
        )
        quiet = {"tell": False} if open_ else None
        return Asking(KIND, facts, shop.put(question, warned, ends=ends), keep=keep, quiet=quiet)
    told = news.told(session, entry, tell=tell, now=said.now)
    return Asking(KIND, facts, shop.put(f"{question} {told}", warned), keep=keep)


def _question(session: Session, entry: Entry, place: _Place, today: date) -> str:
    other = place.staff_id != entry.staff_id
    was = texts.moment(entry.start, today) + (f" con {entry.staff}" if other else "")
    new = texts.moment(place.start, today) + (
        f" con {shop.name_of(session, place.staff_id)}" if other else ""
    )
    return f"Cambio la cita de {appointments.whose(entry)} ({appointments.what(entry)}): {was} → {new}."


def do(session: Session, facts: Facts, member: Member, now: datetime) -> str | Asking:
    agenda_lock.take(session)
    zone = place_of(session).zone
    today, start = now.astimezone(zone).date(), datetime.fromisoformat(facts["start"]).astimezone(zone)
    entry = appointments.find(session, facts["appointment"])
    if entry is None:
        return texts.OVER
    staff_id = int(facts["staff"])
    place = _Place(start, staff_id)
    if not member.is_owner and {entry.staff_id, staff_id} != {member.staff_id}:
        return texts.OWN_ONLY.format(name=entry.staff)
    parts = appointments.parts(entry)
    if {str(one.id): one.revision for one in parts} != facts["revisions"]:
        return texts.CHANGED
    places = _places(entry, place)
    try:
        warned = shop.warnings(_effects(session, now, places, entry), shop.name_of(session, staff_id))
        fresh = [one for one in warned if one[0] not in facts["warned"]]
        if fresh:
            question = f"Entretanto ha cambiado algo. {_question(session, entry, place, today)}"
            known = {**facts, "warned": [key for key, _ in warned]}
            return Asking(KIND, known, shop.put(question, fresh))
        moves = [
            (Held(one.id, one.revision), PartOfVisit(one.service_id, whose, when))
            for one, when, whose in places
        ]
        visits.reschedule_visit(session, moves, by=member.actor, now=now, knowing=True)
    except Outdated:
        return texts.CHANGED
    except (AlreadyOver, NoSuchAppointment):
        return texts.OVER
    except Refused:
        return texts.NOT_THERE.format(name=shop.name_of(session, staff_id))
    if not facts["tell"]:
        silence.keep(session, [one.id for one in parts], now=now)
    told = news.told(session, entry, tell=facts["tell"], now=now)
    where = texts.moment(start, today) + (
        f" con {shop.name_of(session, staff_id)}" if staff_id != entry.staff_id else ""
    )
    return f"Cambiada. {appointments.whose(entry)}: {appointments.what(entry)} {where}. {told}"
