"""What the outside world looks like from inside: messages, receipts, and the two ways to fail.

ChannelError      the provider certainly did not accept the message; `permanent` says not to try again
OutcomeUnknown    perhaps it did: the message is looked for before it may be sent again
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol


@dataclass(frozen=True)
class Inbound:
    """One thing that a customer said, on whatever channel."""

    sid: str
    address: str  # what an answer goes to, as received: "whatsapp:+5215512345678"
    at: datetime
    phone: str | None = None  # as received, in E.164; None where no number is shared
    whatsapp_id: str | None = None  # "ES.1349…"
    profile_name: str | None = None
    body: str = ""
    kind: str = "text"  # Twilio's MessageType
    media: Sequence[Mapping[str, str]] = ()  # [{"url", "type"}]
    location: str | None = None  # a pin, "40.4203,-3.7058|Calle del Prado 3"
    payload: str | None = None  # the id of the button that was pressed
    quoted_sid: str | None = None
    raw: Mapping[str, object] = field(default_factory=dict)


class Remedy(Enum):
    """What a failure asks of us; the value tells it in words."""

    AGAIN = "the same again, later"
    GIVE_UP = "nothing: the message or its settings are wrong"
    TEMPLATE = "the same as an approved template"
    BAD_TEMPLATE = "that template may not be used; the same without it"
    ELSEWHERE = "the same by another channel"
    UNREACHABLE = "no more by this channel before they write; the same by another"
    OPTED_OUT = "nothing more to them"
    HALT = "nothing more from this account before it is mended"


@dataclass(frozen=True)
class Outbound:
    """One message to be sent. `marker` comes back with its receipts.

    With `content_sid` it goes as that approved template, whose variables `content_variables` fills; the body
    is what they read then. Only e-mail has a `subject`; without one the first line stands there.
    """

    recipient: str
    body: str
    marker: str
    options: Sequence[Mapping[str, str]] = ()  # buttons: [{"id", "title", "description"?}]
    media: Sequence[Mapping[str, str]] = ()
    location: str | None = None  # a pin, "40.4203,-3.7058|Calle del Prado 3"
    language: str = "es"  # of what the phone says by itself: the button that opens a list
    content_sid: str | None = None
    content_variables: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the provider tells later about a message: a word of its own for `status`.

    `refused_content` is the provider's id of the buttons or the list that may be to blame for a failure.
    """

    sid: str
    status: str
    marker: str | None = None
    refused_content: str | None = None
    error_code: str | None = None
    error: str | None = None  # for the owner, in Spanish
    remedy: Remedy = Remedy.GIVE_UP


@dataclass(frozen=True)
class Approval:
    """How far the approval of a template is: the provider's word for it, and why it was rejected."""

    status: str
    reason: str | None = None


@dataclass(frozen=True)
class Sighting:
    """A message of ours that the provider shows when asked."""

    sid: str
    created_at: datetime


@dataclass(frozen=True)
class Balance:
    """What is left of the account, in hundredths of a currency."""

    cents: int
    currency: str


class ChannelError(Exception):
    """The provider certainly did not accept the message.

    `explanation` is for the owner, in Spanish; `retry_after` is the least time to wait.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        code: str | None = None,
        explanation: str | None = None,
        retry_after: timedelta = timedelta(0),
        remedy: Remedy | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.code = code
        self.explanation = explanation or reason
        self.retry_after = retry_after
        self.remedy = remedy or (Remedy.GIVE_UP if permanent else Remedy.AGAIN)


class OutcomeUnknown(Exception):
    """The provider may have accepted the message, or not."""


class UnreadableAnswer(OutcomeUnknown):
    """The provider did answer what it was asked about one message, and in no way that can be read."""


class Channel(Protocol):
    def prepare(self, outbound: Outbound) -> None:
        """Fetch whatever sending it will need, so that `send` is one request. Raises nothing."""

    def send(self, outbound: Outbound) -> str:
        """Hand the message over and return the provider's id for it.

        Raises ChannelError or OutcomeUnknown; any other exception counts as an unknown outcome too.
        """

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        """Messages of ours to `recipient` that were created from `since` on, oldest first.

        Raises ChannelError or OutcomeUnknown where the provider does not answer.
        """

    def status(self, sid: str) -> Receipt | None:
        """What the provider knows of that message of ours by now; None where it tells nothing.

        Raises ChannelError or OutcomeUnknown where the provider does not answer.
        """

    def typing(self, message_sid: str) -> None:
        """Show whoever sent that message that it is being answered, where the provider can.

        For a wait that is felt. It returns at once, raises nothing and promises nothing.
        """


class Registrar(Protocol):
    """Where templates are made and approved. All raise ChannelError or OutcomeUnknown."""

    def make(self, definition: Mapping[str, Any]) -> str:
        """Make the template and return the provider's id for it."""

    def submit(self, sid: str, name: str, category: str) -> Approval:
        """Ask for its approval under that name."""

    def look(self, sid: str) -> Approval:
        """How far its approval is."""

    def forget(self, sid: str) -> None:
        """Delete one that is not used any more."""


class Purse(Protocol):
    def balance(self) -> Balance:
        """What is left to send for. Raises ChannelError or OutcomeUnknown."""
