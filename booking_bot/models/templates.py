"""Texts that WhatsApp must approve before they may open a conversation."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import stored_as_value


class TemplateStatus(StrEnum):
    """Twilio's words for where the approval stands."""

    UNSUBMITTED = "unsubmitted"
    RECEIVED = "received"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"


class Template(SQLModel, table=True):
    """One text of one account in one language. What it says stands in `services/templates`."""

    __table_args__ = (sa.UniqueConstraint("account", "name", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    account: str
    name: str
    language: str
    fingerprint: str  # of the text that was submitted: a changed text is a new template
    sid: str | None = None
    status: TemplateStatus = Field(
        default=TemplateStatus.UNSUBMITTED, sa_type=stored_as_value(TemplateStatus)
    )
    reason: str | None = None  # why it was rejected
    submitted_at: datetime | None = None
    checked_at: datetime | None = None
    created_at: datetime
