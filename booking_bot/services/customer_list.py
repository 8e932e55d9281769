"""Customers as programs and pages see them, with what they are known by and what they allowed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.models import Consent, ConsentKind, Customer, Identity, IdentityKind


class Listed(NamedTuple):
    """`service`, `offers`: what the newest word on that kind of message was, None where there is none."""

    id: int
    name: str | None
    phone: str | None
    whatsapp_id: str | None
    service: bool | None
    offers: bool | None
    created_at: datetime

    @property
    def opt_in(self) -> bool:
        """They may be told of their own appointments and orders."""
        return self.service is True

    @property
    def opt_out(self) -> bool:
        """They asked for fewer messages: no offers, or none at all where `opt_in` is false too."""
        return self.service is False or self.offers is False


def known_as(customer_id: Any, kind: IdentityKind) -> sa.ScalarSelect[str]:
    """A column: the newest identity of that kind of the customer whose id stands in `customer_id`."""
    return (
        sa.select(col(Identity.value))
        .where(col(Identity.customer_id) == customer_id, col(Identity.kind) == kind)
        .order_by(col(Identity.id).desc())
        .limit(1)
        .scalar_subquery()
    )


def _newest_word(kind: ConsentKind) -> sa.ScalarSelect[bool]:
    return (
        sa.select(col(Consent.granted))
        .where(col(Consent.customer_id) == Customer.id, col(Consent.kind) == kind)
        .order_by(col(Consent.id).desc())
        .limit(1)
        .scalar_subquery()
    )


_LISTED = sa.select(
    col(Customer.id),
    col(Customer.name),
    known_as(Customer.id, IdentityKind.PHONE).label("phone"),
    known_as(Customer.id, IdentityKind.WHATSAPP_ID).label("whatsapp_id"),
    _newest_word(ConsentKind.SERVICE).label("service"),
    _newest_word(ConsentKind.OFFERS).label("offers"),
    col(Customer.created_at),
)


def page(session: Session, *, after: int | None, limit: int) -> Sequence[Listed]:
    """Customers in the order in which they came, those after the id `after`."""
    wanted = _LISTED.order_by(col(Customer.id)).limit(limit)
    if after is not None:
        wanted = wanted.where(col(Customer.id) > after)
    return [Listed._make(row) for row in session.connection().execute(wanted)]


def one(session: Session, kind: IdentityKind, value: str) -> Listed | None:
    """The customer who is known by that identity."""
    known = sa.select(col(Identity.customer_id)).where(
        col(Identity.kind) == kind, col(Identity.value) == value
    )
    row = session.connection().execute(_LISTED.where(col(Customer.id).in_(known))).one_or_none()
    return Listed._make(row) if row else None
