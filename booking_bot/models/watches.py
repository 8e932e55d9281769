"""What the program keeps an eye on between two looks: the balance, the last traffic, digests sent."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Watch(SQLModel, table=True):
    """The newest reading of one thing, and when it was taken."""

    name: str = Field(primary_key=True)
    value: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    at: datetime
