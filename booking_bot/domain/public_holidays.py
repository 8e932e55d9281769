"""Public holidays of a country, or of a part of it, by the calendars of the `holidays` package."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def of_year(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    """The name of each holiday, in Spanish where the calendar knows it; moved days stand where they are kept.

    Raises NotImplementedError for a country or subdivision without a calendar.
    """
    return dict(holidays.country_holidays(country, subdiv=subdivision, years=year, language="es"))


def name_of(day: date, country: str, subdivision: str | None) -> str | None:
    """What is celebrated on `day`, None on a working day."""
    return of_year(country, subdivision, day.year).get(day)
