"""What the bot booked, and how much of it while nobody was there to take the call."""

from bisect import bisect
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.models import Appointment, Source
from booking_bot.services import catalogue
from booking_bot.services.opening import openings
from booking_bot.services.reports.instants import seconds, within
from booking_bot.services.reports.occupancy import merged
from booking_bot.services.reports.stretch import Stretch

_DAY = timedelta(days=1)
_MINUTE = 60


class Booked(NamedTuple):
    while_open: int
    while_closed: int


def by_the_bot(session: Session, stretch: Stretch) -> Booked:
    """By when they were made, not when they are; cancelled ones count, since they were booked."""
    minute = seconds(Appointment.created_at) // _MINUTE
    rows = session.connection().execute(
        sa.select(minute, sa.func.count())
        .where(
            col(Appointment.source) == Source.BOT,
            within(Appointment.created_at, stretch.begin, stretch.end),
        )
        .group_by(minute)
    )
    # The day before may be open past midnight.
    days = openings(catalogue.read(session), stretch.first - _DAY, stretch.last)
    spans = merged((int(start.timestamp()), int(end.timestamp())) for day in days for start, end in day.spans)
    starts = [start for start, _ in spans]
    counts = {True: 0, False: 0}
    for each, number in rows:
        place = bisect(starts, each * _MINUTE) - 1
        counts[place >= 0 and each * _MINUTE < spans[place][1]] += number
    return Booked(counts[True], counts[False])
