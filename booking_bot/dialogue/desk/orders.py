"""What the customer ordered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from booking_bot.domain.orders import OPEN, OrderStatus


@dataclass(frozen=True, slots=True)
class Ordered:
    """`number` is as the customer knows it; `since` is when it came to its state."""

    id: int
    number: str
    status: OrderStatus
    since: datetime
    tracking_url: str = ""
    tracking_number: str = ""

    @property
    def is_open(self) -> bool:
        """They still wait for it."""
        return self.status in OPEN


class Orders(Protocol):
    """Their own orders; those of others cannot be reached."""

    def orders(self, number: str | None = None) -> tuple[Ordered, ...] | None:
        """The newest first, of those with that number; None where the shop keeps no orders here."""
