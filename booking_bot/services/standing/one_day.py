"""One day of a standing appointment: not this time, after all, or at another time."""

from datetime import date, datetime

from sqlmodel import Session

from booking_bot.domain.appointments import OPEN
from booking_bot.domain.refusals import SlotTaken
from booking_bot.domain.walltime import local_day
from booking_bot.models import Appointment, Standing, StandingException, row_id
from booking_bot.services import agenda_lock, audit, bookings
from booking_bot.services.diary import silence
from booking_bot.services.place import place_of
from booking_bot.services.standing import asking, turns
from booking_bot.services.standing.hindrances import look
from booking_bot.services.standing.terms import Terms, going_on, start_on, terms_of

NOT_WANTED = "quitado"


class NotItsDay(Exception):
    """It has no turn on that day."""


def leave_out(session: Session, standing_id: int, day: date, *, tell: bool, by: str, now: datetime) -> None:
    """ "El 24 no": a turn that was made is cancelled. Raises NoSuchStanding, HasEnded or NotItsDay."""
    standing = _of(session, standing_id, day, now)
    session.merge(StandingException(standing_id=standing_id, day=day, reason=NOT_WANTED, at=now))
    turn = turns.of_day(session, standing_id, day)
    if turn is not None and turn.status in OPEN and turn.starts_at > now:
        bookings.cancel(session, row_id(turn), by=by, now=now)
        if not tell:
            silence.keep(session, [row_id(turn)], now=now)
    asking.settle(session, row_id(standing), day, now=now)
    audit.record(session, by, "standing.day_left_out", standing_id, now=now, day=day.isoformat())


def put_back(session: Session, standing_id: int, day: date, *, by: str, now: datetime) -> Appointment | None:
    """After all; None where its turn is not made yet.

    Raises NoSuchStanding, HasEnded, NotItsDay, or SlotTaken where there is no place any more.
    """
    standing = _of(session, standing_id, day, now)
    return _place(session, standing, day, _start(session, standing, day), by=by, now=now)


def place(
    session: Session, standing_id: int, day: date, start: datetime, *, tell: bool, by: str, now: datetime
) -> Appointment:
    """That day's turn at another time. Raises as `put_back` does."""
    standing = _of(session, standing_id, day, now)
    turn = _place(session, standing, day, start, by=by, now=now, at_once=True)
    assert turn is not None
    if not tell:
        silence.keep(session, [row_id(turn)], now=now)
    return turn


def _place(
    session: Session,
    standing: Standing,
    day: date,
    start: datetime,
    *,
    by: str,
    now: datetime,
    at_once: bool = False,
) -> Appointment | None:
    number = row_id(standing)
    turn = turns.of_day(session, number, day)
    stands = turn is not None and turn.status in OPEN
    wanted = at_once or (standing.planned_until is not None and day <= standing.planned_until)
    if wanted:
        moving = (row_id(turn),) if turn is not None and stands else ()
        if look(session, terms_of(standing), start, now=now, moving=moving).why:
            raise SlotTaken(start)
        if turn is not None and stands:
            bookings.reschedule(
                session, row_id(turn), start=start, staff_id=standing.staff_id, by=by, now=now, knowing=True
            )
        else:
            if turn is not None:  # what was cancelled stays so, and another takes its place
                turn.idempotency_key = None
                session.flush()
            turn = turns.book(session, standing, day, start, by=by, now=now)
    exception = session.get(StandingException, (number, day))
    if exception is not None:
        session.delete(exception)
    asking.settle(session, number, day, now=now)
    audit.record(session, by, "standing.day_placed", number, now=now, day=day.isoformat())
    return turn if wanted else None


def _of(session: Session, standing_id: int, day: date, now: datetime) -> Standing:
    agenda_lock.take(session)
    standing = going_on(session, standing_id, today=local_day(now, place_of(session).zone))
    if not _is_its(terms_of(standing), day):
        raise NotItsDay
    return standing


def _is_its(terms: Terms, day: date) -> bool:
    ahead = (day - terms.first_day).days
    return (
        ahead >= 0 and ahead % (7 * terms.every_weeks) == 0 and (not terms.last_day or day <= terms.last_day)
    )


def _start(session: Session, standing: Standing, day: date) -> datetime:
    return start_on(day, standing.clock, place_of(session).zone)
