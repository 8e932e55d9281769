"""How long a price that was named holds, and what goes wrong with one."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking_bot.domain.refusals import Refused
from booking_bot.domain.walltime import instant, utc

DAYS = 7  # a price holds for so long where the owner says nothing else
LONGEST = 90
LATE = timedelta(days=3)  # whoever says yes so long after that is told that it has ended


class NoSuchQuote(Refused):
    def __init__(self, number: int) -> None:
        super().__init__(f"no price of the number {number} was named to them")
        self.number = number


class QuoteOver(Refused):
    """It ended, or another price stands in its place."""

    def __init__(self, number: int, status: str) -> None:
        super().__init__(f"quote {number} is {status}")
        self.number, self.status = number, status


def last_day(today: date) -> date:
    return today + timedelta(days=DAYS)


def ends_after(day: date, zone: ZoneInfo) -> datetime:
    """The end of that day by the shop's clock."""
    return utc(instant(day + timedelta(days=1), 0, zone))
