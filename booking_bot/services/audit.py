"""The book of who did what; rows are written with the deed, in its transaction."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from booking_bot.models import Audit


def record(session: Session, by: str, verb: str, object_id: int, *, now: datetime, **detail: Any) -> None:
    """Note that `by` ("bot", "owner:3") did `verb` ("conversation.taken") to the object of that kind."""
    kind = verb.partition(".")[0]
    session.add(Audit(at=now, actor=by, verb=verb, object_kind=kind, object_id=object_id, detail=detail))
