"""Calls: who wants to be rung, and when they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from booking_bot.language.frame import Window


@dataclass(frozen=True, slots=True)
class Ringing:
    """`as_wished` is unset where the shop is closed at the time they named, and `at` is its next opening."""

    at: datetime
    until: datetime  # when the shop closes again
    as_wished: bool


@dataclass(frozen=True, slots=True)
class Call:
    """What was noted. `when` is None where the shop does not open for weeks; `reachable` is unset where no
    number is known to ring them at."""

    when: Ringing | None
    reachable: bool = True


class Calls(Protocol):
    """A person rings them; the bot goes on serving meanwhile."""

    def call_back(self, reason: str, about: str, wanted: Sequence[Window], *, number: str | None) -> Call:
        """Note it once, with the newest time wished; `number` is to be rung instead of their own."""

    def ring_at(self, number: str) -> bool:
        """That is the number; False where no call is noted."""

    def no_call(self) -> bool:
        """They want no call any more; whether one was noted."""
