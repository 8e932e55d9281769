"""Who did not come, of those of whom it is known, beside what it was before.

Before is what was brought in from an older diary, where that says who did not come; else the first whole
month with this program. Of too few nothing can be said, and nothing is.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.appointments import Status
from booking_bot.domain.walltime import local_day
from booking_bot.models import Appointment, Source
from booking_bot.services.reports.instants import within
from booking_bot.services.reports.stretch import Stretch, month_of

# A share of fewer is chance.
FEWEST = 20
ENDED = (Status.COMPLETED, Status.NO_SHOW)


@dataclass(frozen=True, slots=True)
class Showing:
    came: int = 0
    missed: int = 0

    @property
    def ended(self) -> int:
        return self.came + self.missed

    @property
    def share(self) -> float | None:
        return self.missed / self.ended if self.ended else None


@dataclass(frozen=True, slots=True)
class NoShows:
    """`before` is None where there is nothing to compare with; `since` is the month that it is of."""

    now: Showing
    before: Showing | None = None
    since: date | None = None


def no_shows(session: Session, stretch: Stretch) -> NoShows:
    now = _showing(session, within(Appointment.starts_at, stretch.begin, stretch.end))
    past = _showing(
        session,
        col(Appointment.source) == Source.IMPORT,
        col(Appointment.starts_at) < col(Appointment.created_at),
        col(Appointment.starts_at) < stretch.begin,
    )
    # A list in which everybody came is one in which nobody noted who did not.
    if past.ended >= FEWEST and past.missed:
        return NoShows(now, past)
    first = first_month(session, stretch)
    if first is None or first.first >= stretch.first:
        return NoShows(now)
    then = _showing(session, within(Appointment.starts_at, first.begin, first.end))
    return NoShows(now, then, first.first) if then.ended >= FEWEST else NoShows(now)


def first_month(session: Session, stretch: Stretch) -> Stretch | None:
    """The first month that this program was in use from its first day; None before anything was booked."""
    began = session.connection().scalar(
        sa.select(sa.func.min(col(Appointment.created_at))).where(col(Appointment.source) != Source.IMPORT)
    )
    if began is None:
        return None
    day = local_day(began, stretch.zone)
    if day.day > 1:
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return month_of(day, stretch.zone, now=stretch.end)


def _showing(session: Session, *which: Any) -> Showing:
    missed = sa.func.count(sa.case((col(Appointment.status) == Status.NO_SHOW, 1)))
    row = session.connection().execute(
        sa.select(sa.func.count() - missed, missed).where(col(Appointment.status).in_(ENDED), *which)
    )
    return Showing(*row.one())
