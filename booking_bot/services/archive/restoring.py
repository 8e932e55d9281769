"""An archive back into a database: into an empty one, in one transaction, with nothing else at work there."""

import json
import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import sqlalchemy as sa

from booking_bot.db import Database
from booking_bot.services import media_files, schema
from booking_bot.services.archive import form
from booking_bot.services.disks import file_of

ROWS_AT_ONCE = 500
OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


class NotEmpty(Exception):
    """There are rows already, which nothing here overwrites."""


class StillRunning(Exception):
    """Something else is connected to the database."""


def restore(database: Database, media: Path, source: Path) -> int:
    """Put everything back and bring the schema to the newest; how many rows that were.

    Raises Unreadable, NotEmpty, StillRunning or OSError, and then there are no more rows than before.
    """
    try:
        with ZipFile(source) as archive:
            about = _about(archive)
            _make_room(database, about["revision"])
            _put_files(archive, media, about["files"])
            with database.transaction() as session:
                rows = _put_rows(archive, session.connection(), about["tables"])
    except (BadZipFile, EOFError):
        raise form.Unreadable("it is no archive, or not a whole one") from None
    schema.migrate(database)
    return rows


def _about(archive: ZipFile) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads(archive.read(form.ABOUT))
        made_by, revision = about["program"], about["revision"]
    except (KeyError, ValueError, TypeError):
        raise form.Unreadable("it is no archive of this program") from None
    if made_by != "booking_bot":
        raise form.Unreadable("it is no archive of this program")
    if about["format"] != form.FORMAT or not schema.is_known(revision):
        raise form.Unreadable("a newer version of this program made it: install that first")
    return about


def _make_room(database: Database, revision: str) -> None:
    """Bring the schema to where the archive comes from; only an empty one is touched."""
    present = schema.revision_of(database)
    if present is not None:
        _refuse_rows(database)
        _refuse_others(database)
    if present not in {None, revision}:
        schema.unmake(database)
    schema.migrate(database, revision)


def _refuse_rows(database: Database) -> None:
    with database.reading() as session:
        connection = session.connection()
        for name in sa.inspect(connection).get_table_names():
            if schema.INDEX_OF_WORDS in name:
                continue
            found = connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)).first()
            if name != "alembic_version" and found is not None:
                raise NotEmpty


def _refuse_others(database: Database) -> None:
    file = file_of(database)
    if file is None:
        with database.reading() as session:
            if session.connection().exec_driver_sql(OTHERS).scalar_one():
                raise StillRunning
        return
    database.dispose()
    alone = sqlite3.connect(file, timeout=0)
    try:
        alone.execute("PRAGMA journal_mode=DELETE")  # which SQLite does for whoever is alone
    except sqlite3.OperationalError:
        raise StillRunning from None
    finally:
        alone.close()


def _put_files(archive: ZipFile, media: Path, count: int) -> None:
    names = [name for name in archive.namelist() if name.startswith(form.MEDIA)]
    if len(names) != count:
        raise form.Unreadable("files are missing in it")
    for name in names:
        if media_files.store(media, archive.read(name)) != name.removeprefix(form.MEDIA):
            raise form.Unreadable("a file in it is damaged")


def _put_rows(archive: ZipFile, connection: sa.Connection, tables: dict[str, Any]) -> int:
    total = 0
    for name, told in tables.items():
        table = form.described(name, told["columns"])
        count = 0
        lines = _rows(archive, name, told["columns"])
        while rows := list(islice(lines, ROWS_AT_ONCE)):
            connection.execute(sa.insert(table), rows)
            count += len(rows)
        if count != told["rows"]:
            raise form.Unreadable(f"rows of {name} are missing in it")
        if "id" in told["columns"] and connection.dialect.name == "postgresql":
            _go_on_counting(connection, name)
        total += count
    return total


def _rows(archive: ZipFile, table: str, columns: form.Columns) -> Iterator[dict[str, Any]]:
    try:
        lines = archive.open(form.path_of(table))
    except KeyError:
        raise form.Unreadable(f"{table} is missing in it") from None
    with lines:
        for line in lines:
            yield form.values(line, columns)


def _go_on_counting(connection: sa.Connection, table: str) -> None:
    """The next row that is inserted gets the id after the highest, where ids are counted."""
    quoted = connection.dialect.identifier_preparer.quote(table)
    counter = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(quoted, "id")))
    highest = sa.func.max(sa.table(table, sa.column("id")).c.id)
    if counter is not None and (last := connection.scalar(sa.select(highest))) is not None:
        connection.execute(sa.select(sa.func.setval(counter, last)))
