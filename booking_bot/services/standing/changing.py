"""A standing appointment is agreed anew from a day on, or ends with the day before.

What was moved or cancelled by itself stays as it is; the other turns follow.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.domain.standing import days
from booking_bot.domain.walltime import local_day
from booking_bot.models import Appointment, Standing, StandingException, row_id
from booking_bot.services import agenda_lock, audit, bookings, catalogue
from booking_bot.services.diary import silence
from booking_bot.services.place import place_of
from booking_bot.services.standing import asking, making, telling, turns
from booking_bot.services.standing.hindrances import look
from booking_bot.services.standing.one_day import NOT_WANTED
from booking_bot.services.standing.terms import Terms, going_on, horizon, start_on, terms_of

_DAY = timedelta(days=1)
# A turn follows to the new day of its own week.
_FOLLOWS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Anew:
    """What is other from `first_day` on, which is the day of the first such turn."""

    first_day: date
    clock: str
    staff_id: int
    every_weeks: int


def end(
    session: Session, standing_id: int, *, since: date, tell: bool, by: str, now: datetime
) -> list[Appointment]:
    """No turns from that day on; those that were cancelled. Raises NoSuchStanding or HasEnded."""
    agenda_lock.take(session)
    zone = place_of(session).zone
    standing = going_on(session, standing_id, today=local_day(now, zone))
    gone = turns.untouched(session, standing, since=since, zone=zone, now=now)
    _close(session, standing, since, zone, now)
    for one in gone:
        bookings.cancel(session, row_id(one), by=by, now=now)
    silence.keep(session, [row_id(one) for one in gone], now=now)
    if tell and gone:
        telling.ended(session, gone[0], now=now)
    audit.record(session, by, "standing.ended", standing_id, now=now, since=since.isoformat())
    return list(gone)


def change(session: Session, standing_id: int, anew: Anew, *, tell: bool, by: str, now: datetime) -> Standing:
    """What goes on from the first of the new days. Raises NoSuchStanding or HasEnded."""
    agenda_lock.take(session)
    zone = place_of(session).zone
    today = local_day(now, zone)
    old = going_on(session, standing_id, today=today)
    since = max(today, anew.first_day - _FOLLOWS)
    follow = list(turns.untouched(session, old, since=since, zone=zone, now=now))
    fresh = Standing(**asdict(_terms(old, anew)), created_at=now)
    session.add(fresh)
    session.flush()
    until = horizon(catalogue.read(session).business, fresh.every_weeks, today)
    coming = days(fresh.first_day, fresh.every_weeks, until=until, last=fresh.last_day)
    _take_over(session, old, fresh, coming, follow, since=since)
    _close(session, old, since, zone, now)
    first = _follow(session, fresh, coming, follow, zone=zone, by=by, now=now)
    for one in follow:  # of weeks that have none any more
        bookings.cancel(session, row_id(one), by=by, now=now)
    silence.keep(session, [row_id(one) for one in follow], now=now)
    made = making.make(session, fresh, by=by, now=now)
    if tell and (told := first or next(iter(made), None)):
        telling.agreed(session, told, fresh.every_weeks, now=now)
    audit.record(session, by, "standing.changed", row_id(fresh), now=now, before=standing_id)
    return fresh


def _terms(old: Standing, anew: Anew) -> Terms:
    return Terms(**(asdict(terms_of(old)) | asdict(anew)))


def _close(session: Session, standing: Standing, since: date, zone: ZoneInfo, now: datetime) -> None:
    standing.last_day = min(since - _DAY, standing.last_day or since)
    if standing.last_day < local_day(now, zone):
        standing.ended_at = now
    asking.settle_since(session, row_id(standing), since, now=now)


def _take_over(
    session: Session,
    old: Standing,
    fresh: Standing,
    coming: list[date],
    follow: list[Appointment],
    *,
    since: date,
) -> None:
    """A week whose turn was moved or cancelled by itself, or was not wanted, has had its say."""
    number = row_id(fresh)
    for turn in turns.made_for(session, row_id(old), since):
        on = turns.day_of(turn)
        day = _nearest(coming, on) if on and turn not in follow else None
        if day is not None:
            coming.remove(day)
            turn.standing_id, turn.idempotency_key = number, turns.key_of(number, day)
    for one in session.exec(
        select(StandingException).where(
            col(StandingException.standing_id) == row_id(old),
            col(StandingException.day) >= since,
            col(StandingException.reason) == NOT_WANTED,
        )
    ).all():
        day = _nearest(coming, one.day)
        if day is not None:
            coming.remove(day)
            session.add(StandingException(standing_id=number, day=day, reason=NOT_WANTED, at=one.at))
    session.flush()


def _follow(
    session: Session,
    fresh: Standing,
    coming: list[date],
    follow: list[Appointment],
    *,
    zone: ZoneInfo,
    by: str,
    now: datetime,
) -> Appointment | None:
    """Move each turn to the new day of its week, and take it out of `follow`; the first that moved.

    Where there is no place for one it stays where it was, and the owner is asked.
    """
    moved: list[Appointment] = []
    by_day = {local_day(one.starts_at, zone): one for one in follow}
    for day in coming:
        was = _nearest([local_day(one.starts_at, zone) for one in follow], day)
        if was is None:
            continue
        turn = by_day[was]
        follow.remove(turn)
        turn.standing_id, turn.idempotency_key = row_id(fresh), turns.key_of(row_id(fresh), day)
        start = start_on(day, fresh.clock, zone)
        found = look(session, terms_of(fresh), start, now=now, moving=(row_id(turn),))
        if found.why:
            asking.ask(session, fresh, day, found.why, now=now)
            continue
        bookings.reschedule(
            session, row_id(turn), start=start, staff_id=fresh.staff_id, by=by, now=now, knowing=True
        )
        moved.append(turn)
    silence.keep(session, [row_id(one) for one in moved], now=now)
    return moved[0] if moved else None


def _nearest(several: Iterable[date], day: date) -> date | None:
    near = [one for one in several if abs(one - day) <= _FOLLOWS]
    return min(near, key=lambda one: abs(one - day), default=None)
