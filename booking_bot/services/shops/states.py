"""What a shop's word for a state is to us: as the owner set it, else as its system usually means it."""

from collections.abc import Mapping

from booking_bot.domain.orders import OrderStatus
from booking_bot.models import ConnectionKind
from booking_bot.services.shops import generic, prestashop, shopify, woocommerce
from booking_bot.services.shops.told import Kind, Told

KINDS: Mapping[ConnectionKind, Kind] = {
    ConnectionKind.WOOCOMMERCE: woocommerce.KIND,
    ConnectionKind.SHOPIFY: shopify.KIND,
    ConnectionKind.PRESTASHOP: prestashop.KIND,
    ConnectionKind.GENERIC: generic.KIND,
}
NOTHING = ""  # it says nothing to a customer


def status_of(told: Told, kind: ConnectionKind, own: Mapping[str, str]) -> OrderStatus | None:
    """None where nothing follows for the customer: the word is unknown, or means nothing to them."""
    if told.state is None:
        return None
    word = own.get(told.state, usual(kind, told.state) or told.guess)
    return OrderStatus(word) if word in set(OrderStatus) else None


def usual(kind: ConnectionKind, word: str) -> str:
    """What the systems of that kind mean by it; "" where they do not say."""
    return KINDS[kind].states.get(word, NOTHING)
