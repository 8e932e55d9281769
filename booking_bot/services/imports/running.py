"""The lines of a file do what they say, a few in each transaction.

How far it is stands in the row of the import and is written in the transaction that does it, so whoever goes
on after a fall goes on there. Who takes the next lines says first how far it was: where two try, one waits
and finds that it is further by then.
"""

import logging
import re
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking_bot.db import Database
from booking_bot.domain import sheets
from booking_bot.domain.refusals import Refused
from booking_bot.models import Import, ImportStatus
from booking_bot.services import audit
from booking_bot.services.imports import report
from booking_bot.services.imports.columns import picked
from booking_bot.services.imports.kinds import KINDS, Kind
from booking_bot.services.imports.line import Done, Outcome, Row, Setting, row_of, setting_of
from booking_bot.services.imports.values import Fault

log = logging.getLogger(__name__)

# A run does no more than so many transactions: a worker that is told to end waits for it.
CHUNKS = 12
LEASE = timedelta(minutes=1)
# What was looked at and not begun, and lines that were never put right, hold names of people.
FORGET_PREVIEWS_AFTER = timedelta(days=2)
FORGET_LINES_AFTER = timedelta(days=30)
UNREADABLE = "No se entiende esta línea. ¿Faltan unas comillas por cerrar?"
REFUSED = "No se ha podido guardar."
# A fault repeats what stands in the cell: a number, an address.
_QUOTED = re.compile("«.*»")


class Ended(NamedTuple):
    """What became of one line: `fault` where it was not taken."""

    number: int
    done: Done | None
    fault: str = ""


def run_due(database: Database, *, now: datetime) -> int:
    """Go on with the file that has waited longest; how many lines are through."""
    with database.reading() as session:
        waiting = session.exec(_waiting(now)).first()
    if waiting is None:
        return 0
    return run(database, waiting, now=now)


def run(database: Database, number: int, *, now: datetime) -> int:
    """So many lines as a run does, in as many transactions as they take."""
    with database.reading() as session:
        row = session.get(Import, number)
        if row is None or row.text is None:
            return 0
        kind, place, text, opt_in = row.kind, row.line, row.text, row.opt_in
        at = picked(row.columns.items(), sheets.headings(text))
    lines = islice(sheets.lines(text), 1 + place, None)
    through = 0
    for _ in range(CHUNKS):
        chunk = list(islice(lines, KINDS[kind].at_once))
        with database.transaction() as session:
            if not _take(session, number, place, len(chunk), now=now):
                return through
            setting = setting_of(session, number, opt_in=opt_in, now=now)
            ended = [
                one
                for line, cells in enumerate(chunk, start=place + report.FIRST)
                if (one := do(session, KINDS[kind], line, row_of(cells, at), setting)) is not None
            ]
            _note(session, number, ended)
            if len(chunk) < KINDS[kind].at_once:
                _finish(session, number, now=now)
        place += len(chunk)
        through += len(chunk)
        if len(chunk) < KINDS[kind].at_once:
            return through
    with database.transaction() as session:
        session.exec(sa.update(Import).where(col(Import.id) == number).values(lease_until=None))
    return through


def do(session: Session, kind: Kind, number: int, row: Row | None, setting: Setting) -> Ended | None:
    """What the line says, or nothing of it; None of an empty one."""
    if row is None:
        return Ended(number, None, UNREADABLE)
    if not any(row.values()):
        return None
    try:
        said = kind.read(row, setting)
        with session.begin_nested():
            done = kind.put(session, said, number, setting)
            session.flush()
    except Fault as fault:
        return Ended(number, None, str(fault))
    except (Refused, IntegrityError, DataError) as error:
        log.warning("line %d of import %d was refused: %s", number, setting.number, type(error).__name__)
        return Ended(number, None, REFUSED)
    return Ended(number, done)


def forget_old(session: Session, *, now: datetime) -> None:
    """What nobody will look at any more."""
    session.exec(
        sa.delete(Import).where(
            col(Import.status) == ImportStatus.PREVIEW, col(Import.created_at) < now - FORGET_PREVIEWS_AFTER
        )
    )
    old = select(Import.id, Import.faults).where(
        col(Import.text).is_not(None), col(Import.ended_at) < now - FORGET_LINES_AFTER
    )
    for number, faults in session.exec(old).all():
        left = [{**one, "fault": _QUOTED.sub("«…»", one["fault"])} for one in faults]
        session.exec(sa.update(Import).where(col(Import.id) == number).values(text=None, faults=left))


def _waiting(now: datetime) -> SelectOfScalar[int | None]:
    return (
        select(col(Import.id))
        .where(
            col(Import.status) == ImportStatus.RUNNING,
            sa.or_(col(Import.lease_until).is_(None), col(Import.lease_until) <= now),
        )
        .order_by(col(Import.id))
        .limit(1)
    )


def _take(session: Session, number: int, place: int, many: int, *, now: datetime) -> bool:
    """Take the next lines, unless somebody else has, or it was stopped."""
    taken = session.exec(
        sa.update(Import)
        .where(
            col(Import.id) == number, col(Import.status) == ImportStatus.RUNNING, col(Import.line) == place
        )
        .values(line=place + many, lease_until=now + LEASE)
    )
    return taken.rowcount == 1


def _note(session: Session, number: int, ended: list[Ended]) -> None:
    counts = [one.done.outcome for one in ended if one.done]
    faults = [{"line": str(one.number), "fault": one.fault} for one in ended if not one.done]
    values = {
        outcome.value: getattr(Import, outcome.value) + counts.count(outcome)
        for outcome in Outcome
        if outcome in counts
    }
    if faults:
        had = session.exec(select(Import.faults).where(col(Import.id) == number)).one()
        values["faults"] = [*had, *faults]
    if values:
        session.exec(sa.update(Import).where(col(Import.id) == number).values(**values))


def _finish(session: Session, number: int, *, now: datetime) -> None:
    """Of the file only the lines stay that were not taken, so that they can be put right."""
    row = session.get_one(Import, number, populate_existing=True)
    row.text = report.not_taken(row)
    row.status, row.ended_at, row.lease_until = ImportStatus.DONE, now, None
    audit.record(
        session, f"import:{number}", "import.ended", number, now=now,
        made=row.made, changed=row.changed, faults=len(row.faults),
    )  # fmt: skip
