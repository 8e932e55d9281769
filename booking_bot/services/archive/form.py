"""The form of an archive: what it says about itself, and how a value of each kind of column is written.

instant  "2026-11-23T09:00:00+00:00"      day   "2026-11-23"      length  seconds
json, number, text, truth                 as JSON has them
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel.sql.sqltypes import UTCDateTime

FORMAT = 1
ABOUT = "about.json"
MEDIA = "media/"

# By name of the column: its kind.
Columns = Mapping[str, str]


class Unreadable(Exception):
    """It is no archive of ours, or no longer a whole one; the message says which."""


class Kind(NamedTuple):
    """How values of one kind are kept in a database, written into a line and read from there."""

    type: Callable[[], sa.types.TypeEngine[Any]]
    write: Callable[[Any], object] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


KINDS = {
    "instant": Kind(UTCDateTime, datetime.isoformat, datetime.fromisoformat),
    "day": Kind(sa.Date, date.isoformat, date.fromisoformat),
    "length": Kind(sa.Interval, timedelta.total_seconds, lambda seconds: timedelta(seconds=seconds)),
    "json": Kind(lambda: sa.JSON(none_as_null=True)),
    "truth": Kind(sa.Boolean),
    "number": Kind(sa.BigInteger),
    "text": Kind(sa.Text),
}
_KIND_BY_TYPE: Mapping[type[Any], str] = {
    datetime: "instant",
    date: "day",
    timedelta: "length",
    bool: "truth",
    int: "number",
    str: "text",
}


def kind_of(column: sa.Column[Any]) -> str:
    """Raises ValueError for a type that no archive has held so far."""
    if isinstance(column.type, sa.JSON):
        return "json"
    if isinstance(column.type, sa.Enum):
        return "text"
    try:
        return _KIND_BY_TYPE[python_type(column)]
    except KeyError:
        raise ValueError(f"{column} has no kind in an archive") from None


def python_type(column: sa.Column[Any]) -> type[Any]:
    """Of a type that wraps another without saying its own, that of what it wraps."""
    told = column.type.python_type
    if told is object and isinstance(column.type, sa.types.TypeDecorator):
        return column.type.impl_instance.python_type
    return told


def columns_of(table: sa.Table) -> Columns:
    return {column.name: kind_of(column) for column in table.columns}


def described(name: str, columns: Columns) -> sa.TableClause:
    """The table as far as an archive knows it: whatever version of the program made it. Raises Unreadable."""
    try:
        return sa.table(name, *(sa.column(each, KINDS[kind].type()) for each, kind in columns.items()))
    except KeyError as unknown:
        raise Unreadable(f"it holds {unknown}, which this version does not know") from None


def line(row: Mapping[Any, Any], columns: Columns) -> bytes:
    written = {
        name: None if row[name] is None else KINDS[kind].write(row[name]) for name, kind in columns.items()
    }
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def values(text: bytes, columns: Columns) -> dict[str, Any]:
    """Raises Unreadable."""
    try:
        written = json.loads(text)
        return {
            name: None if written[name] is None else KINDS[kind].read(written[name])
            for name, kind in columns.items()
        }
    except (ValueError, KeyError, TypeError):
        raise Unreadable("a line in it is damaged") from None


def path_of(table: str) -> str:
    return f"tables/{table}.jsonl"
