"""A number of WhatsApp that carries nothing for a month is locked; the owner is told some days before.

Twilio, "Error and Warning Dictionary", 63051: numbers without traffic for about thirty days.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from booking_bot.db import Database
from booking_bot.dialogue import dates
from booking_bot.models import ChannelName, Conversation, Delivery, Outbox
from booking_bot.services import sightings
from booking_bot.services.place import place_of
from booking_bot.services.watching import warnings
from booking_bot.services.ways import ways_of

LOCKED_AFTER = timedelta(days=30)
WARNED_AFTER = timedelta(days=25)
_NAME = "silence"
_TAKEN = (Delivery.ACCEPTED, Delivery.SENT, Delivery.DELIVERED, Delivery.READ)


def look_after(database: Database, *, now: datetime) -> bool:
    """Warn where the number has been silent too long; whether it has. The sandbox is nobody's number."""
    with database.reading() as session:
        ways = ways_of(session)
        if not ways.whatsapp or ways.sandbox:
            return False
    with database.transaction() as session:
        row = sightings.locked(session, _NAME, now)  # nobody knows since when the number is there
        since = _last(session) or row.at
        if now - since < WARNED_AFTER:
            warnings.end(session, warnings.SILENT, now=now)
            return False
        if row.value.get("told") != since.isoformat():
            warnings.warn(session, warnings.SILENT, _summary(session, since, now), now=now)
            row.value = {"told": since.isoformat()}
        return True


def _last(session: Session) -> datetime | None:
    """When anything last came or went by WhatsApp."""
    came = session.exec(
        select(func.max(Conversation.last_inbound_at)).where(
            col(Conversation.channel) == ChannelName.WHATSAPP
        )
    ).one()
    went = session.exec(
        select(func.max(Outbox.claimed_at)).where(
            col(Outbox.channel) == ChannelName.WHATSAPP, col(Outbox.status).in_(_TAKEN)
        )
    ).one()
    return max(filter(None, (came, went)), default=None)


def _summary(session: Session, since: datetime, now: datetime) -> str:
    zone = place_of(session).zone
    until, today = (moment.astimezone(zone).date() for moment in (since + LOCKED_AFTER, now))
    last = dates.day(until, today=today, locale="es")
    return (
        f"WhatsApp bloquea los números que pasan un mes callados. Escríbele desde tu móvil antes del {last}."
    )
