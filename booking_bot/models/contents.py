"""Shapes of buttons and lists that the provider knows by an id of its own, made once and used again."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Content(SQLModel, table=True):
    """A shape of the account it was made in. Without `sid` it was refused, and `error` tells why."""

    __table_args__ = (sa.UniqueConstraint("account", "shape"),)

    id: int | None = Field(default=None, primary_key=True)
    account: str
    shape: str  # "quick-reply/3/es/1"
    sid: str | None = None
    error: str | None = None
    at: datetime
