"""When the day's digest goes out, and that it goes once."""

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from booking_bot.domain import quiet_hours
from booking_bot.models import Business, Watch
from booking_bot.services.opening import opening_on
from booking_bot.services.place import place_of

USUALLY = time(8)
BEFORE_OPENING = timedelta(hours=1)
# Who starts the program in the afternoon needs no morning's digest.
LATEST = timedelta(hours=3)
KEPT = timedelta(days=30)
_PREFIX = "digest:"


def due_on(session: Session, day: date) -> datetime:
    """When the night's quiet hours are over, or at eight where there are none; of who opens before that an
    hour before they do."""
    zone = place_of(session).zone
    quiet = session.exec(select(Business.quiet_hours)).one()
    usual = quiet_hours.morning(quiet, day, zone) or datetime.combine(day, USUALLY, zone).astimezone(UTC)
    opens = [start - BEFORE_OPENING for start, _ in opening_on(session, day).spans[:1] if start < usual]
    return min([usual, *(one for one in opens if one.astimezone(zone).date() == day)])


def is_due(session: Session, now: datetime) -> bool:
    """Whether today's is to be sent, and was not."""
    today = now.astimezone(place_of(session).zone).date()
    due = due_on(session, today)
    return due <= now < due + LATEST and session.get(Watch, _name(today)) is None


def take(session: Session, now: datetime) -> bool:
    """Whether it falls to this worker to send today's; what is long gone is forgotten."""
    old = sa.and_(col(Watch.name).startswith(_PREFIX), col(Watch.at) < now - KEPT)
    session.exec(sa.delete(Watch).where(old).execution_options(synchronize_session=False))
    today = now.astimezone(place_of(session).zone).date()
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    taken = session.connection().execute(
        insert(Watch)
        .values(name=_name(today), value={}, at=now)
        .on_conflict_do_nothing()
        .returning(col(Watch.name))
    )
    return taken.first() is not None


def last_sent(session: Session) -> datetime | None:
    return session.exec(
        select(Watch.at).where(col(Watch.name).startswith(_PREFIX)).order_by(col(Watch.at).desc()).limit(1)
    ).first()


def _name(day: date) -> str:
    return f"{_PREFIX}{day.isoformat()}"
