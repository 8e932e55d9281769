"""A shop in memory: the Desk for tests of the dialogue, with a clock that is told and no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from booking_bot.dialogue.call_times import ringing
from booking_bot.dialogue.desk import (
    Booked,
    Call,
    CustomerFacts,
    Deposit,
    Handover,
    Note,
    Obstacle,
    Offer,
    OpenDay,
    Ordered,
    Otherwise,
    Part,
    Place,
    Proposal,
    Quote,
    Reason,
    ServiceFacts,
    ShopFacts,
    StaffFacts,
    Waiting,
    Why,
)
from booking_bot.dialogue.waits import is_met
from booking_bot.dialogue.windows import holds
from booking_bot.domain.dayparts import within_daypart
from booking_bot.domain.orders import number_key
from booking_bot.domain.quotes import NoSuchQuote, QuoteOver
from booking_bot.domain.refusals import (
    AlreadyOver,
    NoSuchAppointment,
    NoSuchPlace,
    NoSuchProposal,
    SlotTaken,
    TooLateToChange,
    TooSoon,
)
from booking_bot.language.frame import Opening, Window
from tests.dialogue.fake_visits import free_visits

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=MADRID)

_DAY: Opening = ((time(9), timedelta(hours=5)), (time(16), timedelta(hours=4)))

SHOP = ShopFacts(
    name="Salón Lirio",
    zone=MADRID,
    services=(
        ServiceFacts("corte", "Corte", timedelta(minutes=30), 1600),
        ServiceFacts("tinte", "Tinte", timedelta(minutes=90), 4500),
        ServiceFacts("manicura", "Manicura", timedelta(minutes=45), 2000),
    ),
    staff=(
        StaffFacts("marta", "Marta", frozenset({"corte", "tinte", "manicura"})),
        StaffFacts("leo", "Leo", frozenset({"corte"})),
    ),
    hours=(*[_DAY] * 6, ()),
    address="Calle del Prado 3",
    phone="+34910000009",
    emoji=False,
)


@dataclass
class FakeDesk:
    """Every quarter of an hour, one person a time; `busy` holds (staff, start) pairs of others."""

    now: datetime = NOW
    shop: ShopFacts = SHOP
    customer: CustomerFacts = field(default_factory=lambda: CustomerFacts(name="Ana"))
    booked: list[Booked] = field(default_factory=list)
    busy: set[datetime] = field(default_factory=set)
    away: set[tuple[str, date]] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    open_until: datetime | None = None
    reopens: datetime | None = None
    days: int = 90
    step: timedelta = timedelta(minutes=15)
    held: Offer | None = None
    handed: list[tuple[Reason, str]] = field(default_factory=list)
    notes: list[tuple[Note, str, int | None]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    waits: list[Waiting] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)
    ordered: list[Ordered] | None = None  # the newest first
    terms: dict[str, tuple[int, str]] = field(default_factory=dict)  # deposits, by service
    called: str | None = None  # what they want to be rung about
    has_number: bool = True
    let_go: Deposit | None = None  # its time was given back
    owed: dict[int, Deposit] = field(default_factory=dict)
    proposals: dict[int, Proposal] = field(default_factory=dict)
    changes: dict[int, Otherwise] = field(default_factory=dict)
    quotes: dict[int, Quote] = field(default_factory=dict)

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
        found: list[Offer] = []
        able = [one.id for one in self.shop.staff if service in one.services and staff in (None, one.id)]
        for day in (self.now.date() + timedelta(days=number) for number in range(self.days)):
            if windows and not any(_may_hold(day, window) for window in windows):
                continue
            for start, end in self._starts(day, service):
                fits = not windows or any(self._holds(start, window) for window in windows)
                if not fits or any(self._holds(start, one) for one in without):
                    continue
                member = next((one for one in able if self._is_free(one, start, end, moving)), None)
                if member and start >= self.now:
                    found.append(Offer(service, member, start, end))
                    if len(found) == limit:
                        return tuple(found)
        return tuple(found)

    def free_visit(
        self,
        parts: Sequence[Part],
        windows: Sequence[Window],
        without: Sequence[Window] = (),
        *,
        limit: int,
        moving: Booked | None = None,
    ) -> tuple[Offer, ...]:
        if len(parts) == 1:
            (part,) = parts
            return self.free(part.service, part.staff, windows, without, limit=limit, moving=moving)
        found = free_visits(self, parts, moving)
        fitting = (
            one for one in found if not windows or any(self._holds(one.start, window) for window in windows)
        )
        return tuple(
            islice(
                (one for one in fitting if not any(self._holds(one.start, other) for other in without)), limit
            )
        )

    def _starts(self, day: date, service: str) -> list[tuple[datetime, datetime]]:
        length, window = next((one.length, one.drop_off) for one in self.shop.services if one.id == service)
        starts = []
        for opens, span in self.shop.hours[day.isoweekday() - 1]:
            start = datetime.combine(day, opens, tzinfo=self.shop.zone)
            end = start + span
            while start + length <= end:
                if window is None or window[0] <= start.time() <= window[1]:
                    starts.append((start, start + length))
                start += self.step
        return starts

    def _holds(self, start: datetime, window: Window) -> bool:
        if not holds(start, window) or window.daypart is None:
            return holds(start, window)
        day = start.date()
        spans = self.shop.hours[day.isoweekday() - 1]
        first = datetime.combine(day, spans[0][0], tzinfo=start.tzinfo)
        last = datetime.combine(day, spans[-1][0], tzinfo=start.tzinfo) + spans[-1][1] - timedelta(minutes=30)
        return within_daypart(start, day, window.daypart, self.shop.country, first=first, last=last)

    def _is_free(self, staff: str, start: datetime, end: datetime, moving: Booked | None) -> bool:
        taken = any(
            one.staff == staff and one.status != "cancelled" and one.start < end and start < one.end
            for visit in self.booked
            for one in visit.parts
            if moving is None or one.id not in [part.id for part in moving.parts]
        )
        return not taken and start not in self.busy and (staff, start.date()) not in self.away

    def why_not(
        self, service: str, staff: str | None, windows: Sequence[Window], *, moving: Booked | None = None
    ) -> Obstacle:
        days = [window.first for window in windows if window.first and window.first == window.last]
        day = days[0] if len(days) == 1 else None
        if staff and not any(one.id == staff and service in one.services for one in self.shop.staff):
            return Obstacle(Why.NOT_THEIR_SERVICE)
        if day is None:
            return Obstacle(Why.FULL)
        if day < self.now.date():
            return Obstacle(Why.PAST, day)
        if day > self.now.date() + timedelta(days=90):
            return Obstacle(Why.TOO_FAR, day)
        if not self.shop.hours[day.isoweekday() - 1]:
            return Obstacle(Why.CLOSED_DAY, day)
        if staff and (staff, day) in self.away:
            return Obstacle(Why.STAFF_AWAY, day)
        starts = [
            start
            for start, _ in self._starts(day, service)
            if any(self._holds(start, one) for one in windows)
        ]
        if not starts and any(one.id == service and one.drop_off for one in self.shop.services):
            return Obstacle(Why.DROP_OFF, day)
        if not starts:
            return Obstacle(Why.OUTSIDE_HOURS, day)
        return Obstacle(Why.PAST if max(starts) < self.now else Why.FULL, day)

    def opening(self, day: date) -> OpenDay:
        spans = self.shop.hours[day.isoweekday() - 1]
        return OpenDay(
            day, tuple((start, (datetime.combine(day, start) + length).time()) for start, length in spans)
        )

    def _check(self, offer: Offer, moving: Booked | None) -> None:
        if offer.start < self.now:
            raise TooSoon(offer.start, self.now)
        for part in offer.parts:
            if not self._is_free(part.staff, part.start, part.end, moving):
                raise SlotTaken(part.start)

    def hold(self, offer: Offer, *, moving: Booked | None = None) -> None:
        self._check(offer, moving)
        self.held = offer

    def release(self) -> None:
        self.held = None

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
        self._check(offer, None)
        number = sum(len(one.parts) for one in self.booked) + 1
        names = (name, *others)
        first, *rest = (
            Booked(
                number + n,
                1,
                one.service,
                one.staff,
                one.start,
                one.end,
                status=self._status(one.service),
                name=names[one.who],
                subject=subjects[n] if subjects else "",
                case="C-1",
                pick_up_at=self._pick_up(one.service, one.start),
            )
            for n, one in enumerate(offer.parts)
        )
        booked = replace(first, rest=tuple(rest))
        self.booked.append(booked)
        if offer.service in self.terms:
            self.owe(booked)
        self.answers.update(answers)
        known = dict.fromkeys([*subjects, *self.customer.subjects])
        self.customer = replace(self.customer, subjects=tuple(known))
        self.log.append(f"booked {told(booked)}")
        self.held = None
        return booked

    def _pick_up(self, service: str, start: datetime) -> datetime | None:
        """The same day, at the service's hour."""
        clock = next(one.pick_up for one in self.shop.services if one.id == service)
        return datetime.combine(start.date(), clock, start.tzinfo) if clock else None

    def left_here(self) -> tuple[Booked, ...]:
        return tuple(one for one in self.booked if one.start <= self.now and one.pick_up_at)

    def _status(self, service: str) -> str:
        asks = next(one.approval for one in self.shop.services if one.id == service)
        return "requested" if asks or service in self.terms else "booked"

    def owe(self, booked: Booked) -> None:
        """Its deposit is awaited for a day."""
        amount, how = self.terms[booked.service]
        self.owed[booked.id] = Deposit(booked, amount, how, self.now + timedelta(days=1))

    def _open(self, appointment: Booked) -> Booked:
        known = self.find(appointment.id)
        if known.status == "cancelled" or known.start <= self.now:
            raise AlreadyOver(known.id, known.status)
        if known.start - self.now < self.shop.cancel_notice:
            raise TooLateToChange(known.id, self.shop.cancel_notice)
        return known

    def _store(self, changed: Booked, **change: Any) -> Booked:
        """Each of its parts is changed; `changed` may be one part of a visit."""
        numbers = {one.id for one in changed.parts}

        def after(one: Booked) -> Booked:
            return replace(one, revision=one.revision + 1, **change) if one.id in numbers else one

        parts = [replace(after(one), rest=()) for visit in self.booked for one in visit.parts]
        self._gather(parts, [[one.id for one in visit.parts] for visit in self.booked])
        return self.find(changed.id)

    def _gather(self, parts: list[Booked], visits: list[list[int]]) -> None:
        """What is cancelled of a visit stands by itself."""
        by_id = {one.id: one for one in parts}
        self.booked = []
        for visit in visits:
            for gone in (False, True):
                mine = [by_id[one] for one in visit if (by_id[one].status == "cancelled") is gone]
                if mine:
                    self.booked.append(replace(mine[0], rest=tuple(mine[1:])))

    def reschedule(self, appointment: Booked, offer: Offer) -> Booked:
        self._open(appointment)
        self._check(offer, appointment)
        self.log.append(f"moved {appointment.id} to {offer.start:%Y-%m-%d %H:%M}")
        places = dict(zip((part.id for part in appointment.parts), offer.parts, strict=True))
        parts = [_placed(part, places.get(part.id)) for visit in self.booked for part in visit.parts]
        visits = [[part.id for part in visit.parts if part.id not in places] for visit in self.booked]
        self._gather(parts, [*visits, list(places)])
        return self.find(appointment.id)

    def cancel(self, appointment: Booked) -> Booked:
        self._open(appointment)
        self.log.extend(f"cancelled {one.id}" for one in appointment.parts)
        return self._store(appointment, status="cancelled")

    def confirm(self, appointment: Booked) -> Booked:
        known = self.find(appointment.id)
        self.log.append(f"confirmed {known.id}")
        return self._store(known, status="confirmed")

    def appointments(self) -> tuple[Booked, ...]:
        theirs = [one for one in self.booked if one.status != "cancelled" and one.start > self.now]
        return tuple(sorted(theirs, key=lambda one: one.start))

    def find(self, appointment_id: int) -> Booked:
        for visit in self.booked:
            if any(one.id == appointment_id for one in visit.parts):
                return visit
        raise NoSuchAppointment(appointment_id)

    def recalled(self, appointment_id: int) -> Booked | None:
        return self.find(appointment_id)

    def missed(self) -> Booked | None:
        gone = [one for one in self.booked if one.status != "cancelled" and one.start < self.now]
        last = max(gone, key=lambda one: one.start, default=None)
        return last if last and last.status != "completed" else None

    def rate(self, appointment_id: int, figure: int, comment: str = "") -> None:
        self.find(appointment_id)
        self.log.append(f"rated {appointment_id}: {figure}{f', {comment}' if comment else ''}")

    def comment(self, appointment_id: int, text: str) -> None:
        self.find(appointment_id)
        self.log.append(f"commented {appointment_id}: {text}")

    def orders(self, number: str | None = None) -> tuple[Ordered, ...] | None:
        if self.ordered is None:
            return None
        key = number_key(number or "")
        return tuple(one for one in self.ordered if number is None or number_key(one.number) == key)

    def hand_over(self, reason: Reason, summary: str) -> Handover:
        self.handed.append((reason, summary))
        self.log.append(f"handed over: {reason}")
        return Handover("C-1", self.open_until, self.reopens)

    def note(self, kind: Note, text: str, *, appointment: Booked | None = None) -> None:
        self.notes.append((kind, text, appointment.id if appointment else None))
        self.log.append(f"noted: {kind}")

    def remember(self, answers: Mapping[str, str]) -> None:
        self.answers.update(answers)
        self.customer = replace(self.customer, answers={**self.customer.answers, **answers})

    def attach(self, appointment_id: int, messages: Sequence[int]) -> None:
        self.log.append(f"kept with {appointment_id}: {', '.join(map(str, messages))}")

    def put_in_name(self, appointment: Booked, name: str) -> Booked:
        self.log.append(f"put {appointment.id} in the name of {name}")
        return self._store(appointment, name=name)

    def rename(self, name: str) -> None:
        self.customer = replace(self.customer, name=name)

    def stop(self, said: str, *, notices: bool) -> None:
        self.customer = replace(self.customer, offers_stopped=True, notices_stopped=notices)
        self.log.append("stopped all" if notices else "stopped offers")

    def resume(self, said: str) -> None:
        self.customer = replace(self.customer, offers_stopped=False, notices_stopped=False)
        self.log.append("resumed")

    def answer(self, text: str) -> str | None:
        return "Sí, hay aparcamiento en la esquina." if "parking" in text.lower() else None

    def wait(self, wish: Waiting, *, name: str = "") -> None:
        if wish not in self.waits:
            self.waits.append(wish)
        moving = f" instead of {wish.moving.id}" if wish.moving else ""
        days = ", ".join(f"{one.first or ''}..{one.last or ''}" for one in wish.windows)
        self.log.append(f"waits for {wish.service} {days or 'any day'}{moving}")

    def waiting(self) -> tuple[Waiting, ...]:
        return tuple(self.waits)

    def fulfilled(self, booked: Booked) -> bool:
        met = [one for one in self.waits if is_met(one, booked)]
        self.waits = [one for one in self.waits if one not in met]
        self.log.extend(f"waits no more for {one.service}" for one in met)
        return bool(met)

    def leave_list(self) -> int:
        gone = len(self.waits)
        self.waits = []
        self.log.append("left the list")
        return gone

    def place(self, number: int) -> Place:
        if number not in self.places:
            raise NoSuchPlace(number)
        return self.places[number]

    def take(self, place: Place) -> Booked:
        booked = (
            self.reschedule(place.moving, place.offer)
            if place.moving
            else self.book(place.offer, name=self.customer.name or "", answers={}, note="")
        )
        self.places[place.number] = replace(place, taken=booked)
        return booked

    def decline(self, place: Place) -> None:
        self.log.append(f"declined {place.number}")

    def proposal(self, number: int) -> Proposal:
        if number not in self.proposals:
            raise NoSuchProposal(number)
        known = self.proposals[number]
        return replace(known, appointment=self.find(known.appointment.id))

    def agree(self, proposal: Proposal) -> Booked:
        meant, wanted = proposal.appointment, proposal.offer.start
        if not meant.is_requested:
            raise AlreadyOver(meant.id, meant.status)
        self._check(proposal.offer, meant)
        self.log.append(f"agreed to {wanted:%Y-%m-%d %H:%M} for {meant.id}")
        return self._store(meant, start=wanted, end=wanted + (meant.end - meant.start), status="booked")

    def refuse(self, proposal: Proposal) -> None:
        self.log.append(f"refused {proposal.number}")

    def otherwise(self, number: int) -> Otherwise:
        if number not in self.changes:
            raise NoSuchAppointment(number)
        return self.changes[number]

    def suits(self, otherwise: Otherwise) -> Booked:
        self.log.append(f"change {otherwise.number} suits")
        if otherwise.offer is None:
            return otherwise.appointment
        return self.book(otherwise.offer, name=self.customer.name or "", answers={}, note="")

    def give_up(self, otherwise: Otherwise) -> None:
        self.log.append(f"gave up change {otherwise.number}")

    def call_back(self, reason: str, about: str, wanted: Sequence[Window], *, number: str | None) -> Call:
        days = [self.now.date() + timedelta(days=ahead) for ahead in range(14)]
        starts = [(datetime.combine(day, one[0], self.shop.zone), one[1]) for day in days
                  for one in self.shop.hours[day.isoweekday() - 1]]  # fmt: skip
        when = ringing(wanted, [(start, start + span) for start, span in starts], self.now, country="ES")
        at = f" at {when.at:%Y-%m-%d %H:%M}" if when else ""
        self.log.append(f"to be rung{at}{f' on {number}' if number else ''}: {reason}")
        self.called = about
        return Call(when, self.has_number or number is not None)

    def ring_at(self, number: str) -> bool:
        self.log.append(f"to be rung on {number}")
        return self.called is not None

    def no_call(self) -> bool:
        self.log.append("no call any more")
        return self.called is not None

    def ask_price(self, text: str, messages: Sequence[int]) -> Handover:
        shown = f", shown by {', '.join(map(str, messages))}" if messages else ""
        self.log.append(f"asked the price{shown}")
        return Handover("", self.open_until, self.reopens)

    def quote(self, number: int) -> Quote:
        if number not in self.quotes:
            raise NoSuchQuote(number)
        return self.quotes[number]

    def accept_quote(self, quote: Quote, message: int) -> Quote:
        known = self.quotes[quote.number]
        if not known.may_be_taken or known.instead is not None:
            raise QuoteOver(known.number, known.status)
        self.log.append(f"accepted {known.number} by message {message}")
        self.quotes[known.number] = replace(known, status="accepted")
        return self.quotes[known.number]

    def decline_quote(self, quote: Quote, said: str) -> None:
        self.log.append(f"refused {quote.number}")
        self.quotes[quote.number] = replace(quote, status="declined")

    def keep_quote(self, number: int, booked: Booked) -> None:
        self.quotes[number] = replace(self.quotes[number], appointment=booked)
        self.log.append(f"{number} is done in {booked.id}")

    def deposits(self) -> tuple[Deposit, ...]:
        return tuple(self.owed.values())

    def released(self) -> Deposit | None:
        return self.let_go

    def claim_late(self, deposit: Deposit, messages: Sequence[int]) -> None:
        shown = ", ".join(map(str, messages))
        self.log.append(
            f"said to be paid too late: {deposit.appointment.id}{f', shown by {shown}' if shown else ''}"
        )

    def claim(self, deposit: Deposit, messages: Sequence[int]) -> None:
        self.owed[deposit.appointment.id] = replace(deposit, claimed=True)
        shown = ", ".join(map(str, messages))
        self.log.append(f"said to be paid: {deposit.appointment.id}{f', shown by {shown}' if shown else ''}")


def _placed(part: Booked, place: Offer | None) -> Booked:
    if place is None:
        return replace(part, rest=())
    return replace(
        part,
        revision=part.revision + 1,
        service=place.service,
        staff=place.staff,
        start=place.start,
        end=place.end,
        pick_up_at=part.pick_up_at and datetime.combine(place.start.date(), part.pick_up_at.timetz()),
        status="requested" if part.status == "requested" else "booked",
        rest=(),
    )


def told(booked: Booked) -> str:
    """Each part with its start."""
    first, *rest = booked.parts
    return "; ".join(
        [
            f"{first.service} {first.start:%Y-%m-%d %H:%M} {first.subject or first.name}",
            *(f"{one.service} {one.start:%H:%M} {one.subject or one.name}" for one in rest),
        ]
    )


def _may_hold(day: date, window: Window) -> bool:
    return not (window.first and day < window.first) and not (window.last and day > window.last)


def appointment(
    number: int, start: datetime, *, service: str = "corte", staff: str = "leo", revision: int = 3
) -> Booked:
    return Booked(number, revision, service, staff, start, start + timedelta(minutes=30), name="Ana")
