"""What goes to the people of the shop, and what is kept of who writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from booking_bot.dialogue.desk.visits import Booked


class Reason(StrEnum):
    """Why a conversation is handed to a person."""

    ASKED_FOR = "asked_for"
    NOT_UNDERSTOOD = "not_understood"
    LANGUAGE = "language"
    COMPLAINT = "complaint"
    PARTY = "party"
    NOT_THE_CUSTOMER = "not_the_customer"
    BEYOND_THE_BOT = "beyond_the_bot"
    TOO_LATE_TO_CHANGE = "too_late_to_change"
    TOO_MANY_OPEN = "too_many_open"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Handover:
    """`case` is the number the customer may refer to; `open_until` is set when the shop is open now,
    else `reopens` says when a person will be there. `own` is what the owner wants said of that."""

    case: str
    open_until: datetime | None = None
    reopens: datetime | None = None
    own: str = ""


class Note(StrEnum):
    """What the owner is told without a person having to answer."""

    LATE = "late"
    ARRIVED = "arrived"
    LONG_MESSAGE = "long_message"
    WRONG_NUMBER = "wrong_number"
    REQUEST = "request"
    CANCELLED_LATE = "cancelled_late"
    # What only a person can hear or see.
    VOICE = "voice"
    PHOTO = "photo"
    DOCUMENT = "document"
    CONTACT = "contact"
    TOO_BIG = "too_big"


class People(Protocol):
    """Handing over, noting, remembering, and what they allow."""

    def hand_over(self, reason: Reason, summary: str) -> Handover:
        """A person takes the conversation from here on."""

    def note(self, kind: Note, text: str, *, appointment: Booked | None = None) -> None:
        """Tell the owner, on the appointment where there is one."""

    def remember(self, answers: Mapping[str, str]) -> None:
        """What they answered to questions of services, kept with them."""

    def rename(self, name: str) -> None:
        """What the customer wants to be called."""

    def stop(self, said: str, *, notices: bool) -> None:
        """They said so in these words: no offers any more; with `notices` none about appointments and
        orders either. Replies always go."""

    def resume(self, said: str) -> None:
        """They said in these words that they want to hear of offers again."""

    def answer(self, text: str) -> str | None:
        """The shop's own answer to a question of the house, None where nothing fits well."""
