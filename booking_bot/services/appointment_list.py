"""Appointments as programs see them: with the names of service and staff, and whose they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Customer, Identity, IdentityKind, Resource, Service, Source
from booking_bot.services.customer_list import known_as


class Listed(NamedTuple):
    """`service` and `staff` are slugs; `name` is that of whoever comes."""

    id: int
    starts_at: datetime
    ends_at: datetime
    service: str
    staff: str
    phone: str | None
    name: str | None
    subject: str | None
    status: Status
    source: Source
    note: str | None
    visit: str | None


_LISTED = (
    sa.select(
        col(Appointment.id),
        col(Appointment.starts_at),
        col(Appointment.ends_at),
        col(Service.slug),
        col(Resource.slug),
        known_as(Appointment.customer_id, IdentityKind.PHONE),
        sa.func.coalesce(col(Appointment.beneficiary), col(Customer.name)),
        col(Appointment.subject),
        col(Appointment.status),
        col(Appointment.source),
        col(Appointment.note),
        col(Appointment.visit),
    )
    .join(Service, col(Service.id) == Appointment.service_id)
    .join(Resource, col(Resource.id) == Appointment.staff_id)
    .join(Customer, col(Customer.id) == Appointment.customer_id)
)


def page(
    session: Session,
    *,
    begin: datetime | None = None,
    end: datetime | None = None,
    identity: tuple[IdentityKind, str] | None = None,
    status: Status | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int,
) -> Sequence[Listed]:
    """Appointments that start in `[begin, end)`, earliest first.

    `after` is the start and the id of the last one seen.
    """
    starts_at, row = col(Appointment.starts_at), col(Appointment.id)
    wanted = _LISTED.order_by(starts_at, row).limit(limit)
    if begin is not None:
        wanted = wanted.where(starts_at >= begin)
    if end is not None:
        wanted = wanted.where(starts_at < end)
    if identity is not None:
        kind, value = identity
        theirs = sa.select(col(Identity.customer_id)).where(
            col(Identity.kind) == kind, col(Identity.value) == value
        )
        wanted = wanted.where(col(Appointment.customer_id).in_(theirs))
    if status is not None:
        wanted = wanted.where(col(Appointment.status) == status)
    if after is not None:
        last_start, last_row = after
        wanted = wanted.where(
            sa.or_(starts_at > last_start, sa.and_(starts_at == last_start, row > last_row))
        )
    return [Listed._make(found) for found in session.connection().execute(wanted)]


def one(session: Session, appointment_id: int) -> Listed | None:
    session.flush()
    row = session.connection().execute(_LISTED.where(col(Appointment.id) == appointment_id)).one_or_none()
    return Listed._make(row) if row else None
