"""The file of one visit, for the calendar of whoever comes: its link names nobody and cannot be guessed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer
from sqlmodel import Session, col, select

from booking_bot.models import Appointment, row_id
from booking_bot.services import catalogue
from booking_bot.services.calendars.events import Event, changes, core, joined

KEPT_FOR = timedelta(days=30)  # after it is over


class NoSuchEntry(Exception):
    """The link is none of ours, or what it leads to is long over."""


def link(base: str | None, secret_key: str, appointment_id: int) -> str:
    """Where the file is fetched; "" where customers reach no page of ours."""
    return f"{base}/cita/{_signer(secret_key).dumps(appointment_id)}.ics" if base else ""


def events(session: Session, token: str, *, secret_key: str, now: datetime) -> Sequence[Event]:
    """The parts of that visit as they are now, also of one that was cancelled. Raises NoSuchEntry."""
    try:
        number = _signer(secret_key).loads(token)
    except BadData:
        raise NoSuchEntry from None
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


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="calendar-entry")
