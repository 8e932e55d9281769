"""What came in while nobody listened: the provider keeps it, and shows it when asked."""

from datetime import datetime
from typing import Protocol

from booking_bot.channels.base import Inbound


class History(Protocol):
    def since(self, moment: datetime) -> list[Inbound]:
        """The messages to us that came from `moment` on, oldest first, with the time at which they came.

        Raises ChannelError or OutcomeUnknown where the provider does not answer.
        """
