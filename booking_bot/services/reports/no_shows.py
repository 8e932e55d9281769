"""Who did not come, of those of whom it is known."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Resource, Service
from booking_bot.services.reports.instants import within
from booking_bot.services.reports.stretch import Stretch

_ENDED = (Status.COMPLETED, Status.NO_SHOW)


@dataclass(frozen=True, slots=True)
class NoShows:
    name: str
    came: int
    missed: int

    @property
    def share(self) -> float | None:
        """None where nobody was to come."""
        return share(self.came, self.missed)


def share(came: int, missed: int) -> float | None:
    return missed / (came + missed) if came + missed else None


def by_service(session: Session, stretch: Stretch) -> list[NoShows]:
    return _by(session, stretch, Service, col(Appointment.service_id))


def by_staff(session: Session, stretch: Stretch) -> list[NoShows]:
    return _by(session, stretch, Resource, col(Appointment.staff_id))


def _by(
    session: Session, stretch: Stretch, kind: type[Service] | type[Resource], number: Any
) -> list[NoShows]:
    """In the shop's order, those left out of whom nobody was to come."""
    missed = sa.func.count(sa.case((col(Appointment.status) == Status.NO_SHOW, 1)))
    rows = session.connection().execute(
        sa.select(col(kind.name), sa.func.count() - missed, missed)
        .join(Appointment, number == col(kind.id))
        .where(within(Appointment.starts_at, stretch.begin, stretch.end), col(Appointment.status).in_(_ENDED))
        .group_by(col(kind.id), col(kind.name), col(kind.position))
        .order_by(col(kind.position), col(kind.id))
    )
    return [NoShows(*row) for row in rows]
