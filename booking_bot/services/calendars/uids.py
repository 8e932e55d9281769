"""By what name an appointment goes in calendars: for all its life, and in all the world.

The number alone would be that of another shop's appointment too. With the instant at which it was made it
is nobody else's, and stays the same when the shop moves to another address or comes back from a backup.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from booking_bot.models import Appointment

_OURS = re.compile(r"appointment-(\d{1,9})-[0-9a-f]+@booking-bot")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def uid_of(appointment_id: int, created_at: datetime) -> str:
    since = created_at - _EPOCH
    micros = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return f"appointment-{appointment_id}-{micros:x}@booking-bot"


def known(session: Session, uids: Iterable[str]) -> set[str]:
    """Those that are appointments of this very shop."""
    numbers = {int(found[1]) for uid in uids if (found := _OURS.fullmatch(uid))}
    if not numbers:
        return set()
    rows = session.exec(
        select(Appointment.id, Appointment.created_at).where(col(Appointment.id).in_(numbers))
    )
    return {uid_of(number, created_at) for number, created_at in rows if number is not None}
