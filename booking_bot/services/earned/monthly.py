"""The lines of the month that is over, told to owners once: with the first digest of a day that is open."""

from datetime import datetime, timedelta

from sqlmodel import Session

from booking_bot.models import Watch
from booking_bot.services import page_links, sightings, staff_messages, team
from booking_bot.services.earned.month import earned
from booking_bot.services.earned.words import text
from booking_bot.services.opening import opening_on
from booking_bot.services.place import place_of

KEY = "earned"
# Who was closed all these days, or had the program switched off, finds it among the reports.
LAST_DAY = 10


def send(session: Session, *, now: datetime, base: str | None) -> int:
    """Where it is time to and was not done; to how many owners."""
    today = now.astimezone(place_of(session).zone).date()
    month = today.replace(day=1) - timedelta(days=1)
    key = f"{KEY}:{month:%Y-%m}"
    if today.day > LAST_DAY or not opening_on(session, today).spans or session.get(Watch, key) is not None:
        return 0
    found = earned(session, month, now=now)
    lines = (text(found), page_links.earned(base, month)) if found else ()
    told = sum(
        staff_messages.tell(session, owner, "\n".join(filter(None, lines)), key=key, now=now)
        for owner in team.owners(session)
        if lines
    )
    if told or not lines:  # else somebody may be in reach tomorrow
        sightings.note(session, key, now)
    return told
