"""The files that were brought in so far, without what stands in them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from booking_bot.models import Import, ImportKind, ImportStatus, row_id
from booking_bot.services.imports.beginning import NoSuchImport

LISTED = 20


@dataclass(frozen=True, slots=True)
class Summary:
    """`line` of `lines` are through."""

    id: int
    kind: ImportKind
    name: str
    status: ImportStatus
    lines: int
    line: int
    made: int
    changed: int
    same: int
    faults: int
    opt_in: bool
    created_at: datetime
    ended_at: datetime | None

    @property
    def share(self) -> int:
        """In a hundred."""
        return 100 * self.line // self.lines if self.lines else 100


def listed(session: Session) -> list[Summary]:
    """The newest first."""
    rows = session.exec(
        select(Import).options(defer(Import.text)).order_by(col(Import.id).desc()).limit(LISTED)  # type: ignore[arg-type]
    )
    return [summary(row) for row in rows]


def one(session: Session, number: int) -> Import:
    """Raises NoSuchImport."""
    row = session.get(Import, number)
    if row is None:
        raise NoSuchImport(number)
    return row


def summary(row: Import) -> Summary:
    told = {name: getattr(row, name) for name in Summary.__slots__ if name not in {"id", "faults"}}
    return Summary(id=row_id(row), faults=len(row.faults), **told)
