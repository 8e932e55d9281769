"""Hours of the business file, brought into one form: in order, "09:30-14:00", none of them overlapping."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from itertools import pairwise

from booking_bot.domain.drop_off import parse_clock
from booking_bot.domain.opening import WEEKDAYS, Hours, parse_hours, parse_week
from booking_bot.language.frame import Opening

_DAY = 24 * 60


def span(text: str) -> str:
    """`text` as it is kept. Raises ValueError."""
    start, dash, end = (part.strip() for part in text.replace("–", "-").partition("-"))
    if not dash or start == end:
        raise ValueError(f'{text!r} is not a span of hours such as "10:00-14:00"')
    first, last = parse_hours(f"{start:0>5}-{end:0>5}")
    # 24:00 and 00:00 end the same span.
    return f"{_clock(first)}-{_clock(last if last == _DAY else last % _DAY)}"


def window(text: str) -> str:
    """Two times of one day as they are kept. Raises ValueError."""
    told = span(text)
    if parse_hours(told)[1] > _DAY:
        raise ValueError(f"{text!r} passes midnight: it wants two times of one day")
    return told


def clock(text: str) -> str:
    """A time of day as it is kept. Raises ValueError."""
    return _clock(parse_clock(text.strip().rjust(5, "0") if ":" in text else text))


def day(texts: Iterable[str]) -> list[str]:
    """The spans of one day, earliest first. Raises ValueError where one is none or two overlap."""
    spans = sorted(map(span, texts))
    for one, other in pairwise(spans):
        if parse_hours(one)[1] > parse_hours(other)[0]:
            raise ValueError(f"{one} and {other} overlap")
    return spans


def overlaps_at_midnight(week: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The days whose last span runs into the first of the day after, with what is wrong."""
    found = []
    hours = parse_week(week)
    for number, name in enumerate(WEEKDAYS):
        after = (number + 1) % 7
        if hours[number] and hours[after] and hours[number][-1][1] - _DAY > hours[after][0][0]:
            last, first = week[name][-1], week[WEEKDAYS[after]][0]
            found.append((name, f"{last} runs into {first} of the day after"))
    return found


def openings(week: Mapping[str, Sequence[str]]) -> tuple[Opening, ...]:
    """The week as understanding wants it, Monday first."""
    return tuple(map(_opening, parse_week(week)))


def _opening(hours: Hours) -> Opening:
    return tuple((time(first // 60, first % 60), timedelta(minutes=last - first)) for first, last in hours)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
