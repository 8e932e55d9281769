"""What the tables of an installed shop still lack before it can work."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from booking_bot.models import Business, Resource, Service, ServiceStaff, User


def lacking(session: Session) -> Iterator[str]:
    """A sentence for whoever installs on each thing that is missing, with the command that mends it."""
    if session.exec(select(Business.id)).first() is None:
        yield "no business is loaded: run `booking-bot business load FILE`"
    if session.exec(select(User.id)).first() is None:
        yield "nobody may sign in: run `booking-bot owner add EMAIL`"
    done = (
        select(ServiceStaff.service_id)
        .join(Resource, col(Resource.id) == col(ServiceStaff.staff_id))
        .where(col(Resource.active))
    )
    for slug in session.exec(
        select(Service.slug)
        .where(col(Service.active), col(Service.id).not_in(done))
        .order_by(col(Service.position))
    ):
        yield f"nobody does {slug}: name it in the `services` of a [[staff]], or set its `active` to false"
