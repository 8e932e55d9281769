"""What they say of a visit that is over."""

from typing import Protocol

from booking_bot.dialogue.desk.visits import Booked


class Opinions(Protocol):
    """How it was, or that they did not come."""

    def missed(self) -> Booked | None:
        """Their last one of these weeks, where they did not come to it as far as is known."""

    def recalled(self, appointment_id: int) -> Booked | None:
        """All that they were told in one message to be due again, that one among it."""

    def rate(self, appointment_id: int, figure: int, comment: str = "") -> None:
        """How it was, from 1 to 5, instead of what they said before; of a low one the owner hears at once.

        Raises NoSuchAppointment.
        """

    def comment(self, appointment_id: int, text: str) -> None:
        """What they say beside their figure, after what they said already. Raises NoSuchAppointment."""
