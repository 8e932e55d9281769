"""How fast messages may follow one another, so that nobody has to refuse one for coming too soon.

Twilio takes 80 a second from one number, and from that of its sandbox one in three seconds; Meta wants no
more than one in six seconds to the same person, but lets a few dozen go at once. Beyond that they answer
63018, and that only after they took the message.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many within any stretch of that length."""

    most: int
    within: timedelta

    def room(self, gone: Iterable[datetime], now: datetime) -> int:
        """How many may go now, after those that went at the instants `gone`."""
        return max(0, self.most - sum(now - one < self.within for one in gone))


SENDER = Pace(80, timedelta(seconds=1))
# Half a second more than Twilio asks for: the second one may travel faster than the first.
SANDBOX = Pace(1, timedelta(seconds=3.5))
# One in six seconds on the whole, with room for a customer who taps quickly.
PERSON = Pace(30, timedelta(minutes=3))
