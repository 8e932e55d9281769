"""What is offered and booked, and the verbs of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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
    `subject` what is attended where it is not a person. `link` leads to the file for their calendar, ""
    where customers reach no page of ours.
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
    link: str = ""
    pick_up_at: datetime | None = None  # by when what is left there is promised
    is_ready: bool = False  # and may be fetched already
    standing: int = 0  # which standing appointment it is a turn of, 0 where it is none
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


class Visits(Protocol):
    """Their appointments: held, booked, moved, cancelled, told."""

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

    def left_here(self) -> tuple[Booked, ...]:
        """What they left here and may not have fetched yet, the first promised first."""

    def find(self, appointment_id: int) -> Booked:
        """One of their own, whatever its state; of a visit, all of it. Raises NoSuchAppointment."""

    def put_in_name(self, appointment: Booked, name: str) -> Booked:
        """Somebody else comes to it than was noted, or they are called otherwise."""

    def attach(self, appointment_id: int, messages: Sequence[int]) -> None:
        """Keep what came with these messages at one of their appointments, where the team sees it."""
