"""The shop as one conversation sees it.

`Desk` belongs to one customer: it knows who is asking, so that nothing of anybody else's can be
reached through it. The dialogue calls it and never sees a session; whoever offers a Desk runs its
verbs inside the transaction of the turn. Datetimes it gives are aware and in the shop's zone;
refusals are the exceptions of `booking_bot.domain.refusals`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from booking_bot.language.frame import Opening, Window


@dataclass(frozen=True, slots=True)
class Question:
    """What a service asks of its customer, such as the plate or allergies."""

    id: str
    ask: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """`price_cents` is None where no price is to be told; `price_from` makes it "desde"."""

    id: str
    name: str
    length: timedelta
    price_cents: int | None = None
    price_from: bool = False
    approval: bool = False
    preparation: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffFacts:
    id: str
    name: str
    services: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """`tone` is "tu", "usted" or "vos"; `appointment_word` "cita", "turno" or "hora".

    `hours` has one entry a weekday, Monday first. `cancel_notice` and `max_party` are the shop's
    rules; `subject` is what is attended where it is not the customer ("mascota"). `location` is "lat,long",
    `greeting` stands instead of the bot's own, `signature` is the name that the bot goes by, `privacy_url`
    where customers read what is kept of them.
    """

    name: str
    zone: ZoneInfo
    services: tuple[ServiceFacts, ...]
    staff: tuple[StaffFacts, ...] = ()
    hours: tuple[Opening, ...] = ((),) * 7
    locale: str = "es_ES"
    country: str = "ES"
    currency: str = "EUR"
    tone: str = "tu"
    appointment_word: str = "cita"
    address: str = ""
    phone: str = ""
    website: str = ""
    privacy_url: str = ""
    subject: str = ""
    location: str = ""
    greeting: str = ""
    signature: str = ""
    emoji: bool = True
    max_party: int = 4
    cancel_notice: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """Who is writing. `answers` are those given to questions of services before, by question id;
    `subjects` what was attended before, such as pets, by their names."""

    name: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    offers_stopped: bool = False
    notices_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One service for one person of a visit, `who` counting from 0; `staff` None is anybody who does it."""

    service: str
    staff: str | None = None
    who: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that is free, with the member of staff who would get it.

    A visit of several parts is one offer: the first part, with the others in `rest`.
    """

    service: str
    staff: str
    start: datetime
    end: datetime
    who: int = 0
    rest: "tuple[Offer, ...]" = ()

    @property
    def parts(self) -> "tuple[Offer, ...]":
        return (self, *self.rest)


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as its customer sees it. `status` is the agenda's, `revision` grows with each change.

    A visit of several parts is one entry, with the others in `rest`. `name` is of whoever comes,
    `subject` what is attended where it is not a person.
    """

    id: int
    revision: int
    service: str
    staff: str
    start: datetime
    end: datetime
    status: str = "booked"
    name: str = ""
    subject: str = ""
    case: str = ""
    rest: "tuple[Booked, ...]" = ()

    @property
    def parts(self) -> "tuple[Booked, ...]":
        return (self, *self.rest)

    @property
    def is_requested(self) -> bool:
        """Whether somebody must still say yes to some of it, or its deposit is still to come."""
        return any(part.status == "requested" for part in self.parts)

    @property
    def stamp(self) -> int:
        """Another one after each change of any part."""
        return sum(one.revision for one in self.parts)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wish on the waiting list; no windows is any time. `moving` would be given up for it."""

    service: str
    staff: str | None
    windows: tuple[Window, ...] = ()
    moving: Booked | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place that came free and was offered to them under this number. `taken` is what they made of it."""

    number: int
    offer: Offer
    moving: Booked | None = None
    taken: Booked | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another time that the owner proposes for what they requested, under this number."""

    number: int
    appointment: Booked
    offer: Offer


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is to be paid by hand for an appointment, and until when it is kept; `how` is the owner's words.

    `claimed` is set once the customer has said that it is paid.
    """

    appointment: Booked
    amount_cents: int
    how: str
    until: datetime
    claimed: bool = False


class Why(StrEnum):
    """Why nothing is free in the windows asked for."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    CLOSED_DAY = "closed_day"
    OUTSIDE_HOURS = "outside_hours"
    STAFF_AWAY = "staff_away"
    NOT_THEIR_SERVICE = "not_their_service"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The reason, with the one day it speaks of (None where several do) and the closure's own words."""

    why: Why
    day: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenDay:
    """When the shop is open on one date: spans of wall times, none when closed; `reason` is the closure's."""

    day: date
    spans: tuple[tuple[time, time], ...]
    reason: str = ""


class Reason(StrEnum):
    """Why a conversation is handed to a person."""

    ASKED_FOR = "asked_for"
    NOT_UNDERSTOOD = "not_understood"
    LANGUAGE = "language"
    COMPLAINT = "complaint"
    PARTY = "party"
    NOT_THE_CUSTOMER = "not_the_customer"
    BEYOND_THE_BOT = "beyond_the_bot"
    TOO_LATE_TO_CHANGE = "too_late_to_change"
    TOO_MANY_OPEN = "too_many_open"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Handover:
    """`case` is the number the customer may refer to; `open_until` is set when the shop is open now,
    else `reopens` says when a person will be there."""

    case: str
    open_until: datetime | None = None
    reopens: datetime | None = None


class Note(StrEnum):
    """What the owner is told without a person having to answer."""

    LATE = "late"
    ARRIVED = "arrived"
    LONG_MESSAGE = "long_message"
    WRONG_NUMBER = "wrong_number"
    REQUEST = "request"
    CANCELLED_LATE = "cancelled_late"
    # What only a person can hear or see.
    VOICE = "voice"
    PHOTO = "photo"
    DOCUMENT = "document"
    CONTACT = "contact"
    TOO_BIG = "too_big"


