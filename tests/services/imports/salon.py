"""A small shop that files are brought to."""

from datetime import datetime

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Import, ImportKind, ImportStatus
from booking_bot.services.imports import beginning, running
from tests.shop import NOW, Shop


@pytest.fixture
def salon(sqlite: Database) -> Database:
    furnish(sqlite)
    return sqlite


def furnish(database: Database) -> None:
    """Lucía and Marcos cut, Lucía alone dyes."""
    with database.transaction() as session:
        shop = Shop(session)
        lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
        shop.service("Corte", minutes=30, by=[lucia, marcos], aliases=["corte de pelo"])
        shop.service("Tinte", minutes=60, by=[lucia])


def brought(database: Database, kind: ImportKind, text: str | bytes, *, opt_in: bool = False) -> int:
    """The number of an import that waits to be done."""
    data = text if isinstance(text, bytes) else text.encode()
    with database.transaction() as session:
        number = beginning.bring(session, kind, "lista.csv", data, by="owner:1", now=NOW)
        beginning.start(session, number, opt_in=opt_in, by="owner:1", now=NOW)
    return number


def taken_in(
    database: Database, kind: ImportKind, text: str | bytes, *, opt_in: bool = False, now: datetime = NOW
) -> Import:
    """The import when all of it is done."""
    number = brought(database, kind, text, opt_in=opt_in)
    while running.run_due(database, now=now):
        pass
    return kept(database, number)


def kept(database: Database, number: int) -> Import:
    with database.reading() as session:
        row = session.exec(select(Import).where(col(Import.id) == number)).one()
        assert row.status is not ImportStatus.RUNNING or row.line < row.lines
        return row


def counts(row: Import) -> tuple[int, int, int]:
    return row.made, row.changed, row.same


def faults(row: Import) -> list[tuple[str, str]]:
    return [(one["line"], one["fault"]) for one in row.faults]
