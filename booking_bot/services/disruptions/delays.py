"""How much later each begins when somebody runs late: the gaps of their day swallow it little by little."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.models import Appointment
from booking_bot.services import rows
from booking_bot.services.disruptions.troubles import FIRM, STILL_WAITS, Trouble, Visit

# So little later nobody has to be told.
WORTH_TELLING = timedelta(minutes=10)

Delays = dict[int, timedelta]  # by appointment


def later(session: Session, trouble: Trouble, visits: Iterable[Visit], *, now: datetime) -> Delays:
    """Of these visits by how much each begins later, by its first part; who hardly does is missing.

    Who is being attended ends so much later; where nobody is, the next to come begins so much later.
    """
    if trouble.delay is None:
        return {}
    delays = _of_all(session, trouble, trouble.delay, now)
    least = min(WORTH_TELLING, trouble.delay)
    firsts = [visit[0].id or 0 for visit in visits]
    return {first: delays[first] for first in firsts if delays.get(first, timedelta()) >= least}


def _of_all(session: Session, trouble: Trouble, delay: timedelta, now: datetime) -> Delays:
    """Appointments of one hour with one member are together, so one is as late as the other."""
    found = session.connection().execute(
        sa.select(
            rows.table(Appointment).c.id,
            col(Appointment.staff_id),
            col(Appointment.starts_at),
            col(Appointment.ends_at),
            col(Appointment.begun_at).is_not(None),
        )
        .where(
            col(Appointment.status).in_(FIRM),
            col(Appointment.starts_at) < trouble.end,
            col(Appointment.ends_at) > now - STILL_WAITS,
            *([] if trouble.staff_id is None else [col(Appointment.staff_id) == trouble.staff_id]),
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )
    delays: Delays = {}
    behind: dict[int, tuple[datetime, timedelta]] = {}  # when the last of each was to end, and how late it is
    for number, staff, start, end, begun in found:
        under_way = begun or start < now - STILL_WAITS
        if under_way and end <= now:
            continue  # it is over, whatever it delayed
        until, late = behind.get(staff, (start, delay))
        if not under_way:
            late = max(late - max(start - until, timedelta()), timedelta())
            delays[number] = late
        behind[staff] = max(until, end), late
    return delays
