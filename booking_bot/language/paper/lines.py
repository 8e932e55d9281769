"""One line of a diary as it was read."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    HEADING = "heading"  # a day, or a person whose lines follow
    APPOINTMENT = "appointment"
    ASIDE = "aside"  # "COMIDA": somebody's own time
    CROSSED_OUT = "crossed_out"
    EMPTY = "empty"  # nothing at all, or an hour to which nobody comes


class Reason(StrEnum):
    NO_DAY = "no_day"
    WHICH_DAY = "which_day"  # it may be one of two
    WRONG_DAY = "wrong_day"  # that date is another weekday
    NO_TIME = "no_time"
    HALF = "half"  # of the morning or of the afternoon
    WHICH_TIME = "which_time"  # it says two
    ABOUT = "about"  # "sobre las 10"
    NO_SERVICE = "no_service"
    UNKNOWN = "unknown"  # a word that means nothing here
    WHICH_SERVICE = "which_service"  # it fits several
    NO_NAME = "no_name"
    WHOSE = "whose"  # an animal, and nobody who brings it
    SEVERAL = "several"  # more than one person
    ATTENDS = "attends"  # somebody of the staff, or a customer called like them
    QUESTION = "question"
    CROSS = "cross"  # "x 13:00 Rosa"
    TIMES = "times"  # "x2"
    PHONE = "phone"


class Doubt(NamedTuple):
    reason: Reason
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1. `services` and `fits` are ids of the shop's; of `fits` one is meant.

    `phone` is canonical. `subject` is what is attended where it is not the customer: an animal, a plate.
    """

    number: int
    text: str
    kind: Kind
    day: date | None = None
    start: time | None = None
    end: time | None = None
    services: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    staff: str | None = None
    name: str = ""
    phone: str | None = None
    subject: str = ""
    note: str = ""
    doubts: tuple[Doubt, ...] = ()
