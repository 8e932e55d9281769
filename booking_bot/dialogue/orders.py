"""What the shop says of an order by itself, whenever it comes to another state."""

from booking_bot.dialogue import order_words
from booking_bot.dialogue.desk.orders import Ordered
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.orders import OrderStatus
from booking_bot.language.frame import Act

NEWS = {
    OrderStatus.RECEIVED: sentence(
        "We have received your order {number}. I will write to you here when something changes."
    ),
    OrderStatus.PREPARING: sentence("We are preparing your order {number}."),
    OrderStatus.READY: sentence(
        "Your order {number} is ready. You can come for it whenever you like during our opening hours."
    ),
    OrderStatus.SHIPPED: sentence("Your order {number} is on its way."),
    OrderStatus.DELIVERED: sentence(
        "Your order {number} is marked as delivered. If anything is wrong, just write to me."
    ),
    OrderStatus.CANCELLED: sentence(
        "Your order {number} has been cancelled. If you have any question, just write to me."
    ),
    OrderStatus.REFUNDED: sentence(
        "We have refunded your order {number}. It may take a few days to show in your account."
    ),
}


def news(talk: Talk, order: Ordered) -> None:
    """It came to this state."""
    talk.tell(NEWS[order.status], number=order.number)
    if order.status is OrderStatus.SHIPPED:
        track(talk, order)


def track(talk: Talk, order: Ordered) -> None:
    """How to see where it is, where the carrier tells."""
    if order.tracking_url:
        talk.tell("You can follow it here: {link}", link=order.tracking_url)
    elif order.tracking_number:
        talk.tell("Its tracking number is {code}.", code=order.tracking_number)


_STATES = {
    OrderStatus.RECEIVED: "recibido",
    OrderStatus.PREPARING: "en preparación",
    OrderStatus.READY: "listo",
    OrderStatus.SHIPPED: "enviado",
    OrderStatus.DELIVERED: "entregado",
    OrderStatus.CANCELLED: "cancelado",
    OrderStatus.REFUNDED: "devuelto",
}


def in_brief(talk: Talk) -> str:
    """The order that they speak of, for the person who takes over; "" where it is none of theirs."""
    spoken_of = Act.ORDER_STATUS in talk.acts or talk.frame.order or order_words.named(talk.text)
    found = (talk.desk.orders(talk.frame.order) or ()) if spoken_of else ()
    if not found:
        return ""
    since = found[0].since.astimezone(talk.desk.shop.zone)
    return f"pedido {found[0].number}, {_STATES[found[0].status]} el {since:%d/%m/%Y}"
