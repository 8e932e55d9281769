"""Rows written by one statement each, at once, without the session's unit of work.

That takes a fourth of the time: for what every turn writes and seldom looks at again.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel

from booking_bot.models import row_id


def insert(session: Session, of: type[SQLModel], /, **values: Any) -> int:
    """Write one row and give its id. What it refers to must have been flushed."""
    key: Any = session.connection().execute(_insert(of), values).inserted_primary_key
    return int(key[0])


def insert_all(session: Session, of: type[SQLModel], values: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write many rows, each with the same columns, in two statements at most; their ids, in their order."""
    if not values:
        return []
    connection, key = session.connection(), table(of).c.id
    if connection.dialect.name == "sqlite":
        # It would be asked for each id by itself. There is one writer, who counts them up.
        connection.execute(_insert(of), values)
        last = connection.execute(sa.select(sa.func.max(key))).scalar_one()
        return list(range(last - len(values) + 1, last + 1))
    statement = _insert(of).returning(key, sort_by_parameter_order=True)
    return list(connection.execute(statement, values).scalars())


def update(session: Session, row: SQLModel, /, **values: Any) -> None:
    """Change a row that was loaded, in the table and in the session alike."""
    session.connection().execute(_update(type(row)), {"row_id": row_id(row), **values})
    for name, value in values.items():
        set_committed_value(row, name, value)


def table(kind: type[SQLModel]) -> sa.Table:
    """The table itself: a statement of its columns is made in half the time of one of attributes."""
    found = sa.inspect(kind).local_table
    assert isinstance(found, sa.Table)
    return found


@lru_cache
def _insert(kind: type[SQLModel]) -> sa.Insert:
    return sa.insert(table(kind))


@lru_cache
def _update(kind: type[SQLModel]) -> sa.Update:
    of = table(kind)
    return sa.update(of).where(of.c.id == sa.bindparam("row_id"))
