"""A file is kept, and nothing is done with it until the owner has seen what it would do."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain import sheets
from booking_bot.models import Import, ImportKind, ImportStatus, row_id
from booking_bot.services import audit
from booking_bot.services.imports import columns
from booking_bot.services.imports.columns import Column
from booking_bot.services.imports.kinds import KINDS

LONGEST_NAME = 100


class NoSuchImport(Exception):
    """There is none of that number."""


class NotNow(Exception):
    """It runs already, or it is over."""


class MissingColumns(Exception):
    """Nothing in the file was said to be these."""

    def __init__(self, missing: list[Column]) -> None:
        super().__init__(", ".join(one.name for one in missing))
        self.missing = missing


def bring(session: Session, kind: ImportKind, name: str, data: bytes, *, by: str, now: datetime) -> int:
    """Keep the file and guess its columns. Raises sheets.NotATable."""
    text = sheets.read(data)
    headings = sheets.headings(text)
    if not headings:
        raise sheets.NotATable("empty")
    shown = "".join(letter for letter in name if letter.isprintable()).strip()
    row = Import(
        kind=kind,
        name=shown[-LONGEST_NAME:] or "archivo.csv",
        text=text,
        columns=columns.guessed(KINDS[kind].columns, headings),
        lines=sum(1 for _ in sheets.lines(text)) - 1,
        actor=by,
        created_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(session, by, "import.brought", row_id(row), now=now, kind=kind.value, lines=row.lines)
    return row_id(row)


def choose(session: Session, number: int, told: Mapping[str, str]) -> None:
    """Say which column is what. Raises NoSuchImport or NotNow."""
    row = _one(session, number, ImportStatus.PREVIEW)
    row.columns = columns.chosen(KINDS[row.kind].columns, sheets.headings(row.text or ""), told)


def start(session: Session, number: int, *, opt_in: bool, by: str, now: datetime) -> None:
    """Have its lines do what they say, from the first on, or from where it was stopped.

    `opt_in`: the owner vouches that these people want to be written to. Raises NoSuchImport, NotNow or
    MissingColumns.
    """
    row = _one(session, number, ImportStatus.PREVIEW, ImportStatus.STOPPED)
    if lacking := columns.missing(KINDS[row.kind].columns, row.columns):
        raise MissingColumns(lacking)
    if row.status is ImportStatus.PREVIEW:
        row.opt_in = opt_in
    row.status, row.ended_at = ImportStatus.RUNNING, None
    audit.record(session, by, "import.started", number, now=now, kind=row.kind.value, opt_in=row.opt_in)


def stop(session: Session, number: int, *, by: str, now: datetime) -> None:
    """What was done stays; the rest waits. Raises NoSuchImport or NotNow."""
    row = _one(session, number, ImportStatus.RUNNING)
    row.status, row.ended_at, row.lease_until = ImportStatus.STOPPED, now, None
    audit.record(session, by, "import.stopped", number, now=now, line=row.line)


def drop(session: Session, number: int, *, by: str, now: datetime) -> None:
    """Forget a file of which nothing was done. Raises NoSuchImport or NotNow."""
    session.delete(_one(session, number, ImportStatus.PREVIEW))
    audit.record(session, by, "import.dropped", number, now=now)


def _one(session: Session, number: int, *statuses: ImportStatus) -> Import:
    row = session.exec(select(Import).where(col(Import.id) == number).with_for_update()).one_or_none()
    if row is None or row.kind not in KINDS:
        raise NoSuchImport(number)
    if row.status not in statuses or row.text is None:
        raise NotNow(number)
    return row
