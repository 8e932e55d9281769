"""What the owner brings in, line by line: files of orders, customers, appointments; a diary; contacts."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import no_items, stored_as_value


class ImportKind(StrEnum):
    ORDERS = "orders"
    CUSTOMERS = "customers"
    APPOINTMENTS = "appointments"
    DIARY = "diary"  # of paper, as text
    CONTACTS = "contacts"  # of a telephone


class ImportStatus(StrEnum):
    PREVIEW = "preview"  # looked at, nothing done yet
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Import(SQLModel, table=True):
    """One file on its way in. `line` is committed with what the lines before it made: it goes on there."""

    __tablename__ = "import"

    id: int | None = Field(default=None, primary_key=True)
    kind: ImportKind = Field(sa_type=stored_as_value(ImportKind))
    name: str  # of the file
    text: str | None  # CSV; once it is done, only the lines that were not taken
    columns: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)  # field -> column of the file
    # Of a diary: line -> what the owner says that it says.
    corrections: dict[str, dict[str, str]] | None = Field(default=None, sa_type=sa.JSON)
    opt_in: bool = False  # the owner vouches for their consent
    status: ImportStatus = Field(default=ImportStatus.PREVIEW, sa_type=stored_as_value(ImportStatus))
    lines: int
    line: int = 0  # so many are through
    made: int = 0
    changed: int = 0
    same: int = 0
    faults: list[dict[str, str]] = Field(default_factory=no_items, sa_type=sa.JSON)  # [{"line", "fault"}]
    actor: str
    created_at: datetime
    lease_until: datetime | None = None
    ended_at: datetime | None = None
