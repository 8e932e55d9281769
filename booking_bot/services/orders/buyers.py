"""Whose an order is: known by the number that came with it, else made from what is told of them."""

from datetime import datetime

from sqlmodel import Session

from booking_bot.domain.orders import OrderDraft
from booking_bot.models import ConsentSource, Customer, Order, row_id
from booking_bot.services import introductions

LONGEST_NAME = 100


def place(
    session: Session, order: Order, draft: OrderDraft, *, customer_id: int | None = None, now: datetime
) -> bool:
    """Put the order with its customer, made where they are new; whether that is another than before.

    Whoever knows the customer names them, and then what the draft says of them counts for nothing.

    An agreement given in the shop is noted, and never outweighs a no of their own.
    """
    name = " ".join((draft.name or "").split())[:LONGEST_NAME] or None
    before = order.customer_id
    if customer_id is not None:
        customer = session.get_one(Customer, customer_id)
    elif draft.phone:
        customer = introductions.introduce(session, draft.phone, name, now=now)
    elif before is not None:
        customer = session.get_one(Customer, before)
    elif name or draft.email:
        customer = Customer(name=name, created_at=now)  # without a number nobody can be told to be the same
        session.add(customer)
    else:
        return False
    session.flush()
    customer.name = customer.name or name
    customer.email = customer.email or (draft.email or "").strip() or None
    order.customer_id = row_id(customer)
    if draft.opt_in:
        introductions.vouch(session, order.customer_id, ConsentSource.ORDER, now=now)
    return order.customer_id != before
