"""What a payload of a shop comes to, whatever its system."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from booking_bot.domain.orders import OrderDraft

Payload = Mapping[str, Any]

UNREADABLE = "La tienda ha mandado algo que no se puede leer."


class Unreadable(ValueError):
    """It is not what that system sends. `explanation` is for the owner, in Spanish."""

    def __init__(self, reason: str, explanation: str = UNREADABLE) -> None:
        super().__init__(reason)
        self.explanation = explanation


@dataclass(frozen=True, slots=True)
class Told:
    """An order as a shop tells of it. Its status is not settled yet: `state` is the shop's own word for it,
    None where nothing is said of that, and `guess` what it looks like where nobody knows the word.

    Without a number it says something of an order that is known by its external id, or nothing.
    `test`: nobody is to be told of it.
    """

    draft: OrderDraft
    state: str | None
    guess: str = ""
    test: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the shop is: what its customers leave out of a number, a time or a price."""

    country: str
    zone: ZoneInfo
    currency: str


# Of the payload and its topic. None: it is of no concern. Raises Unreadable.
Read = Callable[[Payload, str, Place], Told | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`states` are what its words for a state are to us: "" for one that says nothing to a customer.

    `topics` are how those begin that tell of orders.
    """

    read: Read
    states: Mapping[str, str]
    topics: tuple[str, ...]


def moment(text: object, zone: ZoneInfo) -> datetime | None:
    """An instant as machines write it, by that clock where it names none; None where it is none."""
    try:
        found = datetime.fromisoformat(str(text or ""))
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=zone)
    try:
        found.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar, where others write "never"
        return None
    return found
