"""Days on which the shop cannot do what it said."""

from datetime import datetime

from booking_bot.dialogue.desk import Booked, Offer, Otherwise
from booking_bot.models import DisruptionKind, row_id
from booking_bot.services.disruptions import answers
from booking_bot.services.front_desk.seat import Seat


class Otherwises(Seat):
    """What they were told, and what they say to it."""

    def otherwise(self, number: int) -> Otherwise:
        told = answers.find(self._session, number)
        lead, trouble = told.parts[0], told.disruption
        meant = self.find(lead.appointment_id)
        missing = next((one.name for one in self.catalogue.staff if one.id == trouble.staff_id), "")
        is_late = trouble.kind is DisruptionKind.LATE
        stands = is_late or lead.placed
        instead = None if stands else answers.chosen_since(self._session, told)
        return Otherwise(
            number,
            meant,
            lead.from_starts_at,
            stands=stands,
            missing=missing if len(self.catalogue.staff) > 1 else "",
            hour=lead.offer_starts_at or lead.from_starts_at + trouble.delay
            if is_late and trouble.delay
            else None,
            offer=self._offered(told, meant),
            changed=answers.is_changed(self._session, told),
            instead=self.find(instead) if instead else None,
        )

    def suits(self, otherwise: Otherwise) -> Booked:
        self.find(otherwise.appointment.id)  # only one's own
        self._changed()
        made = answers.suits(
            self._session,
            otherwise.number,
            by=self._by,
            now=self._now,
            conversation_id=row_id(self._conversation),
        )
        return self.find(made)

    def give_up(self, otherwise: Otherwise) -> None:
        self.find(otherwise.appointment.id)  # only one's own
        answers.give_up(self._session, otherwise.number, now=self._now)

    def _offered(self, told: answers.Told, meant: Booked) -> Offer | None:
        offers = {
            one.appointment_id: (one.offer_starts_at, self._staff[one.offer_staff_id])
            for one in told.parts
            if one.offer_starts_at and one.offer_staff_id
        }
        if not all(part.id in offers for part in meant.parts):
            return None
        people = list(dict.fromkeys(part.name for part in meant.parts))

        def place(part: Booked) -> Offer:
            start, staff = offers[part.id]
            local = self._local(start)
            return Offer(part.service, staff, local, local + (part.end - part.start), people.index(part.name))

        first, *rest = map(place, meant.parts)
        return Offer(first.service, first.staff, first.start, first.end, first.who, tuple(rest))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.shop.zone)