class Desk(Protocol):
    @property
    def shop(self) -> ShopFacts: ...

    @property
    def customer(self) -> CustomerFacts: ...

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
        """Free starts inside any of `windows` and none of `without`, earliest first, at most `limit`.

        No windows means any time the agenda is open. Windows hold wall times of the shop, dayparts
        as in `domain.dayparts`; `staff` None is anybody who does the service, each start once. What
        is busy because of `moving`, one part or all of a visit, or of this conversation's own hold,
        counts as free.
        """

    def free_visit(
        self,
        parts: Sequence[Part],
        windows: Sequence[Window],
        without: Sequence[Window] = (),
        *,
        limit: int,
        moving: Booked | None = None,
    ) -> tuple[Offer, ...]:
        """The same for a whole visit, whose first part begins then; `parts` go by person.

        What one person has done follows, with the same member of staff where that fits; several
        persons begin at once, else some as another is done.
        """

    def why_not(
        self, service: str, staff: str | None, windows: Sequence[Window], *, moving: Booked | None = None
    ) -> Obstacle:
        """Why `free` found nothing in these windows."""

    def opening(self, day: date) -> OpenDay:
        """The hours of that date, closures, holidays and special days counted."""

    def hold(self, offer: Offer, *, moving: Booked | None = None) -> None:
        """Keep this one time for the conversation while it is asked about; an earlier hold is let go.

        Raises Refused's children as `book` does.
        """

    def release(self) -> None:
        """Let go of what is held, if anything."""

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
        """All parts of it or none; `others` are the names of the second person and those after, `subjects`
        what is attended in each part.

        Raises SlotTaken, TooSoon, BeyondHorizon, ClosedThen, TooManyOpen or Overlapping.
        """

    def reschedule(self, appointment: Booked, offer: Offer) -> Booked:
        """Move it with all the parts given, or leave it untouched and raise as `book` and `cancel` do.

        One part of a visit moves by being given alone, and is a visit by itself from then on.
        """

    def cancel(self, appointment: Booked) -> Booked:
        """All the parts given with it, or none; of a visit one part is cancelled by giving that alone.

        Raises NoSuchAppointment, AlreadyOver, Outdated or TooLateToChange."""

    def confirm(self, appointment: Booked) -> Booked:
        """The customer says they will come. Confirming twice is no error; else raises as `cancel` does."""

    def appointments(self) -> tuple[Booked, ...]:
        """Their own open ones that have not begun, earliest first, a visit being one."""

    def find(self, appointment_id: int) -> Booked:
        """One of their own, whatever its state; of a visit, all of it. Raises NoSuchAppointment."""

    def missed(self) -> Booked | None:
        """Their last one of these weeks, where they did not come to it as far as is known."""

    def rate(self, appointment_id: int, figure: int, comment: str = "") -> None:
        """How it was, from 1 to 5, instead of what they said before; of a low one the owner hears at once.

        Raises NoSuchAppointment.
        """

    def comment(self, appointment_id: int, text: str) -> None:
        """What they say beside their figure, after what they said already. Raises NoSuchAppointment."""

    def hand_over(self, reason: Reason, summary: str) -> Handover:
        """A person takes the conversation from here on."""

    def remember(self, answers: Mapping[str, str]) -> None:
        """What they answered to questions of services, kept with them."""

    def note(self, kind: Note, text: str, *, appointment: Booked | None = None) -> None:
        """Tell the owner, on the appointment where there is one."""

    def attach(self, appointment_id: int, messages: Sequence[int]) -> None:
        """Keep what came with these messages at one of their appointments, where the team sees it."""

    def put_in_name(self, appointment: Booked, name: str) -> Booked:
        """Somebody else comes to it than was noted, or they are called otherwise."""

    def rename(self, name: str) -> None:
        """What the customer wants to be called."""

    def stop(self, *, notices: bool) -> None:
        """No offers any more; with `notices` none about appointments and orders either. Replies always go."""

    def resume(self) -> None:
        """They want to hear of offers again."""

    def answer(self, text: str) -> str | None:
        """The shop's own answer to a question of the house, None where nothing fits well."""

    def wait(self, wish: Waiting, *, name: str = "") -> None:
        """Put this wish on the waiting list, once; `name` is who comes, where it is not the customer."""

    def waiting(self) -> tuple[Waiting, ...]:
        """What they wait for, oldest first."""

    def fulfilled(self, booked: Booked) -> bool:
        """They have now what they waited for, and wait for that no more; whether they did."""

    def leave_list(self) -> int:
        """Wait for nothing any more; how many wishes that were."""

    def place(self, number: int) -> Place:
        """What was offered to them under that number, whatever became of it. Raises NoSuchPlace."""

    def take(self, place: Place) -> Booked:
        """Book it, or move what would be given up for it. Raises as `book` and `reschedule` do."""

    def decline(self, place: Place) -> None:
        """They do not want this one, and stay on the list."""

    def proposal(self, number: int) -> Proposal:
        """What was proposed to them under that number, whatever became of it. Raises NoSuchProposal."""

    def agree(self, proposal: Proposal) -> Booked:
        """Book what they requested at the time proposed; it may still wait for its deposit.

        Raises Outdated or AlreadyOver where it is no longer proposed, else as `book` does.
        """

    def refuse(self, proposal: Proposal) -> None:
        """They do not want that time; the request stays with the owner."""

    def deposits(self) -> tuple[Deposit, ...]:
        """Those that their appointments wait for."""

    def claim(self, deposit: Deposit, messages: Sequence[int]) -> None:
        """They say that it is paid, or show it with these messages; a person looks."""
