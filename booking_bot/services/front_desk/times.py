"""What is free, when the shop is open, and why nothing is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from booking_bot.dialogue.desk import Booked, Obstacle, Offer, OpenDay, Part
from booking_bot.language.frame import Window
from booking_bot.models import row_id
from booking_bot.services.agenda import Wish
from booking_bot.services.availability import Slot
from booking_bot.services.free_times import Look, free_times
from booking_bot.services.front_desk.seat import Seat, numbers_of
from booking_bot.services.obstacles import obstacle
from booking_bot.services.opening import opening_on
from booking_bot.services.visit_slots import Wanted


class Times(Seat):
    """Looking, which changes nothing."""

    def free(
        self,
        service: str,
        staff: str | None,
        windows: Sequence[Window],
        without: Sequence[Window] = (),
        *,
        limit: int,
        moving: Booked | None = None,
    ) -> tuple[Offer, ...]:
        return self.free_visit([Part(service, staff)], windows, without, limit=limit, moving=moving)

    def free_visit(
        self,
        parts: Sequence[Part],
        windows: Sequence[Window],
        without: Sequence[Window] = (),
        *,
        limit: int,
        moving: Booked | None = None,
    ) -> tuple[Offer, ...]:
        look = Look(self.catalogue, row_id(self._conversation), self._now, numbers_of(moving))
        wanted = [
            Wanted(self._service_ids[one.service], self._staff_ids[one.staff] if one.staff else None, one.who)
            for one in parts
        ]
        found = free_times(self._session, look, wanted, windows, without)
        return tuple(self._offer(parts, visit) for visit in islice(found, limit))

    def _offer(self, parts: Sequence[Part], visit: Sequence[Slot]) -> Offer:
        zone = self.shop.zone
        first, *rest = (
            Offer(
                part.service,
                self._staff[slot.staff_id],
                slot.start.astimezone(zone),
                slot.end.astimezone(zone),
                part.who,
            )
            for part, slot in zip(parts, visit, strict=True)
        )
        return replace(first, rest=tuple(rest))

    def why_not(
        self, service: str, staff: str | None, windows: Sequence[Window], *, moving: Booked | None = None
    ) -> Obstacle:
        wish = Wish(
            self._service_ids[service],
            self._staff_ids[staff] if staff else None,
            numbers_of(moving),
            self._conversation.id,
        )
        return obstacle(self._session, wish, windows, zone=self.shop.zone, now=self._now)

    def opening(self, day: date) -> OpenDay:
        opening = opening_on(self._session, day)
        zone = self.shop.zone
        spans = tuple(
            (opens.astimezone(zone).time(), closes.astimezone(zone).time()) for opens, closes in opening.spans
        )
        return OpenDay(day, spans, opening.reason)
