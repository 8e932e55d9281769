"""What understanding needs to know of a shop, from its tables."""

from sqlmodel import Session, col, select

from booking_bot.language.frame import Term, Vocabulary
from booking_bot.models import Business, Resource, ResourceKind, Service
from booking_bot.services.file_form.hours import openings


def vocabulary_of(session: Session) -> Vocabulary:
    """Three statements; what is no longer active is left out."""
    business = session.exec(select(Business)).one()
    services = session.exec(
        select(Service).where(col(Service.active)).order_by(col(Service.position), col(Service.id))
    )
    staff = session.exec(
        select(Resource)
        .where(col(Resource.active), col(Resource.kind) == ResourceKind.STAFF)
        .order_by(col(Resource.position), col(Resource.id))
    )
    return Vocabulary(
        services=tuple(Term(row.slug, row.name, tuple(row.aliases)) for row in services),
        staff=tuple(Term(row.slug, row.name, tuple(row.aliases)) for row in staff),
        hours=openings(business.hours),
        country=business.country,
        subdivision=business.subdivision,
        locale=business.locale,
    )
