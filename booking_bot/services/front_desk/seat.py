"""Whose desk it is, and how the tables' rows look to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from sqlmodel import Session

from booking_bot.dialogue.desk import Booked, CustomerFacts
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, Conversation, Customer, row_id
from booking_bot.services import attachments, catalogue, visit_list
from booking_bot.services.calendars import entry_links
from booking_bot.services.customer_facts import customer_facts
from booking_bot.services.shop_facts import shop_facts
from booking_bot.services.ways import ways_of


class Seat:
    """What all subjects of the desk share.

    Whoever has just read the stamp of the catalogue, and whether the conversation holds a time, may tell.
    """

    def __init__(
        self,
        session: Session,
        conversation: Conversation,
        *,
        now: datetime,
        stamp: int | None = None,
        holds: bool = True,
    ) -> None:
        self._session = session
        self._conversation = conversation
        self._now = now
        self._customer_id = conversation.customer_id
        # Read when asked for, and anew after a change.
        self._facts: CustomerFacts | None = None
        self._upcoming: tuple[Booked, ...] | None = None
        self._by = f"customer:{conversation.customer_id}"
        self._holds = holds
        self.catalogue = catalogue.read(session, stamp)
        self.shop = shop_facts(self.catalogue, ways_of(session).pages)
        self._service_ids = {service.slug: row_id(service) for service in self.catalogue.services}
        self._staff_ids = {member.slug: row_id(member) for member in self.catalogue.staff}
        self._services = {number: slug for slug, number in self._service_ids.items()}
        self._staff = {number: slug for slug, number in self._staff_ids.items()}

    @cached_property
    def _person(self) -> Customer:
        return self._session.get_one(Customer, self._customer_id)

    @property
    def customer(self) -> CustomerFacts:
        if self._conversation.disowned_at is not None:
            return CustomerFacts()
        if self._facts is None:
            self._facts = customer_facts(self._session, self._customer_id)
        return self._facts

    def _changed(self) -> None:
        """What was read of them before no longer holds."""
        self._facts = self._upcoming = None

    def appointments(self) -> tuple[Booked, ...]:
        if self._upcoming is None:
            upcoming = visit_list.upcoming(self._session, self._customer_id, now=self._now)
            self._upcoming = tuple(self._booked(visit) for visit in upcoming if self._is_theirs(visit[0]))
        return self._upcoming

    def left_here(self) -> tuple[Booked, ...]:
        found = visit_list.left_here(self._session, self._customer_id, now=self._now)
        return tuple(self._as_booked(one) for one in found if self._is_theirs(one))

    def find(self, appointment_id: int) -> Booked:
        visit = visit_list.visit_of(self._session, self._customer_id, appointment_id)
        if not self._is_theirs(visit[0]):
            raise NoSuchAppointment(appointment_id)
        return self._booked(visit)

    def attach(self, appointment_id: int, messages: Sequence[int]) -> None:
        self.find(appointment_id)  # only one's own
        attachments.attach(self._session, row_id(self._conversation), messages, appointment_id)

    def _is_theirs(self, appointment: Appointment) -> bool:
        """What was booked before they said that they are not the customer is another's."""
        disowned = self._conversation.disowned_at
        return disowned is None or appointment.created_at >= disowned

    def _booked(self, visit: Sequence[Appointment]) -> Booked:
        first, *rest = map(self._as_booked, visit)
        return replace(first, rest=tuple(rest))

    def _as_booked(self, appointment: Appointment) -> Booked:
        return Booked(
            id=row_id(appointment),
            revision=appointment.revision,
            service=self._services[appointment.service_id],
            staff=self._staff[appointment.staff_id],
            start=appointment.starts_at.astimezone(self.shop.zone),
            end=appointment.ends_at.astimezone(self.shop.zone),
            status=appointment.status.value,
            name=appointment.beneficiary or self._person.name or "",
            subject=appointment.subject or "",
            link=entry_links.link(self._session, row_id(appointment)),
            pick_up_at=appointment.pick_up_at,
            is_ready=appointment.ready_at is not None,
            standing=appointment.standing_id or 0,
        )

    def _beneficiary(self, name: str) -> str | None:
        return name if name and name != self._person.name else None


def numbers_of(moving: Booked | None) -> tuple[int, ...]:
    return tuple(one.id for one in moving.parts) if moving else ()
