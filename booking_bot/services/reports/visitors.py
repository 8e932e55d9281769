"""Customers who had an appointment: for the first time, or again."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.models import Appointment
from booking_bot.services.reports.appointments import HELD
from booking_bot.services.reports.instants import within
from booking_bot.services.reports.stretch import Stretch


class Visitors(NamedTuple):
    new: int
    again: int


def counted(session: Session, stretch: Stretch) -> Visitors:
    """Who had none before the stretch is new, however often they came in it."""
    is_held = col(Appointment.status).in_(HELD)
    theirs = sa.select(col(Appointment.customer_id)).where(
        is_held, within(Appointment.starts_at, stretch.begin, stretch.end)
    )
    first = (
        sa.select(sa.func.min(col(Appointment.starts_at)).label("at"))
        .where(is_held, col(Appointment.customer_id).in_(theirs))
        .group_by(col(Appointment.customer_id))
        .subquery()
    )
    row = session.connection().execute(
        sa.select(
            sa.func.count(sa.case((first.c.at >= stretch.begin, 1))),
            sa.func.count(sa.case((first.c.at < stretch.begin, 1))),
        ).select_from(first)
    )
    return Visitors(*row.one())
