"""The shop as a turn needs it, read once: whatever is told of it comes from the same rows."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from booking_bot.models import Business, Resource, ResourceKind, Service, ServiceStaff


class Catalogue(NamedTuple):
    """`services` and `staff` are in the shop's order, those no longer active among them."""

    business: Business
    services: Sequence[Service]
    staff: Sequence[Resource]
    done_by: Sequence[tuple[int, int]]  # service, member of staff


# Made once: every turn reads them, and half the time that such a statement takes is its making.
_BUSINESS = select(Business)
_SERVICES = select(Service).order_by(col(Service.position), col(Service.id))
_STAFF = (
    select(Resource)
    .where(col(Resource.kind) == ResourceKind.STAFF)
    .order_by(col(Resource.position), col(Resource.id))
)
_DONE_BY = select(ServiceStaff.service_id, ServiceStaff.staff_id)


def read(session: Session) -> Catalogue:
    """Four statements."""
    return Catalogue(
        session.exec(_BUSINESS).one(),
        session.exec(_SERVICES).all(),
        session.exec(_STAFF).all(),
        session.exec(_DONE_BY).all(),
    )
