"""What WhatsApp refuses of a message that Twilio took: told later, by a receipt with a code."""

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.twilio_standin.contents import SHOWING, Content, Shown, broken

WINDOW = timedelta(hours=24)
JOINED_FOR = timedelta(hours=72)
SANDBOX_PACE = timedelta(seconds=3)
NOT_JOINED, OUTSIDE_WINDOW, TOO_FAST, NOT_SHOWN = 63015, 63016, 63018, 63021
# What becomes of a template that was approved, or never was.
OF_TEMPLATES = {"rejected": 63040, "paused": 63041, "disabled": 63042}
# The only texts that open a conversation in the sandbox.
OF_SANDBOX = re.compile(
    r"Your appointment is coming up on .+ at .+"
    r"|Your .+ order of .+ has shipped and should be delivered on .+\. Details: .+"
    r"|Your .+ code is .+"
)


@dataclass
class WhatsApp:
    """`keeps_window` and `is_sandbox` switch those rules on; `heard` is when each person last wrote.

    `codes` are what becomes of the next messages, one by one, whatever they are; None: nothing bad.
    """

    keeps_window: bool = False
    is_sandbox: bool = False
    heard: dict[str, datetime] = field(default_factory=dict)
    joined: dict[str, datetime] = field(default_factory=dict)
    refuses: dict[str, int] = field(default_factory=dict)  # kinds of contents, with the code
    blocked: dict[str, int] = field(default_factory=dict)  # people whom nothing reaches, with the code
    codes: deque[int | None] = field(default_factory=deque)
    last: datetime | None = None

    def hear(self, person: str, text: str, now: datetime) -> None:
        """A person writes: that opens the window; "join …" lets them into the sandbox, "stop" out of it."""
        self.heard[person] = now
        if text.strip().lower() == "stop":
            self.joined.pop(person, None)
        if text.startswith("join "):
            self.joined[person] = now

    def refusal(
        self, person: str, content: Content | None, shown: Shown, now: datetime, *, pin: bool = False
    ) -> int | None:
        """The code with which the message fails; None where it reaches the phone."""
        if self.is_sandbox:
            previous, self.last = self.last, now
            if not _within(JOINED_FOR, self.joined, person, now):
                return NOT_JOINED
            if previous is not None and now - previous < SANDBOX_PACE:
                return TOO_FAST
        if scripted := self.codes.popleft() if self.codes else None:
            return scripted
        if person in self.blocked:
            return self.blocked[person]
        if self.is_sandbox:
            opens = content is None and OF_SANDBOX.fullmatch(shown.body) is not None
        else:
            opens = content is not None and content.approved and content.kind != "list-picker" and not pin
        if content is not None and content.approval["status"] in OF_TEMPLATES:
            return OF_TEMPLATES[content.approval["status"]]
        if self.keeps_window and not opens and not _within(WINDOW, self.heard, person, now):
            return OUTSIDE_WINDOW
        if content is None:
            return None
        if content.kind in self.refuses:
            return self.refuses[content.kind]
        too_many = content.kind == "quick-reply" and not content.approved and len(shown.options) > 3
        return NOT_SHOWN if too_many or broken(SHOWING, shown) else None


def _within(length: timedelta, since: Mapping[str, datetime], person: str, now: datetime) -> bool:
    return person in since and now - since[person] < length
