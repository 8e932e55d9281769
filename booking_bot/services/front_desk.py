"""The Desk over the tables: what one conversation may see of the shop and do in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice, zip_longest

from sqlmodel import Session

from booking_bot.dialogue.desk import (
    Booked,
    CustomerFacts,
    Deposit,
    Handover,
    Note,
    Obstacle,
    Offer,
    OpenDay,
    Part,
    Place,
    Proposal,
    Reason,
    Waiting,
)
from booking_bot.dialogue.visits import moved_by
from booking_bot.dialogue.waits import is_met
from booking_bot.domain.appointments import Status
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.language.frame import Window
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Conversation,
    Customer,
    DepositStatus,
    Source,
    WaitEntry,
    WaitStatus,
    row_id,
)
from booking_bot.services import (
    attachments,
    awaited,
    bookings,
    catalogue,
    consents,
    granting,
    handovers,
    house_questions,
    promises,
    ratings,
    visit_list,
    visits,
    waiting_list,
)
from booking_bot.services.agenda import Wish
from booking_bot.services.availability import Slot
from booking_bot.services.customer_facts import customer_facts, remember_answers, remember_subjects
from booking_bot.services.free_times import Look, free_times
from booking_bot.services.obstacles import obstacle
from booking_bot.services.opening import opening_on
from booking_bot.services.shop_facts import shop_facts
from booking_bot.services.visit_slots import Wanted

# Told once a conversation, until somebody has looked.
ONLY_FOR_PEOPLE = frozenset({Note.VOICE, Note.PHOTO, Note.DOCUMENT, Note.CONTACT, Note.TOO_BIG})
# Who speaks of an appointment that they missed speaks of one of these weeks.
MISSED_WITHIN = timedelta(days=30)


class FrontDesk:
    """Implements `dialogue.desk.Desk` for the customer of one conversation, inside its turn's transaction."""

    def __init__(self, session: Session, conversation: Conversation, *, now: datetime) -> None:
        self._session = session
        self._conversation = conversation
        self._now = now
        self._customer_id = conversation.customer_id
        self._facts: CustomerFacts | None = None  # read when asked for, and anew after a change
        self._by = f"customer:{conversation.customer_id}"
        self.catalogue = catalogue.read(session)
        self.shop = shop_facts(self.catalogue)
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

    # what is free

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
        look = Look(self.catalogue.business, row_id(self._conversation), self._now, _numbers(moving))
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
            _numbers(moving),
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

    def hold(self, offer: Offer, *, moving: Booked | None = None) -> None:
        visits.hold_visit(
            self._session,
            self._places(offer),
            conversation_id=row_id(self._conversation),
            now=self._now,
            moving=_numbers(moving),
        )

    def release(self) -> None:
        bookings.release(self._session, row_id(self._conversation))

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

    def _beneficiary(self, name: str) -> str | None:
        return name if name and name != self._person.name else None

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
        return self._booked(visits.cancel_visit(self._session, held, by=self._by, now=self._now))

    def confirm(self, appointment: Booked) -> Booked:
        held = self._held(appointment)
        return self._booked(visits.confirm_visit(self._session, held, by=self._by, now=self._now))

    def _held(self, appointment: Booked) -> list[visits.Held]:
        self.find(appointment.id)  # only one's own
        return [visits.Held(one.id, one.revision) for one in appointment.parts]

    def appointments(self) -> tuple[Booked, ...]:
        upcoming = visit_list.upcoming(self._session, self._customer_id, now=self._now)
        return tuple(self._booked(visit) for visit in upcoming if self._is_theirs(visit[0]))

    def find(self, appointment_id: int) -> Booked:
        visit = visit_list.visit_of(self._session, self._customer_id, appointment_id)
        if not self._is_theirs(visit[0]):
            raise NoSuchAppointment(appointment_id)
        return self._booked(visit)

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
        )

    # what was

    def missed(self) -> Booked | None:
        since = self._now - MISSED_WITHIN
        visit = visit_list.last_before(self._session, self._customer_id, since=since, now=self._now)
        if visit is None or visit[0].status is Status.COMPLETED or not self._is_theirs(visit[0]):
            return None
        return self._booked(visit)

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

    # people

    def hand_over(self, reason: Reason, summary: str) -> Handover:
        if reason is Reason.NOT_THE_CUSTOMER:
            self._conversation.disowned_at = self._conversation.disowned_at or self._now
        given = promises.promise(self._session, now=self._now)
        case = handovers.open_case(
            self._session,
            self._conversation,
            reason=reason.value,
            summary=summary,
            now=self._now,
            promised_at=given.due,
        )
        zone = self.shop.zone
        return Handover(
            case=str(row_id(case)),
            open_until=given.open_until.astimezone(zone) if given.open_until else None,
            reopens=given.reopens.astimezone(zone) if given.reopens else None,
        )

    def remember(self, answers: Mapping[str, str]) -> None:
        remember_answers(self._session, self._customer_id, answers, now=self._now)
        self._facts = None

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

    def put_in_name(self, appointment: Booked, name: str) -> Booked:
        self.find(appointment.id)  # only one's own
        renamed = [
            bookings.put_in_name(self._session, one.id, self._beneficiary(name), by=self._by, now=self._now)
            for one in appointment.parts
        ]
        return self._booked(renamed)

    def rename(self, name: str) -> None:
        if self._conversation.disowned_at is not None:
            return  # the customer noted here is somebody else
        self._person.name = name
        self._facts = None

    def stop(self, *, notices: bool) -> None:
        consents.stop(self._session, self._customer_id, notices=notices, now=self._now)
        self._facts = None

    def resume(self) -> None:
        consents.resume(self._session, self._customer_id, now=self._now)
        self._facts = None

    def answer(self, text: str) -> str | None:
        return house_questions.answer(self._session, text)

    # the waiting list

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
        taken = waiting_list.take(self._session, place.number, self._conversation, by=self._by, now=self._now)
        return self.find(row_id(taken))

    def decline(self, place: Place) -> None:
        waiting_list.decline(self._session, place.number, self._conversation, by=self._by, now=self._now)

    # what was requested

    def proposal(self, number: int) -> Proposal:
        found, appointment = granting.find(self._session, number)
        meant = self.find(row_id(appointment))
        by = found.starts_at - appointment.starts_at
        return Proposal(number, meant, moved_by(meant, by))

    def agree(self, proposal: Proposal) -> Booked:
        self.find(proposal.appointment.id)  # only one's own
        granting.agree(
            self._session,
            proposal.number,
            by=self._by,
            now=self._now,
            conversation_id=row_id(self._conversation),
        )
        return self.find(proposal.appointment.id)

    def refuse(self, proposal: Proposal) -> None:
        self.find(proposal.appointment.id)  # only one's own
        granting.refuse(self._session, proposal.number, now=self._now)

    def deposits(self) -> tuple[Deposit, ...]:
        return tuple(
            Deposit(
                self.find(row.appointment_id),
                row.amount_cents,
                row.how,
                row.due_at.astimezone(self.shop.zone),
                claimed=row.status is DepositStatus.CLAIMED,
            )
            for row in awaited.deposits_of(self._session, self._customer_id)
        )

    def claim(self, deposit: Deposit, messages: Sequence[int]) -> None:
        appointment_id = deposit.appointment.id
        if messages:
            self.attach(appointment_id, messages)
        awaited.claim(
            self._session,
            appointment_id,
            messages,
            by=self._by,
            now=self._now,
            conversation_id=row_id(self._conversation),
        )


def _numbers(moving: Booked | None) -> tuple[int, ...]:
    return tuple(one.id for one in moving.parts) if moving else ()
