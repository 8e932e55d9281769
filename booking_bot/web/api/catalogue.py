"""Which service and which member of staff a request names. Raises Problem for what nobody offers."""

from sqlmodel import Session

from booking_bot.services import slugs
from booking_bot.web.api.problems import wrong


def service_id(session: Session, slug: str) -> int:
    found = slugs.service_id(session, slug)
    if found is None:
        raise wrong({"service": "is not offered"})
    return found


def staff_id(session: Session, slug: str | None) -> int | None:
    """None stands for whoever is free."""
    if slug is None:
        return None
    found = slugs.staff_id(session, slug)
    if found is None:
        raise wrong({"staff": "does not work here"})
    return found
