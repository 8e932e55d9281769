"""Their appointments: held, booked, moved, cancelled, told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from booking_bot.dialogue.desk import Booked, Offer
from booking_bot.models import Source, row_id
from booking_bot.services import awaited, bookings, visits
from booking_bot.services.customer_facts import remember_answers, remember_subjects
from booking_bot.services.front_desk.seat import Seat, numbers_of
from booking_bot.services.standing import given_up


class Appointments(Seat):
    """What is held and booked."""

    def hold(self, offer: Offer, *, moving: Booked | None = None) -> None:
        self._holds = True
        visits.hold_visit(
            self._session,
            self._places(offer),
            conversation_id=row_id(self._conversation),
            now=self._now,
            moving=numbers_of(moving),
        )

    def release(self) -> None:
        if self._holds:
            bookings.release(self._session, row_id(self._conversation))
            self._holds = False

    def book(
        self,
        offer: Offer,
        *,
        name: str,
        answers: Mapping[str, str],
        note: str,
        others: Sequence[str] = (),
        subjects: Sequence[str] = (),
    ) -> Booked:
        customer = self._person
        remember_answers(self._session, row_id(customer), answers, now=self._now)
        remember_subjects(self._session, row_id(customer), subjects, now=self._now)
        self._upcoming = None
        if answers or subjects:
            self._facts = None
        booked = visits.book_visit(
            self._session,
            self._places(offer, (name, *others), subjects),
            customer_id=row_id(customer),
            note=note or None,
            source=Source.BOT,
            by=self._by,
            now=self._now,
            conversation_id=row_id(self._conversation),
        )
        made = self._booked(booked)
        return replace(made, case=awaited.case_of(self._session, booked[0])) if made.is_requested else made

    def _places(
        self, offer: Offer, names: Sequence[str] = (), subjects: Sequence[str] = ()
    ) -> list[visits.PartOfVisit]:
        return [
            visits.PartOfVisit(
                self._service_ids[part.service],
                self._staff_ids[part.staff],
                part.start,
                self._beneficiary(names[part.who] if part.who < len(names) else ""),
                subject,
            )
            for part, subject in zip_longest(offer.parts, subjects)
        ]

    def reschedule(self, appointment: Booked, offer: Offer) -> Booked:
        moved = visits.reschedule_visit(
            self._session,
            list(zip(self._held(appointment), self._places(offer), strict=True)),
            by=self._by,
            now=self._now,
            conversation_id=row_id(self._conversation),
        )
        return self._booked(moved)

    def cancel(self, appointment: Booked) -> Booked:
        held = self._held(appointment)
        cancelled = self._booked(visits.cancel_visit(self._session, held, by=self._by, now=self._now))
        if appointment.standing:
            given_up.notice(self._session, appointment.standing, by=self._by, now=self._now)
        return cancelled

    def confirm(self, appointment: Booked) -> Booked:
        held = self._held(appointment)
        return self._booked(visits.confirm_visit(self._session, held, by=self._by, now=self._now))

    def _held(self, appointment: Booked) -> list[visits.Held]:
        """What is about to be changed."""
        self.find(appointment.id)  # only one's own
        self._upcoming = None
        return [visits.Held(one.id, one.revision) for one in appointment.parts]

    def put_in_name(self, appointment: Booked, name: str) -> Booked:
        self.find(appointment.id)  # only one's own
        self._upcoming = None
        renamed = [
            bookings.put_in_name(self._session, one.id, self._beneficiary(name), by=self._by, now=self._now)
            for one in appointment.parts
        ]
        return self._booked(renamed)
