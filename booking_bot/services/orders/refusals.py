"""Why an order is not changed."""

from booking_bot.domain.orders import OrderStatus
from booking_bot.domain.refusals import Refused


class NoSuchOrder(Refused):
    """There is none with that id or number."""


class BadLink(Refused):
    """A link that no customer could follow."""


class BackwardStatus(Refused):
    """An order goes forward only."""

    def __init__(self, old: OrderStatus, new: OrderStatus) -> None:
        super().__init__(f"an order that is {old} does not become {new}")
        self.old = old
        self.new = new
