"""The waiting list, and places that came free and were offered."""

from booking_bot.dialogue.desk import Booked, Offer, Place, Waiting
from booking_bot.dialogue.waits import is_met
from booking_bot.language.frame import Window
from booking_bot.models import WaitEntry, WaitStatus, row_id
from booking_bot.services import waiting_list
from booking_bot.services.front_desk.seat import Seat


class WaitingList(Seat):
    """What they wait for, and what came of it."""

    def wait(self, wish: Waiting, *, name: str = "") -> None:
        waiting_list.join(
            self._session,
            self._conversation,
            service_id=self._service_ids[wish.service],
            staff_id=self._staff_ids[wish.staff] if wish.staff else None,
            windows=wish.windows,
            beneficiary=self._beneficiary(name),
            moving_id=wish.moving.id if wish.moving else None,
            now=self._now,
        )

    def waiting(self) -> tuple[Waiting, ...]:
        entries = waiting_list.waiting(self._session, row_id(self._conversation), now=self._now)
        return tuple(map(self.wish_of, entries))

    def wish_of(self, entry: WaitEntry) -> Waiting:
        return Waiting(
            self._services[entry.service_id],
            self._staff[entry.staff_id] if entry.staff_id else None,
            tuple(map(Window.from_json, entry.windows)),
            self.find(entry.moving_id) if entry.moving_id else None,
        )

    def fulfilled(self, booked: Booked) -> bool:
        wishes = waiting_list.waiting(self._session, row_id(self._conversation), now=self._now)
        met = [entry for entry in wishes if is_met(self.wish_of(entry), booked)]
        for entry in met:
            waiting_list.end(self._session, entry, WaitStatus.BOOKED, by=self._by, now=self._now)
        return bool(met)

    def leave_list(self) -> int:
        return waiting_list.leave(self._session, self._conversation, now=self._now)

    def place(self, number: int) -> Place:
        offer, entry = waiting_list.offered(self._session, number, self._conversation)
        zone = self.shop.zone
        return Place(
            number,
            Offer(
                self._services[entry.service_id],
                self._staff[offer.staff_id],
                offer.starts_at.astimezone(zone),
                offer.ends_at.astimezone(zone),
            ),
            moving=self.find(entry.moving_id) if entry.moving_id else None,
            taken=self.find(offer.appointment_id) if offer.appointment_id else None,
        )

    def take(self, place: Place) -> Booked:
        self._changed()
        taken = waiting_list.take(self._session, place.number, self._conversation, by=self._by, now=self._now)
        return self.find(row_id(taken))

    def decline(self, place: Place) -> None:
        waiting_list.decline(self._session, place.number, self._conversation, by=self._by, now=self._now)
