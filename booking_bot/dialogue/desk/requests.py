"""What the owner or a deposit must still say yes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from booking_bot.dialogue.desk.visits import Booked, Offer


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another time that the owner proposes for what they requested, under this number."""

    number: int
    appointment: Booked
    offer: Offer


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is to be paid by hand for an appointment, and until when it is kept; `how` is the owner's words.

    `claimed` is set once the customer has said that it is paid.
    """

    appointment: Booked
    amount_cents: int
    how: str
    until: datetime
    claimed: bool = False


class Requests(Protocol):
    """Times that the owner proposes, and deposits paid by hand."""

    def proposal(self, number: int) -> Proposal:
        """What was proposed to them under that number, whatever became of it. Raises NoSuchProposal."""

    def agree(self, proposal: Proposal) -> Booked:
        """Book what they requested at the time proposed; it may still wait for its deposit.

        Raises Outdated or AlreadyOver where it is no longer proposed, else as `book` does.
        """

    def refuse(self, proposal: Proposal) -> None:
        """They do not want that time; the request stays with the owner."""

    def deposits(self) -> tuple[Deposit, ...]:
        """Those that their appointments wait for."""

    def released(self) -> Deposit | None:
        """The one whose time was given back lately, since nothing had come."""

    def claim_late(self, deposit: Deposit, messages: Sequence[int]) -> None:
        """They say that one was paid after all; a person looks, and nothing is booked by it."""

    def claim(self, deposit: Deposit, messages: Sequence[int]) -> None:
        """They say that it is paid, or show it with these messages; a person looks."""
