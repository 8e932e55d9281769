"""What was understood of one message.

A `Frame` says what the customer does (`acts`) and what they said of it: services, times, people.
It is plain data, the same for every language, and the only thing the dialogue sees of a text.
Dates in it are the shop's; a clock time bounds the START of an appointment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any


class Act(StrEnum):
    BOOK = "book"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    CONFIRM = "confirm"
    LATE = "late"
    AFFIRM = "affirm"
    DENY = "deny"
    CHOOSE = "choose"
    AVAILABILITY = "availability"
    MY_APPOINTMENTS = "my_appointments"
    ASK_PRICE = "ask_price"
    ASK_HOURS = "ask_hours"
    ASK_LOCATION = "ask_location"
    ASK_SERVICES = "ask_services"
    ORDER_STATUS = "order_status"
    HUMAN = "human"
    COMPLAINT = "complaint"
    RATE = "rate"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    GREET = "greet"
    THANKS = "thanks"
    BYE = "bye"
    OTHER = "other"


class Daypart(StrEnum):
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    FIRST_HOUR = "first_hour"
    LAST_HOUR = "last_hour"
    AFTER_LUNCH = "after_lunch"


ANY_STAFF = "any"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of acceptable starts. `first` and `last` are both included; an open end is None.

    `weekdays` are ISO numbers (1 Monday … 7 Sunday), empty where they do not narrow.
    `daypart` stands only where no clock time says more.
    """

    first: date | None = None
    last: date | None = None
    weekdays: tuple[int, ...] = ()
    earliest: time | None = None
    latest: time | None = None
    daypart: Daypart | None = None

    def as_json(self) -> dict[str, Any]:
        """The window in the exchange's form: `from`, `to`, `weekdays`, `earliest`, `latest`, `daypart`."""
        out: dict[str, Any] = {}
        if self.first:
            out["from"] = self.first.isoformat()
        if self.last:
            out["to"] = self.last.isoformat()
        if self.weekdays:
            out["weekdays"] = list(self.weekdays)
        if self.earliest is not None:
            out["earliest"] = f"{self.earliest:%H:%M}"
        if self.latest is not None:
            out["latest"] = f"{self.latest:%H:%M}"
        if self.daypart:
            out["daypart"] = self.daypart.value
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Window":
        """Read what `as_json` wrote. Raises ValueError or TypeError on anything else."""
        return cls(
            first=date.fromisoformat(data["from"]) if "from" in data else None,
            last=date.fromisoformat(data["to"]) if "to" in data else None,
            weekdays=tuple(data.get("weekdays", ())),
            earliest=time.fromisoformat(data["earliest"]) if "earliest" in data else None,
            latest=time.fromisoformat(data["latest"]) if "latest" in data else None,
            daypart=Daypart(data["daypart"]) if "daypart" in data else None,
        )


class Refusal(StrEnum):
    """Why a date that was said gives no window, or another than its words alone would."""

    NO_SUCH_DATE = "no_such_date"  # "31 de febrero"
    ROLLED_TO_NEXT_YEAR = "rolled_to_next_year"  # "3 de mayo" said in June
    LEAP_YEARS_ONLY = "leap_years_only"  # "29 de febrero"
    NO_SUCH_TIME = "no_such_time"  # "a las 25"


@dataclass(frozen=True, slots=True)
class Frame:
    """All that was understood of one message; a field not spoken of is empty.

    `service` and `staff` are ids of the business file. `shift` is relative to the appointment at
    hand, `late` how late they say they will be. `choice` counts from 1.
    """

    acts: frozenset[Act] = frozenset()
    service: tuple[str, ...] = ()
    staff: str | None = None
    when: tuple[Window, ...] = ()
    not_when: tuple[Window, ...] = ()
    which: tuple[Window, ...] = ()
    asap: bool = False
    shift: timedelta | None = None
    choice: int | None = None
    party: int | None = None
    for_other: bool = False
    name: str | None = None
    order: str | None = None
    late: timedelta | None = None
    rating: int | None = None
    # Beyond the exchange's contract, for the dialogue alone:
    same_time: bool = False  # "a la misma hora"
    fits: tuple[tuple[str, ...], ...] = ()  # services that a word fits equally, "un corte"; not in as_json
    later: bool | None = None  # "un poco más tarde" True, "antes" False: a shift without a figure
    refusals: tuple[tuple[Refusal, str], ...] = ()  # with the words that were refused or rolled
    language: str = (
        "es"  # "en", "ca", "pt", "gl" where the message is plainly not Spanish; "und" for another script
    )

    def as_json(self) -> dict[str, Any]:
        """The frame in the exchange's form; fields not spoken of are left out, `acts` never."""
        out: dict[str, Any] = {"acts": sorted(self.acts)}
        if self.service:
            out["service"] = list(self.service)
        for key in ("when", "not_when", "which"):
            windows: tuple[Window, ...] = getattr(self, key)
            if windows:
                out[key] = [window.as_json() for window in windows]
        for key in ("staff", "choice", "party", "name", "order", "rating"):
            value = getattr(self, key)
            if value is not None:
                out[key] = value
        for key in ("asap", "for_other", "same_time"):
            if getattr(self, key):
                out[key] = True
        for key in ("shift", "late"):
            length: timedelta | None = getattr(self, key)
            if length is not None:
                out[key] = round(length.total_seconds() / 60)
        if self.later is not None:
            out["later"] = self.later
        if self.refusals:
            out["refusals"] = [{"reason": reason.value, "words": words} for reason, words in self.refusals]
        if self.language != "es":
            out["language"] = self.language
        return out


class Asked(StrEnum):
    """What the bot has just asked."""

    SERVICE = "service"
    STAFF = "staff"
    WHEN = "when"
    NAME = "name"
    RATING = "rating"
    CONFIRM = "confirm"
    OPTION = "option"
    QUESTION = "question"  # a question of the house: the text is the answer


@dataclass(frozen=True, slots=True)
class Expecting:
    """What was asked; `options` are the offered times as local wall times, numbered from 1."""

    kind: Asked
    options: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A service or a person of the business and the ways to say it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


Opening = tuple[tuple[time, timedelta], ...]  # (start, length) of each opening span of a weekday, in order


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What understanding needs to know of a business. `hours` has one entry a weekday, Monday first.

    Hashable: what is compiled from it is kept by value, so an edited business needs no invalidation.
    """

    services: tuple[Term, ...]
    staff: tuple[Term, ...]
    hours: tuple[Opening, ...]
    country: str = "ES"
    subdivision: str | None = None
    locale: str = "es_ES"
