"""A customer's appointments as they know them: the parts of one visit are one entry."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.notices import NoticeKind
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, Notice, row_id

Visit = list[Appointment]
# What is fetched a day late is asked for too.
_STILL_HERE = timedelta(days=2)

# Made once, since every turn asks.
_UPCOMING = (
    select(Appointment)
    .where(
        col(Appointment.customer_id) == sa.bindparam("customer"),
        col(Appointment.status).in_(OPEN),
        col(Appointment.starts_at) > sa.bindparam("now"),
    )
    .order_by(col(Appointment.starts_at), col(Appointment.id))
)


def upcoming(session: Session, customer_id: int, *, now: datetime) -> list[Visit]:
    """Their open ones that have not begun, earliest first."""
    return _gathered(session.exec(_UPCOMING, params={"customer": customer_id, "now": now}))


def left_here(session: Session, customer_id: int, *, now: datetime) -> Sequence[Appointment]:
    """What they brought and was promised for now, for lately or for later, the first promised first."""
    return session.exec(
        select(Appointment)
        .where(
            col(Appointment.customer_id) == customer_id,
            col(Appointment.status).in_(OPEN | {Status.COMPLETED}),
            col(Appointment.starts_at) <= now,
            col(Appointment.pick_up_at) > now - _STILL_HERE,
        )
        .order_by(col(Appointment.pick_up_at), col(Appointment.id))
    ).all()


def recalled_with(session: Session, customer_id: int, appointment_id: int) -> Visit:
    """What the message that said it is due again spoke of, the newest such; empty where there is none."""
    message = session.exec(
        select(Notice.message_id).where(
            col(Notice.appointment_id) == appointment_id,
            col(Notice.kind) == NoticeKind.RECALL,
            col(Notice.message_id).is_not(None),
        )
    ).first()
    told = select(Notice.appointment_id).where(col(Notice.message_id) == message)
    which = select(Appointment).where(
        col(Appointment.id).in_(told), col(Appointment.customer_id) == customer_id
    )
    return [] if message is None else list(session.exec(which.order_by(col(Appointment.id))))


def visit_of(session: Session, customer_id: int, appointment_id: int) -> Visit:
    """The visit that one of theirs belongs to: what of it is open, or what is not, as that one is.

    Raises NoSuchAppointment where it is nobody's or somebody else's.
    """
    appointment = session.get(Appointment, appointment_id)
    if appointment is None or appointment.customer_id != customer_id:
        raise NoSuchAppointment(appointment_id)
    if appointment.visit is None:
        return [appointment]
    together = session.exec(
        select(Appointment)
        .where(col(Appointment.visit) == appointment.visit, col(Appointment.customer_id) == customer_id)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    ).all()
    return _by_person([one for one in together if (one.status in OPEN) == (appointment.status in OPEN)])


def last_before(session: Session, customer_id: int, *, since: datetime, now: datetime) -> Visit | None:
    """The last of theirs that has begun since then and was not cancelled, with the rest of its visit."""
    last = session.exec(
        select(Appointment)
        .where(
            col(Appointment.customer_id) == customer_id,
            col(Appointment.status).in_({*OPEN, Status.COMPLETED, Status.NO_SHOW} - {Status.REQUESTED}),
            col(Appointment.starts_at) <= now,
            col(Appointment.starts_at) > since,
        )
        .order_by(col(Appointment.starts_at).desc(), col(Appointment.id).desc())
        .limit(1)
    ).first()
    return visit_of(session, customer_id, row_id(last)) if last else None


def _gathered(appointments: Iterable[Appointment]) -> list[Visit]:
    visits: dict[object, Visit] = {}
    for one in appointments:
        visits.setdefault(one.visit or one.id, []).append(one)
    return list(map(_by_person, visits.values()))


def _by_person(visit: Visit) -> Visit:
    """What each person has done stands together, whoever begins first before the others."""
    people = list(dict.fromkeys(one.beneficiary for one in visit))
    return sorted(visit, key=lambda one: people.index(one.beneficiary))
