"""Appointments to come that do not fit what the business is: nobody is there then who does that."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.domain.opening import Week, spans_of_member, spans_on
from booking_bot.domain.spans import Span, intersect
from booking_bot.domain.walltime import local_day
from booking_bot.models import Absence, Appointment, row_id
from booking_bot.services import catalogue
from booking_bot.services.crews import crews_of
from booking_bot.services.opening import Calendar, shop_calendar

_DAY = timedelta(days=1)


def appointments(session: Session, *, now: datetime) -> set[int]:
    """Their ids, whatever it is that they do not fit; three statements, and the catalogue's own."""
    session.flush()
    shop = catalogue.read(session)
    calendar = shop_calendar(shop)
    weeks = {(service, one.id): one.week for service, crew in crews_of(shop).items() for one in crew.doers}
    away = _absences(session, now)
    found = set()
    for one in session.exec(
        select(Appointment).where(col(Appointment.status).in_(OPEN), col(Appointment.starts_at) > now)
    ):
        span = int(one.starts_at.timestamp()), int(one.ends_at.timestamp())
        day = local_day(one.starts_at, calendar.zone)
        doing = (one.service_id, one.staff_id)
        fits = (
            doing in weeks
            and not intersect([span], away.get(one.staff_id, ()))
            and any(_holds(calendar, each, weeks[doing], span) for each in (day, day - _DAY))
        )
        if not fits:
            found.add(row_id(one))
    return found


def _holds(calendar: Calendar, day: date, own: Week | None, span: Span) -> bool:
    """Whether they work then on `day`, which may end after midnight."""
    hours = calendar.on(day)
    spans = spans_of_member(
        day,
        hours,
        spans_on(day, hours.hours, calendar.zone),
        week=calendar.week,
        own=own,
        zone=calendar.zone,
    )
    return any(opens <= span[0] and span[1] <= closes for opens, closes in spans)


def _absences(session: Session, now: datetime) -> Mapping[int, Sequence[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for one in session.exec(select(Absence).where(col(Absence.ends_at) > now)):
        found[one.staff_id].append((int(one.starts_at.timestamp()), int(one.ends_at.timestamp())))
    return found
