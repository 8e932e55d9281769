"""What the tables of an installed shop still lack before it can work."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from booking_bot.models import Business, Resource, Service, ServiceStaff, Template, TemplateStatus, User


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


# What WhatsApp decided against, and what helps.
_REFUSED = {
    TemplateStatus.REJECTED: "change the shop's name or words that it quotes, and submit it again",
    TemplateStatus.PAUSED: "customers complained of it; it comes back by itself",
    TemplateStatus.DISABLED: "customers complained of it; what it said goes another way",
}


def refused_templates(session: Session) -> Iterator[str]:
    """A sentence on each text that WhatsApp does not let through."""
    rows = session.exec(
        select(Template).where(col(Template.status).in_(_REFUSED)).order_by(col(Template.name))
    )
    for row in rows:
        why = f" ({row.reason})" if row.reason else ""
        yield f"{row.name} is {row.status}{why}: {_REFUSED[row.status]}"
