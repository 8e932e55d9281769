"""What every table shares: constraint names that migrations can rely on, and enums stored by value."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata


def stored_as_value(kind: type[StrEnum]) -> Any:
    """The column type of an enum: its value, in room enough for members to come."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


def no_items() -> list[Any]:
    """A `default_factory`. Its signature is read for every row, and that of the built-in `list` takes
    longer than all the rest of the row."""
    return []


def row_id(row: Any) -> int:
    """The primary key of a row that was flushed. Raises ValueError before that."""
    if row.id is None:
        raise ValueError(f"{type(row).__name__} has no id before it is flushed")
    return int(row.id)
