"""What phrases about time are worth before they become windows.

An hour stays undecided between morning and afternoon until the day is known, since the opening
hours of that day decide it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from booking_bot.language.frame import Daypart, Refusal, Vocabulary


@dataclass(frozen=True, slots=True)
class Hour:
    """A clock time as said; `sure` where it can only be read one way."""

    hour: int
    minute: int = 0
    sure: bool = False

    @property
    def real(self) -> bool:
        return 0 <= self.hour <= 24 and 0 <= self.minute <= 59 and (self.hour, self.minute) <= (24, 0)

    def at(self, *, afternoon: bool) -> time:
        """The wall time in one of the two readings; 24:00 is midnight."""
        hour = self.hour % 24
        if not self.sure and hour <= 12:
            hour = hour % 12 + (12 if afternoon else 0)
        return time(hour, self.minute)

    def plus(self, minutes: int) -> "Hour":
        """Minutes later or earlier; "las 12 menos cuarto" is 11:45."""
        total = self.hour * 60 + self.minute + minutes
        if total < 60 and not self.sure:
            total += 12 * 60
        return Hour(total // 60, total % 60, self.sure)


@dataclass(frozen=True, slots=True)
class Clock:
    """Bounds of the start within a day, as said."""

    earliest: Hour | None = None
    latest: Hour | None = None
    daypart: Daypart | None = None
    night: bool = False  # "de la madrugada": before dawn

    @property
    def hours(self) -> tuple[Hour, ...]:
        return tuple(hour for hour in (self.earliest, self.latest) if hour)

    @property
    def exact(self) -> bool:
        return self.earliest is not None and self.earliest == self.latest

    def within(self, part: "Clock") -> "Clock":
        """This clock with the part of the day that was said beside it."""
        return replace(self, daypart=self.daypart or part.daypart, night=self.night or part.night)


@dataclass(frozen=True, slots=True)
class Days:
    """A day or a stretch of days, both ends included; an open end is None.

    `weekday` is the name it was called by. `both` keeps the two ends of "del martes al viernes",
    which in a change of appointment are from where and to where. `others` are further
    alternatives of the same phrase. `definite` tells "el lunes" from "lunes".
    """

    first: date | None = None
    last: date | None = None
    weekdays: tuple[int, ...] = ()
    weekday: int | None = None
    definite: bool = False
    both: "tuple[Days, Days] | None" = None
    others: "tuple[Days, ...]" = ()
    again: bool = False  # "el jueves siguiente", "la semana siguiente": after the one told before

    @classmethod
    def one(cls, day: date, *, weekday: int | None = None, definite: bool = True) -> "Days":
        return cls(day, day, weekday=weekday, definite=definite)

    @property
    def single(self) -> date | None:
        return self.first if self.first and self.first == self.last else None

    def covers(self, day: date) -> bool:
        return (
            (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and (not self.weekdays or day.isoweekday() in self.weekdays)
        )


@dataclass(slots=True)
class Context:
    """What productions may ask about: the moment, the business, and what they refused."""

    now: datetime
    vocabulary: Vocabulary
    refusals: list[tuple[Refusal, str]]
    text: str

    @property
    def today(self) -> date:
        return self.now.date()
