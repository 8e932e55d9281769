"""Who did what, kept beside what was done."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from booking_bot.models import Audit
from booking_bot.services import rows


def record(session: Session, actor: str, event: str, object_id: int, *, now: datetime, **detail: Any) -> None:
    """Keep one line of history; `event` is "appointment.booked": what it happened to, and what.

    `detail` must be JSON and may hold no name, number or text of a customer.
    """
    kind, _, verb = event.partition(".")
    told = {"actor": actor, "verb": verb, "object_kind": kind, "object_id": object_id, "detail": detail}
    rows.insert(session, Audit, at=now, **told)
