"""By when what is left at the shop is promised: at its hour on the first day that is open then."""

from datetime import datetime, timedelta
from typing import NamedTuple

from booking_bot.domain.drop_off import ready_by
from booking_bot.domain.opening import spans_on
from booking_bot.domain.walltime import local_day
from booking_bot.services.opening import Calendar

# Beyond the longest holidays of a shop nothing is promised.
_DAYS_AHEAD = 60


class PickUp(NamedTuple):
    """`clock` is in minutes after midnight."""

    clock: int
    calendar: Calendar

    def after(self, end: datetime) -> datetime | None:
        """What is done by `end` may be fetched then; None where the shop is never open at that hour."""
        zone = self.calendar.zone
        first = local_day(end, zone)
        days = (first + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD))
        opening = ((day, spans_on(day, self.calendar.on(day).hours, zone)) for day in days)
        return ready_by(end, self.clock, opening, zone)
