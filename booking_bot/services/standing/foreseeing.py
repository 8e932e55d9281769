"""What the first turns would be, and which of them would find no place: seen before it is agreed."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking_bot.domain.standing import days
from booking_bot.domain.walltime import local_day
from booking_bot.services import catalogue
from booking_bot.services.place import place_of
from booking_bot.services.standing.hindrances import look
from booking_bot.services.standing.terms import Terms, horizon, start_on

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A turn by the shop's clock, and why there is no place for it; "" where there is."""

    start: datetime
    why: str = ""


def foresee(session: Session, terms: Terms, *, now: datetime, already: int | None = None) -> list[Foreseen]:
    """As many as would be made at once. `already` is the appointment that is the first of them."""
    zone, business = place_of(session).zone, catalogue.read(session).business
    until = horizon(business, terms.every_weeks, local_day(now, zone))
    coming = days(terms.first_day, terms.every_weeks, until=until, last=terms.last_day)[:SHOWN]
    found = []
    for number, day in enumerate(coming):
        start = start_on(day, terms.clock, zone)
        why = "" if already and not number else look(session, terms, start, now=now).why
        found.append(Foreseen(start.astimezone(zone), why))
    return found
