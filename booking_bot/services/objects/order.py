from zoneinfo import ZoneInfo

from pydantic import Field
from sqlmodel import Session

from booking_bot.domain import money
from booking_bot.domain.orders import OrderStatus
from booking_bot.services import order_list
from booking_bot.services.objects.base import Moment, Money, Person, Shown, shown
from booking_bot.services.order_list import Listed


class Item(Shown):
    name: str
    quantity: int
    price: Money | None


class Step(Shown):
    """A status that the order came to."""

    status: OrderStatus
    at: Moment


class Order(Shown):
    number: str
    customer: Person
    status: OrderStatus
    items: list[Item]
    total: Money | None
    currency: str = Field(description="ISO 4217, such as EUR.")
    tracking_url: str | None
    history: list[Step]


def of(listed: Listed, zone: ZoneInfo) -> Order:
    return Order(
        number=listed.number,
        customer=Person(phone=listed.phone, name=listed.name),
        status=listed.status,
        items=[
            Item(
                name=one["name"],
                quantity=one["quantity"],
                price=_written(one.get("price_cents"), listed.currency),
            )
            for one in listed.items
        ],
        total=_written(listed.total_cents, listed.currency),
        currency=listed.currency,
        tracking_url=listed.tracking_url,
        history=[Step(status=status, at=shown(at, zone)) for status, at in listed.history],
    )


def find(session: Session, order_id: int, zone: ZoneInfo) -> Order | None:
    found = order_list.one(session, order_id)
    return of(found, zone) if found else None


def _written(cents: int | None, currency: str) -> str | None:
    return None if cents is None else money.written(cents, currency)
