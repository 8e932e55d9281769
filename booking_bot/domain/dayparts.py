"""What "por la tarde" or "a primera hora" means as bounds of the start of an appointment.

| daypart    | Spain          | Americas      |
| morning    | to 13:59       | to 11:59      |
| midday     | 12:00–15:59    | 12:00–15:59   |
| afternoon  | 14:00–20:59    | 12:00–20:59   |
| after_lunch| 15:00–17:59    | 14:00–16:59   |
| evening    | from 19:00     | from 19:00    |
| first_hour | the first 60 minutes of the day's possible starts      |
| last_hour  | the last 60 minutes of them                            |

Times are counted from midnight of the working day, so that 01:30 of a shift 20:00–02:00 is 25:30
and belongs to the evening before.
"""

from datetime import date, datetime, time, timedelta

# ISO 3166 codes
_CODES = (
    "AG AI AR AW BB BM BO BR BS BZ CA CL CO CR CU CW DM DO EC GD GT GY HN HT JM KN KY LC MX NI PA PE PR PY "
    "SR SV TC TT US UY VC VE"
)
AMERICAS = frozenset(_CODES.split())

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_EVER = timedelta(days=3)

Bounds = tuple[timedelta, timedelta]

_EUROPE: dict[str, Bounds] = {
    "morning": (timedelta(0), 14 * _HOUR - _MINUTE),
    "midday": (12 * _HOUR, 16 * _HOUR - _MINUTE),
    "afternoon": (14 * _HOUR, 21 * _HOUR - _MINUTE),
    "after_lunch": (15 * _HOUR, 18 * _HOUR - _MINUTE),
    "evening": (19 * _HOUR, _EVER),
}
_OVERSEAS: dict[str, Bounds] = _EUROPE | {
    "morning": (timedelta(0), 12 * _HOUR - _MINUTE),
    "afternoon": (12 * _HOUR, 21 * _HOUR - _MINUTE),
    "after_lunch": (14 * _HOUR, 17 * _HOUR - _MINUTE),
}


def bounds(daypart: str, country: str, *, first: timedelta, last: timedelta) -> Bounds:
    """The earliest and latest start that `daypart` allows, both included, from the working day's midnight.

    `first` and `last` are the first and last possible starts of that day; they matter to
    `first_hour` and `last_hour` alone. Raises KeyError for a daypart that is none.
    """
    if daypart == "first_hour":
        return first, first + _HOUR - _MINUTE
    if daypart == "last_hour":
        return last - _HOUR + _MINUTE, last
    return (_OVERSEAS if country in AMERICAS else _EUROPE)[daypart]


def from_midnight(start: datetime, day: date) -> timedelta:
    """Wall time of `start` since midnight of the working day `day`; seconds do not count."""
    return timedelta(days=(start.date() - day).days, hours=start.hour, minutes=start.minute)


def within_clock(start: datetime, earliest: time | None, latest: time | None) -> bool:
    """Whether the wall time of `start` lies between two clock times, both included.

    Where `latest` comes before `earliest` the stretch runs past midnight.
    """
    wall = start.time().replace(second=0, microsecond=0)
    low, high = earliest or time.min, latest or time.max
    if low <= high:
        return low <= wall <= high
    return wall >= low or wall <= high


def within_daypart(
    start: datetime, day: date, daypart: str, country: str, *, first: datetime, last: datetime
) -> bool:
    """Whether `start`, in the shop's wall time, falls into `daypart` of the working day `day`."""
    low, high = bounds(daypart, country, first=from_midnight(first, day), last=from_midnight(last, day))
    return low <= from_midnight(start, day) <= high
