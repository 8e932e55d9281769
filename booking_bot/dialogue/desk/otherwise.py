"""What the shop could not keep to: how it is instead, and what they say to that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from booking_bot.dialogue.desk.visits import Booked, Offer


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What happened to one of theirs, under this number.

    It `stands` at its hour with somebody else, or at about a later `hour`; else `offer` is the nearest time
    found for it, if any. `missing` is the name of who cannot attend them, "" where it is the whole shop.
    `was` is when it was to begin. `changed` is set once it is no longer as they were told, `instead` is what
    they have then in place of what does not stand.
    """

    number: int
    appointment: Booked
    was: datetime
    stands: bool
    missing: str = ""
    hour: datetime | None = None
    offer: Offer | None = None
    changed: bool = False
    instead: Booked | None = None


class Otherwises(Protocol):
    """Days on which the shop cannot do what it said."""

    def otherwise(self, number: int) -> Otherwise:
        """What they were told under that number. Raises NoSuchAppointment."""

    def suits(self, otherwise: Otherwise) -> Booked:
        """It suits them as it is instead: what stands they come to, what is offered is booked.

        Raises as `book` and `confirm` do.
        """

    def give_up(self, otherwise: Otherwise) -> None:
        """They want nothing instead of what does not stand any more."""
