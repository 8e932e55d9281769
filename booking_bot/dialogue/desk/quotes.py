"""What something costs before it is done: asked, named by the owner, and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from booking_bot.dialogue.desk.people import Handover
from booking_bot.dialogue.desk.visits import Booked


@dataclass(frozen=True, slots=True)
class Quote:
    """A price that was named to them under this number, whatever became of it since.

    `status` is "offered", "accepted", "declined", "expired" or "withdrawn"; `until` lies in the last day on
    which it holds, by the shop's clock. It is for `appointment` where that is still open, else for one of
    `service`, "" where neither is known. `instead` is the price that stands now in place of this one.
    """

    number: int
    status: str
    amount_cents: int
    until: datetime
    work: str = ""
    service: str = ""
    appointment: Booked | None = None
    instead: int | None = None

    @property
    def may_be_taken(self) -> bool:
        """Who has said no may think better of it while the price holds."""
        return self.status in ("offered", "declined")


class Quotes(Protocol):
    """Prices of what has none."""

    def ask_price(self, text: str, messages: Sequence[int]) -> Handover:
        """The team is to name a price for what they say, or show with these messages; nothing is handed over.

        Asked before and not answered yet, it is the same question.
        """

    def quote(self, number: int) -> Quote:
        """What was named to them. Raises NoSuchQuote."""

    def accept_quote(self, quote: Quote, message: int) -> Quote:
        """Their yes, with the message that says it; a second one changes nothing. Raises QuoteOver."""

    def decline_quote(self, quote: Quote, said: str) -> None:
        """They do not want it done at that price; said twice changes nothing."""

    def keep_quote(self, number: int, booked: Booked) -> None:
        """What they accepted is done in this appointment, at its price."""
