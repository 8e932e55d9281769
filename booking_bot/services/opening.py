"""When the shop is open on given dates, as its tables say it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.domain import public_holidays
from booking_bot.domain.opening import (
    DayHours,
    Special,
    Week,
    hours_on,
    parse_hours,
    parse_week,
    spans_on,
)
from booking_bot.domain.walltime import utc
from booking_bot.services import catalogue
from booking_bot.services.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Opening:
    """One date of the shop: when it is open, in UTC and in order, and why it is closed or unusual."""

    day: date
    spans: tuple[tuple[datetime, datetime], ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What decides the shop's hours."""

    zone: ZoneInfo
    week: Week
    specials: tuple[Special, ...]
    # Country and subdivision whose public holidays close the shop, None where it works on them.
    holidays_of: tuple[str, str | None] | None

    def between(self, first: date, last: date) -> "Calendar":
        """The same for these dates, both included, and quicker to ask."""
        near = tuple(one for one in self.specials if one.last >= first and one.first <= last)
        return replace(self, specials=near)

    def on(self, day: date) -> DayHours:
        holiday = public_holidays.name_of(day, *self.holidays_of) if self.holidays_of else None
        return hours_on(day, self.week, self.specials, holiday)


def opening_on(session: Session, day: date) -> Opening:
    """The hours of that date, closures, public holidays and special days counted."""
    return opening_between(session, day, day)[0]


def opening_between(session: Session, first: date, last: date) -> list[Opening]:
    """The hours of each date from `first` to `last`, both included."""
    return openings(catalogue.read(session), first, last)


def openings(shop: Catalogue, first: date, last: date) -> list[Opening]:
    """The same where the shop is known."""
    calendar = shop_calendar(shop).between(first, last)
    found = []
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        hours = calendar.on(day)
        spans = spans_on(day, hours.hours, calendar.zone)
        found.append(Opening(day, tuple((utc(start), utc(end)) for start, end in spans), hours.reason))
    return found


@lru_cache(maxsize=8)
def shop_calendar(shop: Catalogue) -> Calendar:
    business = shop.business
    return Calendar(
        zone=ZoneInfo(business.timezone),
        week=parse_week(business.hours),
        specials=tuple(
            Special(one.first_day, one.last_day, tuple(sorted(map(parse_hours, one.hours))), one.reason or "")
            for one in shop.specials
        ),
        holidays_of=(business.country, business.subdivision) if business.holidays else None,
    )
