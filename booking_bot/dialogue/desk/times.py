"""What is free and when the shop is open, and why nothing is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Protocol

from booking_bot.dialogue.desk.visits import Booked, Offer, Part
from booking_bot.language.frame import Window


class Why(StrEnum):
    """Why nothing is free in the windows asked for."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    CLOSED_DAY = "closed_day"
    OUTSIDE_HOURS = "outside_hours"
    DROP_OFF = "drop_off"  # what is left there is brought at other hours
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


class Times(Protocol):
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
