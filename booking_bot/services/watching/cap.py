"""The shop's own limit on a month's messages: the owner hears at four fifths of it and when it is reached.

From then on answers and reminders go out alone; what would be sent besides waits for the owner's hand, and
what is of no use by hand is not sent. What was sent is counted at a tick and kept, since it is asked often.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import Business, MessageKind, Watch
from booking_bot.services import foreseen, sightings
from booking_bot.services.costs import months
from booking_bot.services.place import place_of
from booking_bot.services.watching import warnings

NEAR = 0.8
ALWAYS = frozenset({MessageKind.REPLY, MessageKind.REMINDER, MessageKind.MANUAL, MessageKind.STAFF})
REACHED = "Se ha llegado al tope de mensajes del mes."
_NAME = "cap"


def look_after(database: Database, *, now: datetime) -> bool:
    """Count, and warn once a month at each of the two steps; whether the cap is reached."""
    with database.reading() as session:
        limit = session.exec(select(col(Business.monthly_cap))).first() or 0
        if not limit and session.get(Watch, _NAME) is None:
            return False
    with database.transaction() as session:
        return _count(session, limit, now)


def holds_back(session: Session, kind: MessageKind, now: datetime) -> bool:
    """Whether a message of that kind is beyond the cap."""
    if kind in ALWAYS:
        return False
    business = foreseen.business_of(session)
    if business is None or not business.monthly_cap:
        return False
    row = session.get(Watch, _NAME)
    return row is not None and bool(row.value.get("reached")) and row.value["month"] == _month(session, now)


def _count(session: Session, limit: int, now: datetime) -> bool:
    row = session.get(Watch, _NAME, with_for_update=True)
    if not limit:
        if row is not None:
            session.delete(row)
        for reason in (warnings.CAP_NEAR, warnings.CAP):
            warnings.end(session, reason, now=now)
        return False
    month = _month(session, now)
    _, begin, end = months.stretch(session, now.astimezone(place_of(session).zone).date())
    sent = months.sent_between(session, begin, end)
    row = row or sightings.locked(session, _NAME, now)
    told = row.value.get("told") if row.value.get("month") == month else None
    step = warnings.CAP if sent >= limit else warnings.CAP_NEAR if sent >= limit * NEAR else None
    for reason in {warnings.CAP_NEAR, warnings.CAP} - {step}:
        warnings.end(session, reason, now=now)
    if step is not None and step != told:
        warnings.warn(session, step, _summary(step, sent, limit), now=now)
    row.at = now
    row.value = {"month": month, "sent": sent, "reached": step == warnings.CAP, "told": step}
    return step == warnings.CAP


def _summary(step: str, sent: int, limit: int) -> str:
    told = f"Van {sent} de {limit} mensajes este mes."
    if step == warnings.CAP:
        return f"{told} Hasta el día 1 solo salen respuestas y recordatorios."
    return f"{told} Al llegar al tope solo saldrán respuestas y recordatorios."


def _month(session: Session, now: datetime) -> str:
    return f"{now.astimezone(place_of(session).zone):%Y-%m}"
