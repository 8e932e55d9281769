"""The owner is asked about a day for which there was no place: one line, with the nearest times."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.models import (
    Attention,
    AttentionKind,
    Resource,
    Service,
    Standing,
    StandingException,
    row_id,
)
from booking_bot.services import notify
from booking_bot.services.diary.near import near
from booking_bot.services.place import place_of
from booking_bot.services.standing.terms import start_on

_DAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
REASON = "standing_without_place"


def ask(session: Session, standing: Standing, day: date, why: str, *, now: datetime) -> None:
    """Note the day as one on which it is not, and put it before the shop once."""
    number = row_id(standing)
    session.merge(StandingException(standing_id=number, day=day, reason=why, at=now))
    settle(session, number, day, now=now)
    line = notify.lines_of(session, [standing.customer_id]).get(standing.customer_id)
    session.add(
        Attention(
            kind=AttentionKind.STANDING,
            conversation_id=line.id if line else None,
            standing_id=number,
            turn_day=day,
            reason=REASON,
            summary=_line(session, standing, day, why, now),
            at=now,
        )
    )
    session.flush()


def settle(session: Session, standing_id: int, day: date, *, now: datetime) -> None:
    """It is decided, of that day."""
    _resolve(session, standing_id, col(Attention.turn_day) == day, now=now)


def settle_since(session: Session, standing_id: int, since: date, *, now: datetime) -> None:
    """It is decided, of the days from that one on."""
    _resolve(session, standing_id, col(Attention.turn_day) >= since, now=now)


def _resolve(session: Session, standing_id: int, days: sa.ColumnElement[bool], *, now: datetime) -> None:
    which = (col(Attention.standing_id) == standing_id, col(Attention.resolved_at).is_(None), days)
    session.flush()
    session.connection().execute(sa.update(Attention).where(*which).values(resolved_at=now))


def _line(session: Session, standing: Standing, day: date, why: str, now: datetime) -> str:
    service, staff = (
        session.get_one(Service, standing.service_id).name,
        session.get_one(Resource, standing.staff_id).name,
    )
    wanted = start_on(day, standing.clock, place_of(session).zone)
    free = near(session, standing.service_id, standing.staff_id, wanted, now=now)
    times = ", ".join(short(one) for one in free) or "ninguna hora esa semana"
    return f"{_day(day)} {standing.clock}, {service} con {staff}: {why}. Cerca: {times}."


def short(moment: datetime) -> str:
    """ "mar 24 17:30"."""
    return f"{_day(moment.date())} {moment:%H:%M}"


def _day(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day}/{day.month}"
