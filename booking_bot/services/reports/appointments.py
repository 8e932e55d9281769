"""Appointments that began: how many and how they ended by day or week, where they came from, and when."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Source
from booking_bot.services.reports.instants import quarter, wall, within
from booking_bot.services.reports.stretch import Stretch

# What was in the book at its hour, whatever came of it.
HELD = (Status.BOOKED, Status.CONFIRMED, Status.COMPLETED, Status.NO_SHOW)


class Begun(NamedTuple):
    """So many of one kind; `start` is the quarter of an hour by the shop's clock."""

    start: datetime
    status: Status
    source: Source
    number: int


def begun(session: Session, stretch: Stretch) -> list[Begun]:
    at = quarter(Appointment.starts_at)
    rows = session.connection().execute(
        sa.select(at, col(Appointment.status), col(Appointment.source), sa.func.count())
        .where(within(Appointment.starts_at, stretch.begin, stretch.end))
        .group_by(at, col(Appointment.status), col(Appointment.source))
    )
    return [Begun(wall(each, stretch.zone), status, source, number) for each, status, source, number in rows]


def held(found: Iterable[Begun]) -> int:
    return sum(one.number for one in found if one.status in HELD)


def by_step(found: Sequence[Begun], stretch: Stretch) -> dict[date, Counter[Status]]:
    """By day or week, each of them there, in order."""
    counted: dict[date, Counter[Status]] = {step: Counter() for step in stretch.steps()}
    for one in found:
        counted[stretch.step_of(one.start.date())][one.status] += one.number
    return counted


def by_source(found: Iterable[Begun]) -> dict[Source, Counter[Status]]:
    """Each source is there."""
    counted: dict[Source, Counter[Status]] = {source: Counter() for source in Source}
    for one in found:
        counted[one.source][one.status] += one.number
    return counted


def by_hour(found: Iterable[Begun]) -> Counter[tuple[int, int]]:
    """Of those that were held, by weekday (0 is Monday) and hour of the shop's clock."""
    counted: Counter[tuple[int, int]] = Counter()
    for one in found:
        if one.status in HELD:
            counted[one.start.weekday(), one.start.hour] += one.number
    return counted
