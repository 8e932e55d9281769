"""What they say of a visit that is over."""

from datetime import timedelta

from booking_bot.dialogue.desk import Booked
from booking_bot.domain.appointments import Status
from booking_bot.services import ratings, visit_list
from booking_bot.services.front_desk.seat import Seat

# Who speaks of an appointment that they missed speaks of one of these weeks.
MISSED_WITHIN = timedelta(days=30)


class Opinions(Seat):
    """How it was, or that they did not come."""

    def missed(self) -> Booked | None:
        since = self._now - MISSED_WITHIN
        visit = visit_list.last_before(self._session, self._customer_id, since=since, now=self._now)
        if visit is None or visit[0].status is Status.COMPLETED or not self._is_theirs(visit[0]):
            return None
        return self._booked(visit)

    def recalled(self, appointment_id: int) -> Booked | None:
        told = visit_list.recalled_with(self._session, self._customer_id, appointment_id)
        return self._booked(told) if told and self._is_theirs(told[0]) else None

    def rate(self, appointment_id: int, figure: int, comment: str = "") -> None:
        self.find(appointment_id)  # only one's own
        ratings.rate(
            self._session,
            self._conversation,
            appointment_id,
            figure,
            comment,
            by=self._by,
            now=self._now,
        )

    def comment(self, appointment_id: int, text: str) -> None:
        self.find(appointment_id)  # only one's own
        ratings.comment(self._session, self._conversation, appointment_id, text, now=self._now)
