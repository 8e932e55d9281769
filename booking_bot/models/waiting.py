"""The waiting list: who wants a place where there is none, and the places they were offered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import no_items, stored_as_value


class WaitStatus(StrEnum):
    WAITING = "waiting"
    BOOKED = "booked"  # a place was found
    LEFT = "left"  # they no longer want one
    LAPSED = "lapsed"  # the days they wanted have passed


class WaitEntry(SQLModel, table=True):
    """A wish for a place. `windows` are those of the frame (see `language.frame`), as JSON."""

    __tablename__ = "wait_entry"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    service_id: int = Field(foreign_key="service.id")
    staff_id: int | None = Field(default=None, foreign_key="resource.id")  # None is anybody
    windows: list[dict[str, Any]] = Field(default_factory=no_items, sa_type=sa.JSON)
    beneficiary: str | None = None
    status: WaitStatus = Field(default=WaitStatus.WAITING, sa_type=stored_as_value(WaitStatus))
    until: datetime = Field(index=True)  # when the last of the days wanted is over
    created_at: datetime
    ended_at: datetime | None = None


class OfferStatus(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    LOST = "lost"  # somebody else was faster
    EXPIRED = "expired"


class WaitOffer(SQLModel, table=True):
    """A place that came free, offered to one who waits. `freed_by` is the appointment that was cancelled."""

    __tablename__ = "wait_offer"
    __table_args__ = (sa.UniqueConstraint("entry_id", "freed_by"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="wait_entry.id", index=True)
    freed_by: int = Field(foreign_key="appointment.id", index=True)
    staff_id: int = Field(foreign_key="resource.id")
    starts_at: datetime
    ends_at: datetime
    status: OfferStatus = Field(default=OfferStatus.OFFERED, sa_type=stored_as_value(OfferStatus))
    offered_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
