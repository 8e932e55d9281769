"""A file goes on where it was, whatever befalls whoever is at it."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import cast

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Customer, Import, ImportKind, ImportStatus
from booking_bot.services.imports import beginning, running
from booking_bot.services.imports.kinds import KINDS, Kind
from booking_bot.services.imports.line import Done, Setting
from tests.services.imports.salon import brought, counts, faults, furnish, kept, salon, taken_in
from tests.shop import NOW

__all__ = ["salon"]

MANY = "tel;nombre\n" + "".join(f"6{number:08};Persona {number}\n" for number in range(12))
WHOLE = KINDS[ImportKind.CUSTOMERS]


class PowerCut(BaseException):
    """What no code of ours catches."""


def people(database: Database) -> int:
    with database.reading() as session:
        return len(session.exec(select(Customer)).all())


def in_small_steps(monkeypatch: pytest.MonkeyPatch, *, falls_at: int = 0) -> None:
    """Lines go five at once; with the one of that number the power goes."""

    def put(session: Session, said: object, number: int, setting: Setting) -> Done:
        done = WHOLE.put(session, said, number, setting)
        if number == falls_at:
            raise PowerCut
        return done

    small = Kind(WHOLE.columns, WHOLE.read, put, at_once=5)
    monkeypatch.setitem(KINDS, ImportKind.CUSTOMERS, small)


def test_after_a_fall_it_goes_on_and_nothing_is_done_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(database)
    number = brought(database, ImportKind.CUSTOMERS, MANY)
    in_small_steps(monkeypatch, falls_at=9)
    with pytest.raises(PowerCut):
        running.run_due(database, now=NOW)
    fallen = kept(database, number)

    in_small_steps(monkeypatch)
    too_soon = running.run_due(database, now=NOW + timedelta(seconds=10))
    later = running.run_due(database, now=NOW + running.LEASE)

    row = kept(database, number)
    assert (fallen.line, counts(fallen), too_soon, later) == (5, (5, 0, 0), 0, 7)
    assert (row.status, row.line, counts(row), people(database)) == (ImportStatus.DONE, 12, (12, 0, 0), 12)


class Overtaken:
    """A database in which somebody else is always a moment earlier."""

    def __init__(self, database: Database, number: int) -> None:
        self.reading = database.reading
        self.database, self.number = database, number
        self.by_another = 0

    def transaction(self) -> AbstractContextManager[Session]:
        self.by_another += running.run(self.database, self.number, now=NOW)
        return self.database.transaction()


def test_who_comes_to_lines_that_another_took_leaves_them(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(database)
    in_small_steps(monkeypatch)
    overtaken = Overtaken(database, brought(database, ImportKind.CUSTOMERS, MANY))

    through = running.run(cast(Database, overtaken), overtaken.number, now=NOW)

    assert (through, overtaken.by_another, people(database)) == (0, 12, 12)


def test_what_is_stopped_stays_where_it_is_until_it_is_started_again(
    salon: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_small_steps(monkeypatch)
    monkeypatch.setattr(running, "CHUNKS", 1)
    number = brought(salon, ImportKind.CUSTOMERS, MANY)
    running.run_due(salon, now=NOW)
    with salon.transaction() as session:
        beginning.stop(session, number, by="owner:1", now=NOW)

    idle, stopped = running.run_due(salon, now=NOW), kept(salon, number)
    with salon.transaction() as session:
        beginning.start(session, number, opt_in=False, by="owner:1", now=NOW)
    while running.run_due(salon, now=NOW):
        pass

    row = kept(salon, number)
    assert (idle, stopped.status, stopped.line) == (0, ImportStatus.STOPPED, 5)
    assert (row.status, row.line, people(salon)) == (ImportStatus.DONE, 12, 12)


def test_of_a_file_that_is_done_only_the_lines_stay_that_were_not_taken(salon: Database) -> None:
    row = taken_in(salon, ImportKind.CUSTOMERS, 'tel,nombre\n600111222,Ana\n12,Eva\n13,"Pía, de Bo"\n')

    assert (counts(row), [line for line, _ in faults(row)]) == ((1, 0, 0), ["3", "4"])
    assert row.text == 'tel,nombre\n12,Eva\n13,"Pía, de Bo"\n'


def test_what_nobody_will_look_at_is_forgotten(salon: Database) -> None:
    taken_in(salon, ImportKind.CUSTOMERS, "tel\n12\n")
    with salon.transaction() as session:
        beginning.bring(session, ImportKind.CUSTOMERS, "a.csv", b"tel\n12\n", by="owner:1", now=NOW)

    with salon.transaction() as session:
        running.forget_old(session, now=NOW + timedelta(days=31))

    with salon.reading() as session:
        (row,) = session.exec(select(Import))
    assert (row.status, row.text) == (ImportStatus.DONE, None)
    assert row.faults == [
        {"line": "2", "fault": "«…» no es un teléfono. Si es de otro país, ponle el prefijo."}
    ]
