"""The file of one visit, for the calendar of whoever comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import Appointment, row_id
from booking_bot.services import catalogue
from booking_bot.services.calendars import entry_links
from booking_bot.services.calendars.entry_links import NoSuchEntry
from booking_bot.services.calendars.events import Event, changes, core, joined

KEPT_FOR = timedelta(days=30)  # after it is over


def events(session: Session, token: str, *, secret_key: str, now: datetime) -> Sequence[Event]:
    """The parts of that visit as they are now, also of one that was cancelled. Raises NoSuchEntry."""
    number = entry_links.number_in(token, secret_key)
    named = session.get(Appointment, number)
    if named is None or named.ends_at < now - KEPT_FOR:
        raise NoSuchEntry
    which = [col(Appointment.id) == number]
    if named.visit is not None:
        which = [col(Appointment.visit) == named.visit, col(Appointment.customer_id) == named.customer_id]
    rows = session.exec(select(Appointment).where(*which).order_by(col(Appointment.starts_at))).all()
    changed = changes(session, sa.select(col(Appointment.id)).where(*which))
    shop = catalogue.read(session)
    business = shop.business
    services = {row_id(one): one for one in shop.services}
    staff = {row_id(one): one.name for one in shop.staff}
    return [
        Event(
            summary=joined([services[one.service_id].name, business.name]),
            description="\n".join(
                filter(
                    None,
                    (staff[one.staff_id], services[one.service_id].preparation or "", business.phone or ""),
                )
            ),
            place=business.address or "",
            **core(one, changed),
        )
        for one in rows
    ]
