"""Photos, voice notes and whatever else comes with a message, fetched and kept beside the database."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import stored_as_value


class MediaStatus(StrEnum):
    PENDING = "pending"
    STORED = "stored"
    TOO_BIG = "too_big"
    REFUSED = "refused"  # of a type that is not kept
    FAILED = "failed"  # the provider did not give it


class Attachment(SQLModel, table=True):
    """One file of a message. `path` lies below MEDIA_DIR; `type` is what its content shows."""

    __table_args__ = (sa.UniqueConstraint("message_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    position: int = 0
    url: str
    claimed_type: str = ""  # what the provider says it is
    status: MediaStatus = Field(default=MediaStatus.PENDING, sa_type=stored_as_value(MediaStatus))
    type: str | None = None
    size: int | None = None  # bytes
    path: str | None = None
    attempts: int = 0
    next_try_at: datetime | None = Field(default=None, index=True)
    error: str | None = None
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id", index=True)
    created_at: datetime
    fetched_at: datetime | None = None
