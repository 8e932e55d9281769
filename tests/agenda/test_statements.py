"""Asking what is free costs the same number of statements, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from benchmarks.agenda_data import fill, open_shop, past
from booking_bot.db import Database
from booking_bot.models import Absence, SpecialHours
from booking_bot.services import catalogue
from booking_bot.services.availability import free_slots

MADRID = ZoneInfo("Europe/Madrid")
FIRST = datetime(2027, 1, 11, tzinfo=MADRID).astimezone(UTC)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SELECT 1")):
            statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(database.engine, "before_cursor_execute", note)


def asked(database: Database, service: int, days: int) -> int:
    with database.reading() as session:
        catalogue.read(session)  # which is kept as long as it does not change
    with counted(database) as statements, database.reading() as session:
        found = free_slots(
            session, service_id=service, start=FIRST, end=FIRST + timedelta(days=days), now=FIRST
        )
    assert found
    return len(statements)


def test_the_number_of_statements_does_not_grow(database: Database) -> None:
    service, staff = open_shop(
        database,
        zone="Europe/Madrid",
        hours={day: ["10:00-20:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
        staff=[f"Staff {number}" for number in range(10)],
        length=timedelta(minutes=30),
        step=timedelta(minutes=15),
    )
    empty = [asked(database, service, days) for days in (1, 30)]
    fill(database, service, past(staff, 2_000, date(2027, 1, 11), MADRID))
    with database.transaction() as session:
        session.connection().execute(
            sa.text("UPDATE resource SET active = :no WHERE id <> :id"), {"no": False, "id": staff[0]}
        )
    with_old_rows_and_one_member = [asked(database, service, days) for days in (1, 30)]

    with database.transaction() as session:
        session.add(SpecialHours(first_day=date(2027, 1, 12), last_day=date(2027, 1, 12)))
        for week in range(1, 4):
            away = FIRST + timedelta(weeks=week)
            session.add(Absence(staff_id=staff[0], starts_at=away, ends_at=away + timedelta(hours=9)))
    with_a_special_day_and_absences = asked(database, service, 30)

    assert (empty, with_old_rows_and_one_member) == ([2, 2], [2, 2])
    assert with_a_special_day_and_absences == 3
