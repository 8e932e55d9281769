""" "¿Quién es el siguiente?", "la de ahora", "¿cuándo viene Marta?": who comes, and when."""

import re

from sqlmodel import Session

from booking_bot.dialogue import owner_texts as texts
from booking_bot.dialogue.owner_orders import Order, Verb
from booking_bot.domain.appointments import OPEN
from booking_bot.domain.phones import shown
from booking_bot.services.agenda_day import Entry, agenda_day
from booking_bot.services.owner_chat import appointments, shop
from booking_bot.services.owner_chat.deeds import Said, Telling

KIND = "next"
_THING = (
    r"(?:el|la|al|mi|quien|cual|que|cita|cliente|clienta|turno|es|va|viene|tengo|me toca|toca|hay|y|"
    r"con quien)"
)
_NEXT = re.compile(rf"^(?:{_THING} )*(?:siguiente|proxim[oa]|despues|luego)(?: {_THING})*$")
_NOW = re.compile(rf"^(?:{_THING} )*(?:de ahora|ahora|ahora mismo|en curso|actual)(?: {_THING})*$")


_WHEN = re.compile(
    r"^(?:y )?(?:a que hora|cuando|que dia|para cuando) "
    r"(?:viene|vienen|vendra|tiene|tenia|venia|le toca|es la cita de|es lo de)"
    r"(?: (?:la )?(?:cita|hora|turno))?"
    r"(?: a)?(?: la| el)? (?P<who>[a-z]+(?: [a-z]+){0,3})$"
)
MOST = 4


def read(session: Session, said: Said) -> Telling | None:
    words = " ".join(re.sub(r"[^\w ]", " ", said.words).split())
    if said.kept or said.is_booking:
        return None
    if whose := _WHEN.match(words):
        many = len(whose["who"].split())
        return _when(session, said, tuple(re.sub(r"[^\w ]", " ", said.text).split()[-many:]))
    now, following = _NOW.match(words), _NEXT.match(words)
    if not (now or following):
        return None
    day = agenda_day(session, said.today, now=said.now)
    staff = None if said.member.is_owner and said.member.staff_id is None else said.member.staff_id
    entries = [one for one in day.entries if one.status in OPEN and staff in (None, one.staff_id)]
    local = said.now.astimezone(said.zone)
    fitting = [one for one in entries if (one.start > local if following else one.start <= local < one.end)]
    if not fitting:
        return Telling(texts.NO_NEXT if following else texts.NOBODY_NOW)
    first = fitting[0].start
    shown = [one for one in fitting if not following or one.start == first]
    lines = [_line(session, one, said.country) for one in shown]
    return Telling("\n".join(lines), about={"appointment": shown[0].id, "customer": shown[0].person.id})


def _line(session: Session, entry: Entry, country: str) -> str:
    phone = f", {shown(entry.person.phone, country)}" if entry.person.phone and entry.person.name else ""
    note = "".join(f"\n{one}" for one in (entry.subject, entry.note, entry.person.allergies) if one)
    who = f"{appointments.whose(entry)}{phone}"
    return (
        f"{texts.clock(entry.start)} {entry.service} · {who}{shop.with_whom(session, entry.staff_id)}{note}"
    )


def _when(session: Session, said: Said, name: tuple[str, ...]) -> Telling:
    found = appointments.meant(session, said, Order(Verb.CANCEL, person=name), ())
    if isinstance(found, Telling):
        return found
    lines = [
        f"{appointments.whose(one)}: {appointments.what(one)} {texts.moment(one.start, said.today)}"
        f"{shop.with_whom(session, one.staff_id)}."
        for one in found.entries[:MOST]
    ]
    first = found.entries[0]
    return Telling("\n".join(lines), about={"appointment": first.id, "customer": first.person.id})
