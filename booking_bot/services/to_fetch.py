"""What lies here to be fetched: the cars of today and those of the last days that nobody came for."""

from datetime import datetime, timedelta

from sqlmodel import Session, col

from booking_bot.domain.walltime import instant, local_day, utc
from booking_bot.models import Appointment
from booking_bot.services import catalogue
from booking_bot.services.agenda_entries import Entry, entries
from booking_bot.services.notices.judging import FIRM
from booking_bot.services.place import place_of

# What nobody has fetched for a week was fetched and not noted.
_STILL_HERE = timedelta(days=7)


def to_fetch(session: Session, *, now: datetime) -> list[Entry]:
    """What has come in and is promised for today or before, the first promised first."""
    if not any(service.pick_up for service in catalogue.read(session).services):
        return []
    zone = place_of(session).zone
    midnight = utc(instant(local_day(now, zone) + timedelta(days=1), 0, zone))
    found = entries(
        session,
        col(Appointment.pick_up_at) < midnight,
        col(Appointment.pick_up_at) > now - _STILL_HERE,
        col(Appointment.starts_at) <= now,
        col(Appointment.status).in_(FIRM),
        zone=zone,
    )
    return sorted(found, key=lambda entry: (entry.pick_up_at or entry.end, entry.id))
