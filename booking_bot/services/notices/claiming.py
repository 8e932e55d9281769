"""Taking what is due, each notice by one worker; what is worth nothing any more ends here."""

import logging
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Notice, NoticeStatus
from booking_bot.services.notices import judging

log = logging.getLogger(__name__)

BATCH = 100  # a customer who writes meanwhile waits a tenth of a second
# Any number will do: it keeps one worker at it at a time.
RUNNING = 8_214_003

_IS_DUE = (
    col(Notice.status) == NoticeStatus.PLANNED,
    col(Notice.due_at) <= sa.bindparam("now", type_=sa.DateTime(timezone=True)),
)
_DUE = select(Notice.id).where(*_IS_DUE).order_by(col(Notice.due_at), col(Notice.id))


def due(database: Database, now: datetime, *, limit: int = BATCH) -> list[int]:
    """What a claim would find; a glance that takes no lock."""
    with database.reading() as session:
        return [number for number in session.exec(_DUE.limit(limit), params={"now": now}) if number]


def claim(session: Session, now: datetime, only: int | None = None) -> list[int]:
    """At most BATCH that are due, or that one; none where another worker is at it."""
    if not _is_alone(session):
        return []
    _drop_what_is_late(session, now)
    waiting = _waiting(now) if only is None else _waiting(now).where(col(Notice.id) == only)
    first = waiting.order_by(col(Notice.due_at), col(Notice.id)).limit(BATCH)
    return _take(session, first, status=NoticeStatus.QUEUED, ended_at=now)


def _is_alone(session: Session) -> bool:
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(RUNNING))).scalar())


def _drop_what_is_late(session: Session, now: datetime) -> None:
    """What is worth nothing any more, and reminders that a shorter one has caught up with."""
    shorter = aliased(Notice)
    caught_up = (
        sa.exists()
        .where(
            col(shorter.appointment_id) == col(Notice.appointment_id),
            col(shorter.kind) == NoticeKind.REMINDER,
            col(shorter.status) == NoticeStatus.PLANNED,
            col(shorter.due_at) <= now,
            col(shorter.due_at) > col(Notice.due_at),
        )
        .correlate(Notice)
    )
    _end_all(session, now, judging.TOO_LATE, col(Notice.not_after) < now)
    _end_all(session, now, judging.SUPERSEDED, col(Notice.kind) == NoticeKind.REMINDER, caught_up)


def _end_all(session: Session, now: datetime, reason: str, *which: sa.ColumnElement[bool]) -> None:
    dropped = _take(
        session, _waiting(now).where(*which), status=NoticeStatus.DROPPED, reason=reason, ended_at=now
    )
    if dropped:
        log.info("%s notices were not sent: %s", len(dropped), reason)


def _waiting(now: datetime) -> Any:
    return select(Notice.id).where(col(Notice.status) == NoticeStatus.PLANNED, col(Notice.due_at) <= now)


def _take(session: Session, which: Any, **values: object) -> list[int]:
    """Change those that are still planned; their ids.

    A row that another transaction is just withdrawing is left to it, and makes nobody wait.
    """
    taken = session.exec(
        sa.update(Notice)
        .where(
            col(Notice.id).in_(which.with_for_update(skip_locked=True, of=Notice)),
            col(Notice.status) == NoticeStatus.PLANNED,
        )
        .values(**values)
        .returning(col(Notice.id))
        .execution_options(synchronize_session=False)
    )
    return list(taken.scalars())
