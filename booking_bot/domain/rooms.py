"""What an appointment takes beside its staff: a chair for its time, a place for a car all day."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking_bot.domain.slots import Parts
from booking_bot.domain.spans import Span, crowded
from booking_bot.domain.walltime import instant, local_day, utc

_DAY = timedelta(days=1)


class Room(NamedTuple):
    """`capacity` equal ones. With `stays` what comes into it stays for whole days of that clock."""

    capacity: int
    stays: ZoneInfo | None = None

    def taken(self, span: Span) -> Span:
        """What somebody there during `span` takes of it."""
        return span if self.stays is None else whole_days(span, self.stays)

    def parts(self, parts: Parts, start: int) -> list[Span]:
        """The same of an appointment that begins at `start`."""
        return [self.taken((start + begin, start + end)) for begin, end in parts]

    def full(self, busy: Sequence[Span]) -> Sequence[Span]:
        """When nobody else may come into it, in no order."""
        if self.stays is not None:
            busy = [whole_days(span, self.stays) for span in busy]
        return crowded(busy, self.capacity)


@lru_cache(maxsize=4096)
def whole_days(span: Span, zone: ZoneInfo) -> Span:
    """From the midnight before it to the one after it, as the clock of `zone` shows them."""
    first, last = local_day(utc(span[0]), zone), local_day(utc(span[1] - 1), zone)
    return instant(first, 0, zone), instant(last + _DAY, 0, zone)
