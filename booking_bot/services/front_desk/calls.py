"""Who wants to be rung."""

from collections.abc import Sequence

from booking_bot.dialogue.desk import Call
from booking_bot.language.frame import Window
from booking_bot.models import row_id
from booking_bot.services import calls
from booking_bot.services.front_desk.seat import Seat


class Calls(Seat):
    """A person rings them; the bot goes on serving meanwhile."""

    def call_back(self, reason: str, about: str, wanted: Sequence[Window], *, number: str | None) -> Call:
        when = calls.when(self._session, wanted, now=self._now)
        noted = calls.ask(
            self._session,
            self._conversation,
            reason=reason,
            about=about,
            at=when.at if when else self._now,
            number=number,
            now=self._now,
        )
        return Call(when, noted.phone is not None or calls.has_number(self._session, self._customer_id))

    def ring_at(self, number: str) -> bool:
        call = calls.open_of(self._session, row_id(self._conversation))
        if call is not None:
            call.phone = number
        return call is not None

    def no_call(self) -> bool:
        return calls.drop(self._session, self._conversation, now=self._now)
