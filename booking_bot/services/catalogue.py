"""The shop as a turn needs it: whatever is told of it comes from the same rows.

It changes a few times a week and is asked for with every message, so what was read is kept for as long as
the stamp that the database gives it stays the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import (
    Business,
    Resource,
    ResourceKind,
    Service,
    ServiceResource,
    ServiceStaff,
    SpecialHours,
)
from booking_bot.services import rows


@dataclass(frozen=True, eq=False)
class Catalogue:
    """`services`, `staff` and `rooms` are in the shop's order, those no longer active among them.

    Its rows belong to no session: they are for looking at. One catalogue is equal to itself alone, so
    that what is made of it can be kept beside it.
    """

    business: Business
    services: Sequence[Service]
    staff: Sequence[Resource]
    rooms: Sequence[Resource]
    skills: Sequence[ServiceStaff]
    needs: Sequence[tuple[int, int]]  # service, room
    specials: Sequence[SpecialHours]

    @property
    def done_by(self) -> Sequence[tuple[int, int]]:
        """Service and member of staff."""
        return [(skill.service_id, skill.staff_id) for skill in self.skills]


# What a statement adds that asks for something else anyway: it spares one.
STAMP = rows.table(Business).c.stamp
_STAMP = sa.select(STAMP)
_SERVICES = select(Service).order_by(col(Service.position), col(Service.id))
_RESOURCES = select(Resource).order_by(col(Resource.position), col(Resource.id))

# The newest of each database.
_kept: WeakKeyDictionary[Any, tuple[int, Catalogue]] = WeakKeyDictionary()


def read(session: Session, stamp: int | None = None) -> Catalogue:
    """The catalogue as this transaction sees it: one statement, seven more where it has changed.

    Whoever has just read the stamp spares the one.
    """
    if stamp is None:
        session.flush()
        stamp = session.connection().execute(_STAMP).scalar_one()
    kept_stamp, kept = _kept.get(session.get_bind(), (None, None))
    if kept is not None and kept_stamp == stamp:
        return kept
    catalogue = _read(session)
    _kept[session.get_bind()] = stamp, catalogue
    return catalogue


def _read(session: Session) -> Catalogue:
    """In a session of its own, so that no row is shared with whoever is changing it."""
    with Session(session.connection(), autoflush=False) as own:
        resources = own.exec(_RESOURCES).all()
        catalogue = Catalogue(
            business=own.exec(select(Business)).one(),
            services=own.exec(_SERVICES).all(),
            staff=[one for one in resources if one.kind is ResourceKind.STAFF],
            rooms=[one for one in resources if one.kind is ResourceKind.ROOM],
            skills=own.exec(select(ServiceStaff)).all(),
            needs=own.exec(select(ServiceResource.service_id, ServiceResource.resource_id)).all(),
            specials=own.exec(select(SpecialHours).order_by(col(SpecialHours.id))).all(),
        )
        own.expunge_all()
    return catalogue
