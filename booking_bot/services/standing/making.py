"""Turns are made some weeks ahead: at once when it is agreed, and then as days go by.

A day for which there is no place is noted with its reason, and the owner is asked. One whose time somebody is
choosing in a chat at this moment waits for the next look.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.standing import days
from booking_bot.domain.walltime import local_day
from booking_bot.models import Appointment, Standing, StandingException, row_id
from booking_bot.services import agenda_lock, catalogue
from booking_bot.services.diary import silence
from booking_bot.services.place import place_of
from booking_bot.services.standing import asking, turns
from booking_bot.services.standing.hindrances import look
from booking_bot.services.standing.terms import get, horizon, start_on, terms_of

log = logging.getLogger(__name__)
BY = "clock"


def run_due(database: Database, *, now: datetime) -> int:
    """Make the turns that have come near enough; how many those were."""
    with database.reading() as session:
        due = _due(session, now)
    done = 0
    for number in due:
        try:
            with database.transaction() as session:
                agenda_lock.take(session)
                done += len(make(session, get(session, number), by=BY, now=now))
        except Exception:
            log.exception("the turns of standing appointment %s could not be made", number)
    return done


def make(session: Session, standing: Standing, *, by: str, now: datetime) -> list[Appointment]:
    """Under the agenda's lock. Nothing is said of them: who comes every week knows."""
    if standing.ended_at is not None:
        return []
    zone, business = place_of(session).zone, catalogue.read(session).business
    until = horizon(business, standing.every_weeks, local_day(now, zone))
    coming = days(
        standing.first_day,
        standing.every_weeks,
        until=until,
        after=standing.planned_until,
        last=standing.last_day,
    )
    left_out = skipped(session, row_id(standing)) | turns.days_made(session, row_id(standing))
    made = []
    for day in coming:
        start = start_on(day, standing.clock, zone)
        if day not in left_out and start > now:
            found = look(session, terms_of(standing), start, now=now)
            if found.soon:
                break
            if found.why:
                asking.ask(session, standing, day, found.why, now=now)
            else:
                made.append(turns.book(session, standing, day, start, by=by, now=now))
        standing.planned_until = day
    silence.keep(session, [row_id(one) for one in made], now=now)
    return made


def skipped(session: Session, standing_id: int) -> set[date]:
    """The days on which it is not."""
    left_out = select(StandingException).where(col(StandingException.standing_id) == standing_id)
    return {one.day for one in session.exec(left_out)}


def _due(session: Session, now: datetime) -> Sequence[int]:
    """Those of which a turn may have come near; a business that does not exist yet has none."""
    rows = session.exec(
        select(Standing).where(
            col(Standing.ended_at).is_(None),
            sa.or_(
                col(Standing.last_day).is_(None),
                col(Standing.planned_until).is_(None),
                col(Standing.last_day) > col(Standing.planned_until),
            ),
        )
    ).all()
    if not rows:
        return []
    today, business = local_day(now, place_of(session).zone), catalogue.read(session).business
    return [
        row_id(one)
        for one in rows
        if days(
            one.first_day,
            one.every_weeks,
            until=horizon(business, one.every_weeks, today),
            after=one.planned_until,
            last=one.last_day,
        )
    ]
