"""What the lines of a file would do, found by doing it and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.domain import sheets
from booking_bot.models import Import
from booking_bot.services.imports import columns, report, running
from booking_bot.services.imports.columns import Column
from booking_bot.services.imports.kinds import KINDS
from booking_bot.services.imports.line import Setting, row_of, setting_of
from booking_bot.services.imports.report import Group
from booking_bot.services.imports.running import Ended
from booking_bot.services.imports.values import Fault

SHOWN, GROUPS_SHOWN = 10, 12


@dataclass(frozen=True, slots=True)
class Preview:
    """`first` is what the first lines would do, `faults` those of `faulty` lines that say nothing that
    could be done; what is `missing` must be chosen before."""

    headings: Sequence[str]
    missing: Sequence[Column]
    first: Sequence[Ended] = ()
    faults: Sequence[Group] = ()
    faulty: int = 0
    empty: int = 0


def look(database: Database, row: Import, *, now: datetime) -> Preview:
    """Of a file that is kept and not begun."""
    text, kind = row.text or "", KINDS[row.kind]
    headings = sheets.headings(text)
    missing = columns.missing(kind.columns, row.columns)
    if missing:
        return Preview(headings, missing)
    with database.reading() as session:
        setting = setting_of(session, row.id or 0, opt_in=row.opt_in, now=now)
    at = columns.picked(row.columns.items(), headings)
    faults, empty = list[tuple[int, str]](), 0
    for number, cells in enumerate(islice(sheets.lines(text), 1, None), start=report.FIRST):
        if cells is not None and not any(cells):
            empty += 1
            continue
        try:
            said = row_of(cells, at)
            if said is None:
                raise Fault(running.UNREADABLE)  # noqa: TRY301
            kind.read(said, setting)
        except Fault as fault:
            faults.append((number, str(fault)))
    return Preview(
        headings, (), tried(database, row, setting), report.grouped(faults)[:GROUPS_SHOWN], len(faults), empty
    )


def tried(database: Database, row: Import, setting: Setting) -> list[Ended]:
    """What the first lines do, and leave nothing of it."""
    with database.transaction() as session:
        point = session.begin_nested()
        ended = _done(session, row, setting)
        point.rollback()
    return ended


def _done(session: Session, row: Import, setting: Setting) -> list[Ended]:
    text = row.text or ""
    at = columns.picked(row.columns.items(), sheets.headings(text))
    first = enumerate(islice(sheets.lines(text), 1, 1 + SHOWN), start=report.FIRST)
    kind = KINDS[row.kind]
    done = (running.do(session, kind, number, row_of(cells, at), setting) for number, cells in first)
    return [one for one in done if one is not None]
