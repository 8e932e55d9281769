"""Writing down what other programs are to be told, in the transaction in which it happens."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from booking_bot.models import HookTelling, Subscription
from booking_bot.services import rows
from booking_bot.services.hooks.events import EVENTS
from booking_bot.services.objects import appointment, message, order
from booking_bot.services.objects.base import Shown, shown
from booking_bot.services.place import place_of

# How the object of an event is found, by the word before its point.
_FIND: dict[str, Callable[[Session, int, ZoneInfo], Shown | None]] = {
    "appointment": appointment.find,
    "order": order.find,
    "message": message.find,
}
_ROWS = rows.table(Subscription).c
# Made once: every message asks, and most shops tell nobody.
_ACTIVE = sa.select(_ROWS.id, _ROWS.events).where(_ROWS.active)


def tell(session: Session, event: str, subject: int, *, now: datetime) -> None:
    """Have everybody told who asked to be; `subject` is the id of the appointment, order or message.

    Raises KeyError for an event that there is not.
    """
    if event not in EVENTS:
        raise KeyError(event)
    told = [number for number, events in session.connection().execute(_ACTIVE) if event in events]
    if not told:
        return
    session.flush()
    zone = place_of(session).zone
    found = _FIND[event.partition(".")[0]](session, subject, zone)
    if found is None:  # what the shop tells its own people
        return
    event_id = new_id()
    body = body_of(event_id, event, shown(now, zone), found.to_json())
    for number in told:
        write(session, number, event, event_id, body, now=now)


def write(
    session: Session, subscription_id: int, event: str, event_id: str, body: str, *, now: datetime
) -> HookTelling:
    """One telling that is due now."""
    telling = HookTelling(
        subscription_id=subscription_id,
        event=event,
        event_id=event_id,
        body=body,
        due_at=now,
        created_at=now,
    )
    session.add(telling)
    return telling


def new_id() -> str:
    return f"evt_{secrets.token_hex(12)}"


def body_of(event_id: str, event: str, at: str, data: dict[str, Any]) -> str:
    """The bytes that are sent and signed, as text; names stand in it as they are written."""
    return json.dumps({"id": event_id, "event": event, "at": at, "data": data}, ensure_ascii=False)
