"""The Desk over the tables: what one conversation may see of the shop and do in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlmodel import Session, col, select

from booking_bot.dialogue.desk import (
    Booked,
    CustomerFacts,
    Handover,
    Note,
    Obstacle,
    Offer,
    OpenDay,
    Reason,
)
from booking_bot.domain.appointments import OPEN
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.language.frame import Window
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Conversation,
    Customer,
    Source,
    row_id,
)
from booking_bot.services import (
    attachments,
    availability,
    bookings,
    catalogue,
    consents,
    handovers,
    house_questions,
)
from booking_bot.services.agenda import Wish
from booking_bot.services.customer_facts import customer_facts, remember_answers
from booking_bot.services.obstacles import obstacle
from booking_bot.services.opening import opening_between, opening_on
from booking_bot.services.shop_facts import shop_facts
from booking_bot.services.wishes import WorkingDay, allowed, span_of, working_day

# How many days are looked at first; each further look reaches twice as far, until enough was found.
FIRST_LOOK = 14
REOPENS_WITHIN = timedelta(days=30)
# Told once a conversation, until somebody has looked.
ONLY_FOR_PEOPLE = frozenset({Note.VOICE, Note.PHOTO, Note.DOCUMENT, Note.CONTACT, Note.TOO_BIG})


class FrontDesk:
    """Implements `dialogue.desk.Desk` for the customer of one conversation, inside its turn's transaction."""

    def __init__(self, session: Session, conversation: Conversation, *, now: datetime) -> None:
        self._session = session
        self._conversation = conversation
        self._now = now
        self._by = f"customer:{conversation.customer_id}"
        self.catalogue = catalogue.read(session)
        self.shop = shop_facts(self.catalogue)
        self._service_ids = {service.slug: row_id(service) for service in self.catalogue.services}
        self._staff_ids = {member.slug: row_id(member) for member in self.catalogue.staff}
        self._services = {number: slug for slug, number in self._service_ids.items()}
        self._staff = {number: slug for slug, number in self._staff_ids.items()}

    @cached_property
    def _person(self) -> Customer:
        return self._session.get_one(Customer, self._conversation.customer_id)

    @property
    def customer(self) -> CustomerFacts:
        return customer_facts(self._session, self._conversation.customer_id)

    # what is free

    def free(
        self,
        service: str,
        staff: str | None,
        windows: Sequence[Window],
        without: Sequence[Window] = (),
        *,
        limit: int,
        moving: int | None = None,
    ) -> tuple[Offer, ...]:
        found: list[Offer] = []
        for slot, on in self._slots(service, staff, windows, moving):
            start = slot.start.astimezone(self.shop.zone)
            if windows and not allowed(start, on, windows, self.shop.country):
                continue
            if allowed(start, on, without, self.shop.country):
                continue
            end = slot.end.astimezone(self.shop.zone)
            found.append(Offer(service, self._staff[slot.staff_id], start, end))
            if len(found) == limit:
                break
        return tuple(found)

    def _slots(
        self, service: str, staff: str | None, windows: Sequence[Window], moving: int | None
    ) -> Iterator[tuple[availability.Slot, WorkingDay]]:
        """Free slots of the working days that the windows touch, earliest first, a look at a time."""
        today = self._today
        horizon = today + timedelta(days=self.catalogue.business.horizon_days)
        span = span_of(windows, today=today - timedelta(days=1), horizon=horizon)
        if span is None:
            return
        first, last = span
        reach = FIRST_LOOK
        while first <= last:
            until = min(first + timedelta(days=reach - 1), last)
            yield from self._slots_of(service, staff, first, until, moving)
            first, reach = until + timedelta(days=1), reach * 2

    def _slots_of(
        self, service: str, staff: str | None, first: date, last: date, moving: int | None
    ) -> Iterator[tuple[availability.Slot, WorkingDay]]:
        openings = [day for day in opening_between(self._session, first, last) if day.spans]
        if not openings:
            return
        slots = availability.free_slots(
            self._session,
            service_id=self._service_ids[service],
            staff_id=self._staff_ids[staff] if staff else None,
            start=min(opens for day in openings for opens, _ in day.spans),
            end=max(closes for day in openings for _, closes in day.spans),
            now=self._now,
            moving=(moving,) if moving else (),
            ignoring_hold_of=row_id(self._conversation),
        )
        length = min((slot.end - slot.start for slot in slots), default=timedelta(0))
        days = [(day, working_day(day.day, day.spans, length, self.shop.zone)) for day in openings]
        for slot in slots:
            for opening, on in days:
                if on and any(opens <= slot.start < closes for opens, closes in opening.spans):
                    yield slot, on
                    break

    def why_not(
        self, service: str, staff: str | None, windows: Sequence[Window], *, moving: int | None = None
    ) -> Obstacle:
        wish = Wish(
            self._service_ids[service],
            self._staff_ids[staff] if staff else None,
            (moving,) if moving else (),
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

    # what is held and booked

    def hold(self, offer: Offer, *, moving: int | None = None) -> None:
        bookings.hold(
            self._session,
            conversation_id=row_id(self._conversation),
            service_id=self._service_ids[offer.service],
            staff_id=self._staff_ids[offer.staff],
            start=offer.start,
            now=self._now,
            moving=(moving,) if moving else (),
        )

    def release(self) -> None:
        bookings.release(self._session, row_id(self._conversation))

    def book(self, offer: Offer, *, name: str, answers: Mapping[str, str], note: str) -> Booked:
        customer = self._person
        remember_answers(self._session, row_id(customer), answers, now=self._now)
        appointment = bookings.book(
            self._session,
            customer_id=row_id(customer),
            service_id=self._service_ids[offer.service],
            staff_id=self._staff_ids[offer.staff],
            start=offer.start,
            beneficiary=name if name and name != customer.name else None,
            note=note or None,
            source=Source.BOT,
            by=self._by,
            now=self._now,
            conversation_id=row_id(self._conversation),
        )
        return self._booked(appointment)

    def reschedule(self, appointment: Booked, offer: Offer) -> Booked:
        self.find(appointment.id)  # only one's own
        moved = bookings.reschedule(
            self._session,
            appointment.id,
            start=offer.start,
            staff_id=self._staff_ids[offer.staff],
            by=self._by,
            now=self._now,
            conversation_id=row_id(self._conversation),
            revision=appointment.revision,
        )
        return self._booked(moved)

    def cancel(self, appointment: Booked) -> Booked:
        return self._changed(bookings.cancel, appointment)

    def confirm(self, appointment: Booked) -> Booked:
        return self._changed(bookings.confirm, appointment)

    def _changed(self, change: Callable[..., Appointment], appointment: Booked) -> Booked:
        self.find(appointment.id)  # only one's own
        return self._booked(
            change(self._session, appointment.id, by=self._by, now=self._now, revision=appointment.revision)
        )

    def appointments(self) -> tuple[Booked, ...]:
        rows = self._session.exec(
            select(Appointment)
            .where(
                col(Appointment.customer_id) == self._conversation.customer_id,
                col(Appointment.status).in_(OPEN),
                col(Appointment.starts_at) > self._now,
            )
            .order_by(col(Appointment.starts_at), col(Appointment.id))
        ).all()
        return tuple(map(self._booked, rows))

    def find(self, appointment_id: int) -> Booked:
        appointment = self._session.get(Appointment, appointment_id)
        if appointment is None or appointment.customer_id != self._conversation.customer_id:
            raise NoSuchAppointment(appointment_id)
        return self._booked(appointment)

    def _booked(self, appointment: Appointment) -> Booked:
        return Booked(
            id=row_id(appointment),
            revision=appointment.revision,
            service=self._services[appointment.service_id],
            staff=self._staff[appointment.staff_id],
            start=appointment.starts_at.astimezone(self.shop.zone),
            end=appointment.ends_at.astimezone(self.shop.zone),
            status=appointment.status.value,
            name=appointment.beneficiary or self._person.name or "",
        )

    # people

    def hand_over(self, reason: Reason, summary: str) -> Handover:
        case = handovers.open_case(
            self._session, self._conversation, reason=reason.value, summary=summary, now=self._now
        )
        days = opening_between(self._session, self._today - timedelta(days=1), self._today + REOPENS_WITHIN)
        spans = sorted(span for day in days for span in day.spans)
        closes = next((closes for opens, closes in spans if opens <= self._now < closes), None)
        opens = next((opens for opens, _ in spans if opens > self._now), None)
        zone = self.shop.zone
        return Handover(
            case=str(row_id(case)),
            open_until=closes.astimezone(zone) if closes else None,
            reopens=opens.astimezone(zone) if opens and not closes else None,
        )

    def note(self, kind: Note, text: str, *, appointment: Booked | None = None) -> None:
        if kind in ONLY_FOR_PEOPLE:
            attachments.ask_a_person(
                self._session, row_id(self._conversation), reason=kind.value, summary=text, now=self._now
            )
            return
        self._session.add(
            Attention(
                kind=AttentionKind.LATE if kind is Note.LATE else AttentionKind.NOTE,
                conversation_id=row_id(self._conversation),
                appointment_id=appointment.id if appointment else None,
                reason=kind.value,
                summary=text,
                at=self._now,
            )
        )

    def attach(self, appointment_id: int, messages: Sequence[int]) -> None:
        self.find(appointment_id)  # only one's own
        attachments.attach(self._session, row_id(self._conversation), messages, appointment_id)

    def rename(self, name: str) -> None:
        self._person.name = name

    def stop(self, *, notices: bool) -> None:
        consents.stop(self._session, self._conversation.customer_id, notices=notices, now=self._now)

    def resume(self) -> None:
        consents.resume(self._session, self._conversation.customer_id, now=self._now)

    def answer(self, text: str) -> str | None:
        return house_questions.answer(self._session, text)

    # the calendar

    @property
    def _today(self) -> date:
        return self._now.astimezone(self.shop.zone).date()
