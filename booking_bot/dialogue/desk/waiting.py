"""The waiting list, and places that came free and were offered."""

from dataclasses import dataclass
from typing import Protocol

from booking_bot.dialogue.desk.visits import Booked, Offer
from booking_bot.language.frame import Window


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wish on the waiting list; no windows is any time. `moving` would be given up for it."""

    service: str
    staff: str | None
    windows: tuple[Window, ...] = ()
    moving: Booked | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place that came free and was offered to them under this number. `taken` is what they made of it."""

    number: int
    offer: Offer
    moving: Booked | None = None
    taken: Booked | None = None


class WaitingList(Protocol):
    """What they wait for, and what came of it."""

    def wait(self, wish: Waiting, *, name: str = "") -> None:
        """Put this wish on the waiting list, once; `name` is who comes, where it is not the customer."""

    def waiting(self) -> tuple[Waiting, ...]:
        """What they wait for, oldest first."""

    def fulfilled(self, booked: Booked) -> bool:
        """They have now what they waited for, and wait for that no more; whether they did."""

    def leave_list(self) -> int:
        """Wait for nothing any more; how many wishes that were."""

    def place(self, number: int) -> Place:
        """What was offered to them under that number, whatever became of it. Raises NoSuchPlace."""

    def take(self, place: Place) -> Booked:
        """Book it, or move what would be given up for it. Raises as `book` and `reschedule` do."""

    def decline(self, place: Place) -> None:
        """They do not want this one, and stay on the list."""
