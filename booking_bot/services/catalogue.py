"""The shop as a turn needs it: whatever is told of it comes from the same rows.

It changes a few times a week and is asked for with every message, so what was read is kept for as long as
the stamp that the database gives it stays the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import Session, col, select

from booking_bot.models import Business, Resource, ResourceKind, Service, ServiceStaff


@dataclass(frozen=True, eq=False)
class Catalogue:
    """`services` and `staff` are in the shop's order, those no longer active among them.

    Its rows belong to no session: they are for looking at. One catalogue is equal to itself alone, so
    that what is made of it can be kept beside it.
    """

    business: Business
    services: Sequence[Service]
    staff: Sequence[Resource]
    done_by: Sequence[tuple[int, int]]  # service, member of staff


# Made once: every turn reads them, and half the time that such a statement takes is its making.
_STAMP = select(Business.stamp)
_BUSINESS = select(Business)
_SERVICES = select(Service).order_by(col(Service.position), col(Service.id))
_STAFF = (
    select(Resource)
    .where(col(Resource.kind) == ResourceKind.STAFF)
    .order_by(col(Resource.position), col(Resource.id))
)
_DONE_BY = select(ServiceStaff.service_id, ServiceStaff.staff_id)

# The newest of each database.
_kept: WeakKeyDictionary[Any, tuple[int, Catalogue]] = WeakKeyDictionary()


def read(session: Session) -> Catalogue:
    """The catalogue as this transaction sees it: one statement, four more where it has changed."""
    stamp = session.exec(_STAMP).one()
    kept_stamp, kept = _kept.get(session.get_bind(), (None, None))
    if kept is not None and kept_stamp == stamp:
        return kept
    catalogue = _read(session)
    _kept[session.get_bind()] = stamp, catalogue
    return catalogue


def _read(session: Session) -> Catalogue:
    """In a session of its own, so that no row is shared with whoever is changing it."""
    with Session(session.connection(), autoflush=False) as own:
        catalogue = Catalogue(
            own.exec(_BUSINESS).one(),
            own.exec(_SERVICES).all(),
            own.exec(_STAFF).all(),
            own.exec(_DONE_BY).all(),
        )
        own.expunge_all()
    return catalogue
