"""Making an archive while the program runs: all tables as they were at one instant, in bounded memory."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from sqlmodel import col

from booking_bot.db import Database
from booking_bot.models import Attachment, metadata
from booking_bot.services import media_files
from booking_bot.services.archive import form

IN_PARTS = {"yield_per": 500}


class Saved(NamedTuple):
    rows: int
    files: int
    missing: int  # files that a row names and the folder does not have


def save(database: Database, media: Path, target: Path, *, now: datetime) -> Saved:
    """Write everything into `target`, which is there whole or not at all; what was there is replaced.

    The database has to have a schema. Raises OSError where the file cannot be written.
    """
    # Beside the target, so that to rename it is one step; the file is 0600 from its first byte.
    with NamedTemporaryFile(dir=target.absolute().parent, prefix=".backup-", delete=False) as written:
        try:
            with ZipFile(written, "w", ZIP_DEFLATED) as archive, database.snapshot() as connection:
                saved = _fill(archive, connection, media, now=now)
            written.flush()
            os.fsync(written.fileno())
            os.replace(written.name, target)
        except BaseException:
            Path(written.name).unlink(missing_ok=True)
            raise
    return saved


def _fill(archive: ZipFile, connection: sa.Connection, media: Path, *, now: datetime) -> Saved:
    revision = MigrationContext.configure(connection).get_current_revision()
    tables: dict[str, dict[str, Any]] = {}
    for table in metadata.sorted_tables:  # whoever is named comes before whoever names them
        columns = form.columns_of(table)
        with archive.open(form.path_of(table.name), "w", force_zip64=True) as lines:
            rows = _write(lines, connection, table, columns)
        tables[table.name] = {"columns": columns, "rows": rows}
    files = missing = 0
    for path in _paths(connection):
        kept = media_files.locate(media, path)
        files, missing = (files + 1, missing) if kept else (files, missing + 1)
        if kept:
            _copy(archive, kept, form.MEDIA + path)
    about = {
        "format": form.FORMAT,
        "program": "booking_bot",
        "revision": revision,
        "made_at": now.isoformat(),
        "tables": tables,
        "files": files,
    }
    archive.writestr(form.ABOUT, json.dumps(about, indent=1))
    return Saved(sum(one["rows"] for one in tables.values()), files, missing)


def _write(lines: IO[bytes], connection: sa.Connection, table: sa.Table, columns: form.Columns) -> int:
    known = form.described(table.name, columns)
    # By key, so that a row that names another of its table comes after it.
    query = sa.select(known).order_by(*(known.c[key.name] for key in table.primary_key))
    count = 0
    for row in connection.execute(query, execution_options=IN_PARTS).mappings():
        lines.write(form.line(row, columns))
        count += 1
    return count


def _paths(connection: sa.Connection) -> Iterator[str]:
    """The files that rows name, each once."""
    query = (
        sa.select(col(Attachment.path))
        .where(col(Attachment.path).is_not(None))
        .distinct()
        .order_by(col(Attachment.path))
    )
    yield from filter(None, connection.execute(query, execution_options=IN_PARTS).scalars())


def _copy(archive: ZipFile, file: Path, name: str) -> None:
    member = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = ZIP_STORED  # photos and voice notes are as small as they get
    with file.open("rb") as source, archive.open(member, "w", force_zip64=True) as copy:
        shutil.copyfileobj(source, copy)
