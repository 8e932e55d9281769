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


def read(session: Session) -> Catalogue:
    """Four statements."""
    business = session.exec(select(Business)).one()
    services = session.exec(select(Service).order_by(col(Service.position), col(Service.id))).all()
    staff = session.exec(
        select(Resource)
        .where(col(Resource.kind) == ResourceKind.STAFF)
        .order_by(col(Resource.position), col(Resource.id))
    ).all()
    done_by = session.exec(select(ServiceStaff.service_id, ServiceStaff.staff_id)).all()
    return Catalogue(business, services, staff, done_by)
