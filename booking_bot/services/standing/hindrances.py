"""Whether a turn finds its place, and in the owner's words why it does not."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking_bot.domain.refusals import Refused
from booking_bot.domain.walltime import local_day
from booking_bot.models import Resource
from booking_bot.services.diary.effects import Effects, Hindrance, effects
from booking_bot.services.opening import opening_on
from booking_bot.services.place import place_of
from booking_bot.services.standing.terms import Terms

GONE = "ese servicio ya no se hace"
TAKEN = "la hora está ocupada"
THEIRS = "ya tiene otra cita a esa hora"
_WORDS = {
    Hindrance.CLOSED: "cerrado",
    Hindrance.AWAY: "{staff} no está",
    Hindrance.NOT_WORKING: "{staff} no trabaja entonces",
    Hindrance.OFFERED: "alguien está eligiendo esa hora en el chat",
    Hindrance.PAST: "ya ha pasado",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`why` is "" where there is a place; `soon` where that is only for the minutes of a chat."""

    why: str = ""
    soon: bool = False


def look(
    session: Session, terms: Terms, start: datetime, *, now: datetime, moving: tuple[int, ...] = ()
) -> Finding:
    try:
        found = effects(
            session,
            terms.service_id,
            terms.staff_id,
            start,
            now=now,
            customer_id=terms.customer_id,
            moving=moving,
        )
    except Refused:
        return Finding(GONE)
    if not found.any:
        return Finding()
    only_a_chat = found.hindrances == (Hindrance.OFFERED,) and not found.overlaps and not found.theirs
    return Finding(_why(session, terms, found), soon=only_a_chat)


def _why(session: Session, terms: Terms, found: Effects) -> str:
    if Hindrance.CLOSED in found.hindrances:
        reason = opening_on(session, local_day(found.start, place_of(session).zone)).reason
        return f"cerrado ({reason})" if reason else _WORDS[Hindrance.CLOSED]
    if found.hindrances and found.hindrances[0] is not Hindrance.OFFERED:
        staff = session.get_one(Resource, terms.staff_id).name
        return _WORDS[found.hindrances[0]].format(staff=staff)
    if found.overlaps:
        return TAKEN
    return THEIRS if found.theirs else _WORDS[Hindrance.OFFERED]
