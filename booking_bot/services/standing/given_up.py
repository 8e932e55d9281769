"""A customer who takes back all of it that is in the agenda means that it comes back no more."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.walltime import local_day
from booking_bot.models import Appointment, Attention, AttentionKind, row_id
from booking_bot.services import notify
from booking_bot.services.place import place_of
from booking_bot.services.standing import changing
from booking_bot.services.standing.terms import get

REASON = "standing_given_up"
# One that is cancelled is one day that they cannot come, even where no other was made yet.
_SEVERAL = 2


def notice(session: Session, standing_id: int, *, by: str, now: datetime) -> bool:
    """End it and put that before the shop, where several turns were to come and none of them stands."""
    standing = get(session, standing_id)
    session.flush()
    coming = session.exec(
        select(Appointment.status).where(
            col(Appointment.standing_id) == standing_id, col(Appointment.starts_at) > now
        )
    ).all()
    if standing.ended_at or any(one in OPEN for one in coming) or coming.count(Status.CANCELLED) < _SEVERAL:
        return False
    today = local_day(now, place_of(session).zone)
    if standing.last_day is None or standing.last_day >= today:
        changing.end(session, standing_id, since=today, tell=False, by=by, now=now)
    line = notify.lines_of(session, [standing.customer_id]).get(standing.customer_id)
    session.add(
        Attention(
            kind=AttentionKind.NOTE,
            conversation_id=line.id if line else None,
            standing_id=row_id(standing),
            reason=REASON,
            at=now,
        )
    )
    return True
