"""Addresses of others that are told what happens here, and every telling."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import no_items, stored_as_value


class Subscription(SQLModel, table=True):
    """An address that is told of some events, each signed with its secret."""

    __tablename__ = "hook_subscription"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    url: str
    secret: str  # encrypted
    events: list[str] = Field(default_factory=no_items, sa_type=sa.JSON)  # ["appointment.booked", …]
    active: bool = True
    created_at: datetime
    failing_since: datetime | None = None


class TellingStatus(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"  # given up; the owner may send it again


class HookTelling(SQLModel, table=True):
    """One event as it is told to one subscription."""

    __tablename__ = "hook_telling"
    __table_args__ = (sa.Index("ix_hook_telling_due", "status", "due_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    subscription_id: int = Field(foreign_key="hook_subscription.id", index=True)
    event: str
    event_id: str  # the same at every try, so that the other side knows a repetition
    body: str  # JSON, the bytes that are signed
    status: TellingStatus = Field(default=TellingStatus.WAITING, sa_type=stored_as_value(TellingStatus))
    due_at: datetime
    attempts: int = 0
    lease_until: datetime | None = None
    answer: int | None = None  # the HTTP status of the last try
    error: str | None = None
    created_at: datetime
    done_at: datetime | None = None
