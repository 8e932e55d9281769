"""Standing appointments as pages show them: what was agreed, and its days to come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.standing import days
from booking_bot.domain.walltime import local_day
from booking_bot.models import Appointment, Resource, Service, Standing, StandingException, row_id
from booking_bot.services.inbox import Person, people
from booking_bot.services.place import place_of
from booking_bot.services.standing.one_day import NOT_WANTED
from booking_bot.services.standing.terms import Terms, get, start_on, terms_of
from booking_bot.services.standing.turns import day_of

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Turn:
    """A day to come. `start` is when it is, or would be; `why` that it is not, `without_place` where the
    shop still has to say when."""

    day: date
    start: datetime
    status: Status | None = None  # None where it was not made yet, or is not
    appointment_id: int | None = None
    moved: bool = False
    why: str = ""
    without_place: bool = False

    @property
    def stands(self) -> bool:
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class Series:
    """`days` are those to come, soonest first; none once it has ended."""

    id: int
    terms: Terms
    person: Person
    service: str
    staff: str
    ended: bool
    days: tuple[Turn, ...] = ()


def read(session: Session, standing_id: int, *, now: datetime) -> Series:
    """Raises NoSuchStanding."""
    return _series(session, [get(session, standing_id)], now=now)[0]


def of_customer(session: Session, customer_id: int, *, now: datetime) -> list[Series]:
    """Those that go on, the first agreed first."""
    today = local_day(now, place_of(session).zone)
    rows = session.exec(
        select(Standing)
        .where(
            col(Standing.customer_id) == customer_id,
            col(Standing.ended_at).is_(None),
            sa.or_(col(Standing.last_day).is_(None), col(Standing.last_day) >= today),
        )
        .order_by(col(Standing.id))
    ).all()
    return _series(session, rows, now=now) if rows else []


def _series(session: Session, rows: Collection[Standing], *, now: datetime) -> list[Series]:
    zone = place_of(session).zone
    today = local_day(now, zone)
    numbers = [row_id(one) for one in rows]
    known = people(session, [one.customer_id for one in rows])
    services = dict(session.exec(select(Service.id, Service.name)).all())
    staff = dict(session.exec(select(Resource.id, Resource.name)).all())
    made: dict[tuple[int | None, date | None], Appointment] = {
        (one.standing_id, day_of(one)): one
        for one in session.exec(
            select(Appointment).where(
                col(Appointment.standing_id).in_(numbers),
                col(Appointment.starts_at) > now - timedelta(days=60),
            )
        )
    }
    exceptions = {
        (one.standing_id, one.day): one.reason
        for one in session.exec(
            select(StandingException).where(
                col(StandingException.standing_id).in_(numbers), col(StandingException.day) >= today
            )
        )
    }

    def turn(standing: Standing, day: date) -> Turn:
        start = start_on(day, standing.clock, zone).astimezone(zone)
        found, why = made.get((standing.id, day)), exceptions.get((row_id(standing), day), "")
        without = bool(why) and why != NOT_WANTED
        if found is None:
            return Turn(day, start, why=why, without_place=without)
        begins = found.starts_at.astimezone(zone)
        return Turn(day, begins, found.status, row_id(found), begins != start, why, without)

    def coming(standing: Standing) -> tuple[Turn, ...]:
        if standing.ended_at is not None:
            return ()
        until = today + timedelta(weeks=standing.every_weeks * SHOWN)
        found = days(
            standing.first_day,
            standing.every_weeks,
            until=until,
            after=today - timedelta(days=1),
            last=standing.last_day,
        )
        return tuple(turn(standing, day) for day in found[:SHOWN])

    return [
        Series(
            row_id(one),
            terms_of(one),
            known[one.customer_id],
            services[one.service_id],
            staff[one.staff_id],
            one.ended_at is not None or bool(one.last_day and one.last_day < today),
            coming(one),
        )
        for one in rows
    ]
