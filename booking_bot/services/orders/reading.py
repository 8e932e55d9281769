"""One order as its page shows it: whose it is, its steps, and what its customer heard of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from booking_bot.models import ChannelName, Delivery, Order, OrderEvent, Outbox, ShopConnection
from booking_bot.services.inbox import Person, people


@dataclass(frozen=True, slots=True)
class Step:
    """`delivery` and `way` are those of the message; `why` says why there is none, or why it did not go."""

    event: OrderEvent
    delivery: Delivery | None
    way: ChannelName | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """`steps` are the newest first; `shop` is where it came from, None where somebody wrote it down."""

    order: Order
    person: Person | None
    shop: str | None
    steps: Sequence[Step]


def card(session: Session, order_id: int) -> Card | None:
    """In a constant number of statements; None where there is no such order."""
    order = session.get(Order, order_id)
    if order is None:
        return None
    known = people(session, [order.customer_id]) if order.customer_id else {}
    shop = session.get(ShopConnection, order.connection_id) if order.connection_id else None
    rows = session.exec(
        select(OrderEvent, Outbox)
        .outerjoin(Outbox, col(Outbox.message_id) == col(OrderEvent.message_id))
        .where(col(OrderEvent.order_id) == order_id)
        .order_by(col(OrderEvent.id).desc())
    ).all()
    steps = [_step(event, row) for event, row in rows]
    return Card(
        order, known.get(order.customer_id) if order.customer_id else None, shop.name if shop else None, steps
    )


def newest(session: Session, order_id: int) -> OrderEvent:
    """The step that it made last; every order has one."""
    steps = select(OrderEvent).where(col(OrderEvent.order_id) == order_id)
    return session.exec(steps.order_by(col(OrderEvent.id).desc()).limit(1)).one()


def _step(event: OrderEvent, row: Outbox | None) -> Step:
    if row is None:
        return Step(event, None, None, event.silent)
    return Step(event, row.status, row.channel, event.silent or row.error)
