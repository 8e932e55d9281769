"""What a customer is told of an order, in the shop's own voice, and the approved text that says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast

from booking_bot.dialogue import orders as words
from booking_bot.dialogue import prices
from booking_bot.dialogue.desk import CustomerFacts, Desk, ShopFacts
from booking_bot.dialogue.desk.orders import Ordered
from booking_bot.dialogue.outside import talk_outside, text_of
from booking_bot.dialogue.state import State
from booking_bot.domain.orders import OrderStatus
from booking_bot.models import Conversation, Customer, Order, row_id
from booking_bot.services.house import own_texts
from booking_bot.services.templates.texts import TemplateText

ENGLISH = "en"  # who writes it is not told the owner's Spanish
_TRACKING = "{seguimiento}"
TRACKED = "order_tracked"  # on its way, and to be followed by a link


class Written(NamedTuple):
    text: str
    template: TemplateText


@dataclass(frozen=True, slots=True)
class _Facts:
    """As much of a desk as it takes to speak of an order."""

    shop: ShopFacts
    customer: CustomerFacts


def name_of(status: OrderStatus) -> str:
    """The text that tells of that state, among the approved ones and the owner's own."""
    return f"order_{status.value}"


def ordered(order: Order, since: datetime) -> Ordered:
    """The order as the dialogue knows it."""
    return Ordered(
        row_id(order),
        order.number,
        order.status,
        since,
        order.tracking_url or "",
        order.tracking_number or "",
    )


def write(
    order: Order,
    customer: Customer,
    conversation: Conversation,
    shop: ShopFacts,
    own: Mapping[str, str],
    *,
    now: datetime,
) -> Written:
    """What is said of the state that it is in; `own` is what the owner wants said instead, by name."""
    told = ordered(order, now)
    desk = cast("Desk", _Facts(shop, CustomerFacts(name=customer.name)))
    talk = talk_outside(desk, State.from_json(conversation.state), now)
    words.news(talk, told)
    name = name_of(order.status)
    if name in own and talk.locale != ENGLISH:
        # How to follow it stands below, unless their text has a place for it.
        track = [] if _TRACKING in own[name] else talk.lines[1:]
        talk.lines[:] = [own_texts.filled(own[name], _names(order, customer, shop)), *track]
    values = {"number": order.number}
    if order.status is OrderStatus.SHIPPED and order.tracking_url:
        name, values = TRACKED, values | {"link": order.tracking_url}
    return Written(text_of(talk), TemplateText(name, values))


def _names(order: Order, customer: Customer, shop: ShopFacts) -> dict[str, str]:
    """What fills the names of the owner's own texts."""
    total = order.total_cents
    return {
        "nombre": customer.name or "",
        "pedido": order.number,
        "seguimiento": order.tracking_url or order.tracking_number or "",
        "total": "" if total is None else prices.price(total, order.currency, locale=shop.locale),
    }
