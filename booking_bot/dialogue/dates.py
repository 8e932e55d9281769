"""Dates, times and lengths as a receptionist writes them: always with the weekday, hours as H:mm."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import dates

_DAY = {"es": "EEEE d 'de' MMMM", "en": "EEEE d MMMM"}
_DAY_WITH_YEAR = {"es": "EEEE d 'de' MMMM 'de' y", "en": "EEEE d MMMM y"}
_AND = {"es": " y ", "en": " and "}


@lru_cache(maxsize=1024)
def _format(on: date, pattern: str, *, locale: str) -> str:
    """As Babel writes it; most talk is of the days to come, again and again."""
    return dates.format_date(on, pattern, locale=locale)


def _language(locale: str) -> str:
    return locale[:2]


def day(on: date, *, today: date, locale: str) -> str:
    """ "jueves 26 de noviembre", with the year where it is not this one."""
    patterns = _DAY if on.year == today.year else _DAY_WITH_YEAR
    return _format(on, patterns[_language(locale)], locale=locale)


def clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def full(start: datetime, *, today: date, locale: str) -> str:
    """ "jueves 26 de noviembre a las 11:00"."""
    return f"{day(start.date(), today=today, locale=locale)} {at(start.time(), locale=locale)}"


def at(when: time, *, locale: str) -> str:
    """ "a las 11:00", "a la 1:00"."""
    return f"{'at' if _language(locale) == 'en' else 'a'} {hour(when, locale=locale)}"


def hour(when: time, *, locale: str) -> str:
    """ "las 11:00", "la 1:00", for what stands behind a preposition."""
    if _language(locale) == "en":
        return clock(when)
    return f"{'la' if when.hour == 1 else 'las'} {clock(when)}"


def short(start: datetime, *, locale: str) -> str:
    """ "jue 26 nov, 11:00": at most 20 characters, to fit on a button."""
    return f"{_format(start, 'EEE d MMM', locale=locale).replace('.', '')}, {clock(start.time())}"


def spans(opening: Sequence[tuple[time, time]], *, locale: str) -> str:
    """ "de 10:00 a 14:00 y de 17:00 a 20:30"."""
    pattern = "from {} to {}" if _language(locale) == "en" else "de {} a {}"
    return _AND[_language(locale)].join(pattern.format(clock(start), clock(end)) for start, end in opening)


def weekdays(numbers: Sequence[int], *, locale: str) -> str:
    """ "lunes a viernes", "sábado": a run of ISO weekdays in order."""
    names = [_format(date(2024, 1, number), "EEEE", locale=locale) for number in numbers]
    if len(names) == 1:
        return names[0]
    joint = " to " if _language(locale) == "en" else " a "
    return f"{names[0]}{joint}{names[-1]}" if len(names) > 2 else _AND[_language(locale)].join(names)


def length(duration: timedelta) -> str:
    """ "30 min", "1 h", "1 h 30 min"."""
    hours, minutes = divmod(round(duration.total_seconds() / 60), 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
    )
