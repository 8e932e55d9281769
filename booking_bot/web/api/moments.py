"""Times as the API takes and gives them: ISO 8601 with offset, and dates of the shop's calendar."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from booking_bot.domain.walltime import instant, utc
from booking_bot.web.api.problems import wrong

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = "must be a time with its offset, such as 2026-11-23T10:00:00+01:00"
# A "+" that nobody escaped arrives as a space.
_LOST_PLUS = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")
# Far from both ends of the calendar, so that no zone and no length reaches over them.
_FIRST_YEAR, _LAST_YEAR = 1971, 2199


def parse_instant(text: object) -> datetime:
    """The instant in UTC. Raises ValueError, also for a time without an offset."""
    if not isinstance(text, str) or "T" not in text:
        raise ValueError(_INSTANT)
    try:
        moment = datetime.fromisoformat(_LOST_PLUS.sub("+", text))
    except ValueError:
        raise ValueError(_INSTANT) from None
    if moment.tzinfo is None:
        raise ValueError(_INSTANT)
    _check_year(moment)
    return moment.astimezone(UTC)


def parse_edge(text: object) -> date | datetime:
    """A date of the shop's calendar, or an instant in UTC. Raises ValueError."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return parse_instant(text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("is a date that does not exist") from None
    _check_year(day)
    return day


def _check_year(day: date) -> None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"must lie in the years {_FIRST_YEAR} to {_LAST_YEAR}")


Instant = Annotated[datetime, BeforeValidator(parse_instant)]
Edge = Annotated[date | datetime, BeforeValidator(parse_edge)]


def begin_of(edge: date | datetime, zone: ZoneInfo) -> datetime:
    """Where what goes from `edge` on begins: a date at its first moment."""
    return edge if isinstance(edge, datetime) else utc(instant(edge, 0, zone))


def end_of(edge: date | datetime, zone: ZoneInfo) -> datetime:
    """Where what goes up to `edge` ends, outside itself: a date counts whole."""
    return edge if isinstance(edge, datetime) else utc(instant(edge + timedelta(days=1), 0, zone))


def check_order(begin: datetime | None, end: datetime | None, last: date | datetime | None) -> None:
    """Raises Problem where a stretch ends before it begins; `last` is the edge that gave its end."""
    if begin is None or end is None:
        return
    whole_day = not isinstance(last, datetime)
    if end < begin or (whole_day and end == begin):
        raise wrong({"to": "must not lie before from"})
