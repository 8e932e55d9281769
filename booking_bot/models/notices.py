"""What is to be said of an appointment when its time comes: reminders, confirmations, surveys, follow-ups.

Planned in the transaction that books, moves or closes it, and looked at again when due: only then is it
decided by which way it goes, or that it does not go at all, with the reason kept.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.domain.notices import NoticeKind
from booking_bot.models.base import stored_as_value


class NoticeStatus(StrEnum):
    PLANNED = "planned"
    QUEUED = "queued"  # handed to the outbox, or said along with another part of the visit
    DROPPED = "dropped"  # looked at when due, and not sent
    CANCELLED = "cancelled"  # the appointment changed before


class Notice(SQLModel, table=True):
    """One thing to say of one revision of an appointment.

    `lead` is that of a reminder's rule, "24h", and of what the shop changed for today "urgent"; else "".
    """

    __table_args__ = (
        sa.UniqueConstraint("appointment_id", "revision", "kind", "lead"),
        sa.Index("ix_notice_due", "status", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    appointment_id: int = Field(foreign_key="appointment.id")
    revision: int
    kind: NoticeKind = Field(sa_type=stored_as_value(NoticeKind))
    lead: str = ""
    due_at: datetime
    not_after: datetime | None = None
    status: NoticeStatus = Field(default=NoticeStatus.PLANNED, sa_type=stored_as_value(NoticeStatus))
    reason: str | None = None  # why it was dropped, for the owner, in Spanish
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    created_at: datetime
    ended_at: datetime | None = None


class Rating(SQLModel, table=True):
    """What a customer thought of one appointment: 1 to 5."""

    __table_args__ = (sa.CheckConstraint("rating BETWEEN 1 AND 5", name="is_one_to_five"),)

    id: int | None = Field(default=None, primary_key=True)
    appointment_id: int = Field(foreign_key="appointment.id", unique=True)
    rating: int
    comment: str | None = None
    at: datetime
