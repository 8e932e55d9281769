"""What they ordered, of their own alone."""

from booking_bot.dialogue.desk import Ordered
from booking_bot.models import row_id
from booking_bot.services.front_desk.seat import Seat
from booking_bot.services.orders import finding, wording


class Orders(Seat):
    """Their orders."""

    def orders(self, number: str | None = None) -> tuple[Ordered, ...] | None:
        disowned = self._conversation.disowned_at
        found = [
            one
            for one in finding.find_of(self._session, self._customer_id, number)
            # What was ordered before they said that they are not the customer is another's.
            if disowned is None or one.created_at >= disowned
        ]
        if not found and not finding.there_are(self._session):
            return None
        since = finding.since(self._session, [row_id(one) for one in found])
        return tuple(wording.ordered(one, since.get(row_id(one), one.created_at)) for one in found)
