"""Noting that an appointment gave its time back, for whoever waits for a place."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.models import FreedPlace, WaitEntry, WaitStatus
from booking_bot.services.availability import Slot

_TABLE = FreedPlace.metadata.tables["freed_place"]
_COLUMNS = ("freed_by", "staff_id", "starts_at", "ends_at", "freed_at", "due_at")
# One statement, which writes nothing where nobody waits.
_NOTE = sa.insert(_TABLE).from_select(
    _COLUMNS,
    sa.select(*(sa.bindparam(name, type_=_TABLE.c[name].type) for name in _COLUMNS)).where(
        sa.exists().where(col(WaitEntry.status) == WaitStatus.WAITING)
    ),
)


def note(session: Session, appointment_id: int, given_back: Slot, *, now: datetime) -> None:
    """The waiting list looks at it after the commit; what has begun already is of use to nobody."""
    if given_back.start <= now:
        return
    session.connection().execute(
        _NOTE,
        {
            "freed_by": appointment_id,
            "staff_id": given_back.staff_id,
            "starts_at": given_back.start,
            "ends_at": given_back.end,
            "freed_at": now,
            "due_at": now,
        },
    )
