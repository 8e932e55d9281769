"""On which days it is what comes back every so many weeks."""

from datetime import date, timedelta


def days(
    first: date, every_weeks: int, *, until: date, after: date | None = None, last: date | None = None
) -> list[date]:
    """Those after the day `after` and up to `until` and `last`, both included, earliest first."""
    end = min(until, last) if last else until
    found, day, step = [], first, timedelta(weeks=every_weeks)
    while day <= end:
        if after is None or day > after:
            found.append(day)
        day += step
    return found
