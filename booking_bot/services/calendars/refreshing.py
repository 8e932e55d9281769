"""Reading the staff's calendars again and again: who takes one up, and what becomes of what it says.

What was busy stays busy until a whole file says otherwise: neither an outage, nor a page of errors, nor a
file that has lost its events opens a time by itself. Appointments that lie in what is busy now are never
touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.dialogue import dates
from booking_bot.domain.spans import Span, united
from booking_bot.domain.walltime import utc
from booking_bot.models import Absence, Attention, Business, ExternalCalendar, Resource, User, row_id
from booking_bot.services import agenda_lock
from booking_bot.services.calendars import uids
from booking_bot.services.calendars.reading import Contents
from booking_bot.services.calendars.subscribed import USE
from booking_bot.services.place import place_of
from booking_bot.services.secrets import Unreadable, unseal
from booking_bot.services.watching import warnings

EVERY = timedelta(minutes=15)
JITTER = timedelta(minutes=2)  # either way, so that a shop's calendars are not all asked at once
MOST_AT_ONCE = 8
# An answer that nothing has changed says nothing of the days that have come within reach since.
WHOLE_EVERY = timedelta(hours=12)
LOST_AFTER = timedelta(hours=6)
EMPTIED_FOR = timedelta(days=1)  # so long a file without events must last to be believed
BEFORE, BEYOND = timedelta(days=1), timedelta(days=7)

REASON = "Ocupado (calendario)"
EMPTIED = (
    "El calendario llega vacío de repente. Lo que había sigue bloqueado; si mañana sigue vacío, se libera."
)
SEALED = "Hay que volver a poner su dirección: el programa tiene otra clave secreta."


@dataclass(frozen=True, slots=True)
class Claimed:
    """`etag` is that of what was read last, where asking with it would do."""

    id: int
    staff_id: int
    url: str
    etag: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """What of a calendar matters to the agenda. `owners` are their e-mail addresses."""

    first: datetime
    last: datetime
    zone: ZoneInfo
    owners: Sequence[str]


def window(session: Session, staff_id: int, now: datetime) -> Window:
    """From yesterday, whose busy times may reach into today, to somewhat beyond what can be booked."""
    business = session.exec(select(Business)).one()
    owners = session.exec(select(User.email).where(col(User.staff_id) == staff_id)).all()
    last = now + timedelta(days=business.horizon_days) + BEYOND
    return Window(now - BEFORE, last, ZoneInfo(business.timezone), owners)


def is_any_due(session: Session, now: datetime) -> bool:
    return bool(_due(session, now))


def claim(session: Session, now: datetime, *, secret_key: str) -> list[Claimed]:
    """Those whose time has come, each for one worker alone."""
    found = (_take(session, number, before, now, secret_key) for number, before in _due(session, now))
    return [one for one in found if one is not None]


def _due(session: Session, now: datetime) -> Sequence[tuple[int, datetime | None]]:
    tried = col(ExternalCalendar.tried_at)
    rows = session.exec(
        select(ExternalCalendar.id, ExternalCalendar.tried_at)
        .join(Resource, col(Resource.id) == col(ExternalCalendar.staff_id))
        .where(col(Resource.active), sa.or_(tried.is_(None), tried <= now - EVERY + JITTER))
        .order_by(tried.is_not(None), tried, col(ExternalCalendar.id))
    ).all()
    due = [
        (number, before)
        for number, before in rows
        if number is not None and (before is None or before <= now - _period(number, before))
    ]
    return due[:MOST_AT_ONCE]


def _period(number: int, before: datetime) -> timedelta:
    """How long this one waits this time: another while each time, whoever asks."""
    most = int(JITTER.total_seconds())
    return EVERY + timedelta(seconds=(number * 37 + int(before.timestamp())) % (2 * most + 1) - most)


def _take(
    session: Session, number: int, before: datetime | None, now: datetime, secret_key: str
) -> Claimed | None:
    table = sa.inspect(ExternalCalendar).local_table.c
    taken = session.connection().execute(
        sa.update(ExternalCalendar)
        .where(table.id == number, table.tried_at.is_not_distinct_from(before))
        .values(tried_at=now)
    )
    if taken.rowcount != 1:
        return None
    row = session.get_one(ExternalCalendar, number, populate_existing=True)
    try:
        url = unseal(secret_key, USE, row.url)
    except Unreadable:
        fail(session, number, SEALED, now=now)
        return None
    is_fresh = row.read_at is not None and now - row.read_at < WHOLE_EVERY
    return Claimed(number, row.staff_id, url, row.etag if is_fresh else None)


def keep(
    session: Session, calendar_id: int, contents: Contents, seen: Window, *, etag: str | None, now: datetime
) -> None:
    """What it says is busy is busy, and nothing else that it said before."""
    agenda_lock.take(session)
    row = _fresh(session, calendar_id)
    if row is None:
        return
    before = session.exec(
        select(Absence).where(col(Absence.calendar_id) == calendar_id, col(Absence.ends_at) > seen.first)
    ).all()
    empty_since = row.failing_since if row.error == EMPTIED else None  # an outage before is no emptiness
    lasting = empty_since is not None and now - empty_since >= EMPTIED_FOR
    if not contents.events and any(one.ends_at > now for one in before) and not lasting:
        row.failing_since = empty_since
        fail(session, calendar_id, EMPTIED, now=now)
        return
    ours = uids.known(session, {one.uid for one in contents.busy})
    _replace(session, row, before, united(one.span for one in contents.busy if one.uid not in ours))
    row.read_at, row.etag = now, etag
    _mend(session, row, now)


def keep_as_it_is(session: Session, calendar_id: int, *, now: datetime) -> None:
    """It says what it said when it was read."""
    row = _fresh(session, calendar_id)
    if row is not None:
        _mend(session, row, now)


def fail(session: Session, calendar_id: int, explanation: str, *, now: datetime) -> None:
    """Nothing was learnt, and what was busy stays so; after hours of it the owner is told."""
    row = _fresh(session, calendar_id)
    if row is None:
        return
    row.tried_at, row.error = now, explanation
    row.failing_since = row.failing_since or now
    session.flush()
    if now - row.failing_since >= LOST_AFTER:
        _tell(session, now)


def _fresh(session: Session, calendar_id: int) -> ExternalCalendar | None:
    """None where it was removed while it was asked."""
    return session.get(ExternalCalendar, calendar_id, populate_existing=True)


def _replace(
    session: Session, calendar: ExternalCalendar, before: Sequence[Absence], wanted: Sequence[Span]
) -> None:
    """Rows that say what is wanted stay as they are."""
    left = {(one.starts_at, one.ends_at): one for one in before}
    for start, end in wanted:
        if left.pop((utc(start), utc(end)), None) is None:
            session.add(
                Absence(
                    staff_id=calendar.staff_id,
                    starts_at=utc(start),
                    ends_at=utc(end),
                    reason=REASON,
                    calendar_id=row_id(calendar),
                )
            )
    for one in left.values():
        session.delete(one)


def _mend(session: Session, row: ExternalCalendar, now: datetime) -> None:
    row.tried_at = now
    if row.failing_since is None:
        return
    row.error = row.failing_since = None
    session.flush()
    if not _lost(session, now):
        warnings.end(session, warnings.CALENDAR, now=now)


def _tell(session: Session, now: datetime) -> None:
    """Once for each that is lost anew, however often it is tried; who has seen it is told no more."""
    summary = "; ".join(_lost(session, now))
    told = session.exec(
        select(Attention.summary)
        .where(col(Attention.reason) == warnings.CALENDAR)
        .order_by(col(Attention.id).desc())
    ).first()
    if told != summary:
        warnings.warn(session, warnings.CALENDAR, summary, now=now)


def _lost(session: Session, now: datetime) -> Sequence[str]:
    """ "Lucía, «Google»: desde el lunes 23 de noviembre a las 10:00"."""
    zone = place_of(session).zone
    rows = session.exec(
        select(Resource.name, ExternalCalendar.name, ExternalCalendar.failing_since)
        .join(Resource, col(Resource.id) == col(ExternalCalendar.staff_id))
        .where(col(ExternalCalendar.failing_since) <= now - LOST_AFTER)
        .order_by(col(ExternalCalendar.id))
    )
    said = []
    for staff, name, failing_since in rows:
        since = (failing_since or now).astimezone(zone)
        day = dates.day(since.date(), today=since.date(), locale="es")
        said.append(f"{staff}, «{name}»: desde el {day} {dates.at(since.time(), locale='es')}")
    return said
