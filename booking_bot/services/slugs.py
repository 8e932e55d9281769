"""What programs call services and staff, and the rows that are meant; what is inactive is unknown."""

from sqlmodel import Session, col, select

from booking_bot.models import Resource, ResourceKind, Service, ServiceStaff


def service_id(session: Session, slug: str) -> int | None:
    return session.exec(select(Service.id).where(col(Service.slug) == slug, col(Service.active))).first()


def staff_id(session: Session, slug: str) -> int | None:
    return session.exec(
        select(Resource.id).where(
            col(Resource.slug) == slug, col(Resource.kind) == ResourceKind.STAFF, col(Resource.active)
        )
    ).first()


def does(session: Session, staff_id: int, service_id: int) -> bool:
    """Whether that member of staff offers that service."""
    return session.get(ServiceStaff, (service_id, staff_id)) is not None


def slugs_of_staff(session: Session) -> dict[int, str]:
    rows = session.exec(select(Resource.id, Resource.slug).where(col(Resource.kind) == ResourceKind.STAFF))
    return {number: slug for number, slug in rows if number is not None}
