"""What is left here and fetched later, as a car is: when it is brought, and when it is done."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking_bot.domain.opening import parse_hours
from booking_bot.domain.spans import Span
from booking_bot.domain.walltime import instant, instants, utc

_DAY_MINUTES = 24 * 60


def parse_window(text: str) -> Span:
    """Minutes after midnight of "08:00-09:30", both ends within one day. Raises ValueError."""
    first, last = parse_hours(text)
    if last > _DAY_MINUTES:
        raise ValueError(f"{text!r} passes midnight; it wants two times of one day, such as 08:00-09:30")
    return first, last


def parse_clock(text: str) -> int:
    """Minutes after midnight of "18:00". Raises ValueError."""
    return parse_hours(f"{text}-24:00")[0]


def other_starts(window: Span, days: Sequence[date], zone: ZoneInfo) -> list[Span]:
    """The open stretches around `window` on each of `days`, in order: nothing is brought then.

    Both ends of the window are still in time.
    """
    edges = [edge for day in days for edge in instants(day, window, zone)]
    return list(zip([0, *edges[1::2]], [*edges[::2], _FOR_EVER], strict=True))


def is_within(start: datetime, window: Span, zone: ZoneInfo) -> bool:
    day = start.astimezone(zone).date()
    first, last = instants(day, window, zone)
    return first <= start.timestamp() <= last


def ready_by(
    end: datetime, clock: int, opening: Iterable[tuple[date, Sequence[Span]]], zone: ZoneInfo
) -> datetime | None:
    """When what is done by `end` may be fetched: the first time from then on that the clock shows `clock`
    minutes while the shop is open, or is just closing. `opening` are its days in order; None where on none.
    """
    for day, spans in opening:
        moment = instant(day, clock, zone)
        if moment >= end.timestamp() and any(opens <= moment <= closes for opens, closes in spans):
            return utc(moment)
    return None


_FOR_EVER = 1 << 40
