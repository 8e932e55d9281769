"""The states of an order, and what a shop tells of one.

    received → preparing → ready → shipped → delivered
    from each of them cancelled, and from all of these refunded

An order goes forward, over states too, and never back: what comes late changes nothing. Few go through
all of them: what is fetched is never shipped, what is sent is never ready. Only a person, or a program that
asks for just that, revives a cancelled one: a shop takes late payments.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_KEY = 64  # signs that stand for several are written out in it


class OrderStatus(StrEnum):
    RECEIVED = "received"
    PREPARING = "preparing"
    READY = "ready"  # to be fetched
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


# In the order in which they follow each other.
_PLACE = {status: place for place, status in enumerate(OrderStatus)}
# The customer still waits for these.
OPEN = frozenset({OrderStatus.RECEIVED, OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.SHIPPED})


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    quantity: int
    price_cents: int | None  # of one


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What somebody says of an order. None is "not said": what is known stays; "" takes it away.

    A new order without a status counts as received, and its customer is told once a status is said.

    `phone` is canonical. `shop_status` is the shop's own word, `updated_at` the source's own time, by which
    what comes late is known. `opt_in`: they agreed in the shop to be told of it by message.
    """

    number: str
    status: OrderStatus | None
    phone: str | None = None
    name: str | None = None
    email: str | None = None
    items: tuple[Item, ...] | None = None
    total_cents: int | None = None
    currency: str | None = None
    tracking_url: str | None = None
    tracking_number: str | None = None
    note: str | None = None
    problem: str | None = None
    external_id: str | None = None
    shop_status: str | None = None
    updated_at: datetime | None = None
    opt_in: bool | None = None


def may_follow(old: OrderStatus, new: OrderStatus) -> bool:
    """Whether an order of that state may come to the other; staying where it is is no step."""
    return _PLACE[new] > _PLACE[old]


def may_revive(old: OrderStatus, new: OrderStatus) -> bool:
    """Whether somebody may bring it back who asks for just that; nothing that is merely told does."""
    return old is OrderStatus.CANCELLED and new in OPEN


def number_key(text: str) -> str:
    """What makes a number the same however it is written: "#9999" is "9999", "Pedido nº A-12" is "a12"."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = re.sub(r"^\W*(?:pedido|orden|order|compra)?\W*(?:n[úu]m(?:ero)?\b|n\s*[ºo°]\b|n\.)?", "", plain)
    key = re.sub(r"[\W_]+", "", bare) or re.sub(r"[\W_]+", "", plain) or " ".join(plain.split())
    return key[:LONGEST_KEY]
