"""What one customer may not have: two places at once, more appointments than the shop allows."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.refusals import Overlapping, TooManyOpen
from booking_bot.models import Appointment, Customer
from booking_bot.services import rows

# For so long it is remembered that somebody did not come.
_REMEMBERED = timedelta(days=365)

_THEIRS = rows.table(Appointment).c
_AT_ONCE = sa.select(_THEIRS.beneficiary).where(
    _THEIRS.customer_id == sa.bindparam("customer"),
    _THEIRS.status.in_(OPEN),
    _THEIRS.starts_at < sa.bindparam("end"),
    _THEIRS.ends_at > sa.bindparam("start"),
    _THEIRS.id.not_in(sa.bindparam("but", expanding=True)),
)


def refuse_two_at_once(
    session: Session,
    customer_id: int,
    beneficiary: str | None,
    *,
    start: datetime,
    end: datetime,
    but: tuple[int, ...] = (),
) -> None:
    """Nobody is in two places at once; two children of one family are two people. Raises Overlapping.

    Whoever bears the customer's name is the customer: it may have been told only with the first booking.
    """
    values = {"customer": customer_id, "start": start, "end": end, "but": but}
    others = session.connection().scalars(_AT_ONCE, values).all()
    if not others:
        return
    own = _person(session.get_one(Customer, customer_id).name)
    if (_person(beneficiary) or own) in {_person(other) or own for other in others}:
        raise Overlapping(start)


def _person(beneficiary: str | None) -> str:
    return " ".join((beneficiary or "").casefold().split())


def missed(session: Session, customer_id: int, now: datetime) -> int:
    """How often they did not come in the last year; a visit counts once."""
    found = session.exec(
        select(Appointment.id, Appointment.visit).where(
            col(Appointment.customer_id) == customer_id,
            col(Appointment.status) == Status.NO_SHOW,
            col(Appointment.starts_at) > now - _REMEMBERED,
        )
    ).all()
    return len({visit or str(number) for number, visit in found})


def refuse_too_many(
    session: Session, customer_id: int, visit: str | None, now: datetime, *, limit: int
) -> None:
    """What is cancelled or has begun does not count, and one visit counts once. Raises TooManyOpen."""
    if not limit:
        return
    held = session.exec(
        select(Appointment.id, Appointment.visit).where(
            col(Appointment.customer_id) == customer_id,
            col(Appointment.status).in_(OPEN),
            col(Appointment.starts_at) > now,
        )
    ).all()
    visits = {of or str(number) for number, of in held if visit is None or of != visit}
    if len(visits) >= limit:
        raise TooManyOpen(limit)
