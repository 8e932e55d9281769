"""Orders as programs see them: whose they are, and the states that they came to."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.orders import OrderStatus
from booking_bot.models import Customer, Identity, IdentityKind, Order, OrderEvent
from booking_bot.services.customer_list import known_as


class Listed(NamedTuple):
    """`items` are as the table keeps them; `history` is the oldest first."""

    id: int
    number: str
    phone: str | None
    name: str | None
    status: OrderStatus
    items: list[dict[str, Any]]
    total_cents: int | None
    currency: str
    tracking_url: str | None
    updated_at: datetime
    history: tuple[tuple[OrderStatus, datetime], ...] = ()


_LISTED = sa.select(
    col(Order.id),
    col(Order.number),
    known_as(Order.customer_id, IdentityKind.PHONE),
    col(Customer.name),
    col(Order.status),
    col(Order.items),
    col(Order.total_cents),
    col(Order.currency),
    col(Order.tracking_url),
    col(Order.updated_at),
).outerjoin(Customer, col(Customer.id) == Order.customer_id)


def page(
    session: Session,
    *,
    identity: tuple[IdentityKind, str] | None = None,
    status: OrderStatus | None = None,
    after: int | None = None,
    limit: int,
) -> Sequence[Listed]:
    """Orders, the last one that was stored first; `after` is the id of the last one seen."""
    wanted = _LISTED.order_by(col(Order.id).desc()).limit(limit)
    if identity is not None:
        kind, value = identity
        theirs = sa.select(col(Identity.customer_id)).where(
            col(Identity.kind) == kind, col(Identity.value) == value
        )
        wanted = wanted.where(col(Order.customer_id).in_(theirs))
    if status is not None:
        wanted = wanted.where(col(Order.status) == status)
    if after is not None:
        wanted = wanted.where(col(Order.id) < after)
    return _with_history(session, wanted)


def one(session: Session, order_id: int) -> Listed | None:
    session.flush()
    found = _with_history(session, _LISTED.where(col(Order.id) == order_id))
    return found[0] if found else None


def _with_history(session: Session, wanted: sa.Select[Any]) -> list[Listed]:
    found = [Listed._make((*row, ())) for row in session.connection().execute(wanted)]
    history = defaultdict(list)
    events = sa.select(col(OrderEvent.order_id), col(OrderEvent.status), col(OrderEvent.at)).where(
        col(OrderEvent.order_id).in_([order.id for order in found])
    )
    for order_id, status, at in session.connection().execute(events.order_by(col(OrderEvent.id))):
        history[order_id].append((status, at))
    return [order._replace(history=tuple(history[order.id])) for order in found]
