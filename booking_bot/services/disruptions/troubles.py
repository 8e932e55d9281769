"""What happened, from when to when, and which appointments that hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import Status
from booking_bot.domain.walltime import instant, utc
from booking_bot.models import Appointment, DisruptionKind
from booking_bot.services.place import place_of

FIRM = (Status.BOOKED, Status.CONFIRMED)
# Who should have begun so long ago, and did not come, waits for nothing any more.
STILL_WAITS = timedelta(minutes=30)

Visit = tuple[Appointment, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Of everybody where `staff_id` is None. `delay` is that of LATE, `reason` the shop's own."""

    kind: DisruptionKind
    start: datetime
    end: datetime
    staff_id: int | None = None
    delay: timedelta | None = None
    reason: str = ""


def over_days(session: Session, first: date, last: date, *, now: datetime) -> tuple[datetime, datetime]:
    """From this minute on, or the midnight before `first`, to that after `last`."""
    zone = place_of(session).zone
    midnight = utc(instant(first, 0, zone))
    return max(midnight, now.replace(second=0, microsecond=0)), utc(instant(last, 24 * 60, zone))


def late(session: Session, delay: timedelta, staff_id: int | None, *, now: datetime) -> Trouble:
    """For the rest of the day."""
    today = now.astimezone(place_of(session).zone).date()
    start, end = over_days(session, today, today, now=now)
    return Trouble(DisruptionKind.LATE, start, end, staff_id, delay)


def hit(session: Session, trouble: Trouble, *, now: datetime) -> list[Visit]:
    """Visits of which a part cannot be as it is, each with all of its open parts, the earliest first.

    Who is there already needs no message.
    """
    if trouble.kind is DisruptionKind.LATE:
        when = col(Appointment.starts_at) >= now - STILL_WAITS
    else:
        when = col(Appointment.ends_at) > max(trouble.start, now)
    found = session.exec(
        select(Appointment)
        .where(*_of(trouble), when, col(Appointment.status).in_(FIRM), *_NOT_THERE)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    ).all()
    return _whole(session, found)


def requested(session: Session, trouble: Trouble) -> int:
    """How many wait for the owner's word, who sees then what stands in their way."""
    return session.exec(
        select(sa.func.count())
        .select_from(Appointment)
        .where(*_of(trouble), col(Appointment.status) == Status.REQUESTED)
    ).one()


_NOT_THERE = (col(Appointment.arrived_at).is_(None), col(Appointment.begun_at).is_(None))


def _of(trouble: Trouble) -> list[sa.ColumnElement[bool]]:
    which = [col(Appointment.starts_at) < trouble.end, col(Appointment.ends_at) > trouble.start]
    if trouble.kind is DisruptionKind.LATE:
        which.pop()
    if trouble.staff_id is not None:
        which.append(col(Appointment.staff_id) == trouble.staff_id)
    return which


def _whole(session: Session, found: Sequence[Appointment]) -> list[Visit]:
    names = {one.visit for one in found if one.visit}
    parts: dict[str, list[Appointment]] = {}
    if names:
        for one in session.exec(
            select(Appointment)
            .where(col(Appointment.visit).in_(names), col(Appointment.status).in_(FIRM), *_NOT_THERE)
            .order_by(col(Appointment.starts_at), col(Appointment.id))
        ):
            parts.setdefault(one.visit or "", []).append(one)
    whole: dict[object, Visit] = {}
    for one in found:
        whole.setdefault(one.visit or one.id, tuple(parts.get(one.visit or "", [one])))
    return list(whole.values())
