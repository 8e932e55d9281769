"""What becomes of a yes: it is done in an appointment that they have, or in one that the bot looks for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import Status
from booking_bot.language import understand
from booking_bot.models import Appointment, row_id
from booking_bot.services import catalogue
from booking_bot.services.agenda_entries import Entry, entries_of
from booking_bot.services.business_file import vocabulary_of

# What was begun so long ago may still be under way: a car that waits for its parts.
SINCE = timedelta(days=14)
MOST = 10
_FIRM = (Status.BOOKED, Status.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Choices:
    """`entries` are their appointments under way and to come, earliest first; `services` by id and name."""

    entries: tuple[Entry, ...]
    services: tuple[tuple[int, str], ...]
    usual: str  # "cita:12", "servicio:3" or ""


def choices(session: Session, customer_id: int, said: str, *, now: datetime) -> Choices:
    """`said` may tell which service it is: what they asked, or what the owner writes of the work."""
    found = session.exec(
        select(Appointment.id)
        .where(
            col(Appointment.customer_id) == customer_id,
            col(Appointment.status).in_(_FIRM),
            col(Appointment.starts_at) > now - SINCE,
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(MOST)
    ).all()
    known = entries_of(session, [one for one in found if one is not None])
    entries = tuple(known[one] for one in found if one in known)
    kept = [one for one in catalogue.read(session).services if one.active]
    services = tuple((row_id(one), one.name) for one in kept)
    begun = [one for one in entries if one.start <= now]
    meant = _meant(session, said, now)
    slugs = {one.slug: row_id(one) for one in kept}
    if begun:
        usual = f"cita:{begun[-1].id}"
    elif entries and not meant:
        usual = f"cita:{entries[0].id}"
    elif meant in slugs or len(kept) == 1:
        usual = f"servicio:{slugs.get(meant) or services[0][0]}"
    else:
        usual = ""
    return Choices(entries, services, usual)


def _meant(session: Session, said: str, now: datetime) -> str:
    if not said:
        return ""
    frame = understand(said, now.replace(tzinfo=None), vocabulary_of(session))
    return frame.service[0] if frame.service else ""
