"""What was pasted is kept as long as it is looked at, and until all of it is in or nobody wants the rest."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.models import Import, ImportKind, ImportStatus, row_id
from booking_bot.services import audit
from booking_bot.services.imports.beginning import NoSuchImport, NotNow

LONGEST_DIARY = 60_000  # characters: five hundred long lines
NAMES = {ImportKind.DIARY: "Agenda de papel", ImportKind.CONTACTS: "Contactos del móvil"}
# A diary of which some lines are in waits for the rest.
OPEN = (ImportStatus.PREVIEW, ImportStatus.STOPPED)


def bring(session: Session, kind: ImportKind, text: str, *, by: str, now: datetime) -> int:
    """Its number; the same text once more is the one that still waits."""
    waiting = select(Import.id).where(
        col(Import.kind) == kind, col(Import.text) == text, col(Import.status).in_(OPEN)
    )
    if (number := session.exec(waiting.limit(1)).first()) is not None:
        return number
    row = Import(
        kind=kind, name=NAMES[kind], text=text, lines=len(text.splitlines()), actor=by, created_at=now
    )
    session.add(row)
    session.flush()
    audit.record(session, by, "import.brought", row_id(row), now=now, kind=kind.value, lines=row.lines)
    return row_id(row)


def one(session: Session, number: int, kind: ImportKind) -> Import:
    """Raises NoSuchImport, or NotNow where it is over."""
    row = session.exec(select(Import).where(col(Import.id) == number, col(Import.kind) == kind)).one_or_none()
    if row is None:
        raise NoSuchImport(number)
    if row.status not in OPEN or row.text is None:
        raise NotNow(number)
    return row


def correct(row: Import, told: Mapping[int, Mapping[str, str]]) -> None:
    """Put what the owner says in the place of what was read."""
    kept = dict(row.corrections or {})
    row.corrections = kept | {str(number): dict(fields) for number, fields in told.items()} or None


def count(session: Session, number: int, *, made: int, same: int, now: datetime) -> None:
    """So many lines are in, or were; the rest may follow within the time that lines are kept."""
    row = session.get_one(Import, number)
    row.made += made
    row.same += same
    row.line = row.made + row.same
    row.status, row.ended_at = ImportStatus.STOPPED, now


def end(session: Session, number: int, kind: ImportKind, *, by: str, now: datetime) -> Import:
    """Nothing more is wanted of it, and nothing of it is kept. Raises NoSuchImport or NotNow."""
    row = one(session, number, kind)
    untouched = row.status is ImportStatus.PREVIEW
    row.text, row.corrections = None, None
    row.status, row.ended_at = ImportStatus.DONE, now
    verb = "import.dropped" if untouched else "import.ended"
    audit.record(session, by, verb, number, now=now, made=row.made, changed=0, faults=0)
    return row
