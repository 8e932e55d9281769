"""A database with something in every table, by the types of the columns alone."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from booking_bot.db import Database
from booking_bot.models import Attachment, metadata
from booking_bot.services import media_files
from booking_bot.services.archive import form

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SAMPLES: dict[type[Any], Any] = {
    datetime: NOW + timedelta(microseconds=17),
    date: date(2026, 11, 23),
    timedelta: timedelta(minutes=17),
    bool: True,
    int: 7,
    str: "Ñandú «\u2028» 🦤\n\"'\\",
}
# What the tables' own constraints want, and what is read as more than a text.
EXACT: dict[str, Any] = {
    "occupancy.conversation_id": None,
    "occupancy.hold_until": None,
    "occupancy.start_ts": 1_800_000_000,
    "occupancy.end_ts": 1_800_000_900,
    "rating.rating": 5,
    "outbox.follows_id": None,
    "appointment.ends_at": NOW + timedelta(hours=1),
    "disruption.ends_at": NOW + timedelta(hours=1),
    "absence.ends_at": NOW + timedelta(hours=1),
}
FAR = 41  # the id of every row, so that counting does not go on at one by chance


def fill(database: Database, media: Path) -> None:
    """One row in each table, and a second one in which everything is empty that may be."""
    with database.transaction() as session:
        for table in metadata.sorted_tables:
            session.connection().execute(table.insert(), _row(table))
        session.connection().execute(
            sa.update(Attachment).values(path=media_files.store(media, b"\xff\xd8 a photo"))
        )
        session.connection().execute(
            metadata.tables["customer"].insert(), {"id": 1, "blocked": False, "created_at": NOW}
        )


def _row(table: sa.Table) -> dict[str, Any]:
    return {column.name: _value(column) for column in table.columns}


def _value(column: sa.Column[Any]) -> Any:
    name = f"{column.table.name}.{column.name}"
    if name in EXACT:
        return EXACT[name]
    if (column.foreign_keys and form.python_type(column) is int) or column.name == "id":
        return FAR
    if isinstance(column.type, sa.JSON):
        return {"día": ["10:00", 1, None, {"ñ": True}]}
    if isinstance(column.type, sa.Enum):
        return next(iter(column.type.enum_class or ()))
    return SAMPLES[form.python_type(column)]


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, without what the database draws at random."""
    with database.reading() as session:
        return {
            table.name: sorted(
                (
                    tuple(row)
                    for row in session.connection().execute(
                        sa.select(*(column for column in table.columns if column.name != "stamp"))
                    )
                ),
                key=repr,
            )
            for table in metadata.sorted_tables
        }
