"""The waiting list: who wants a place where there is none, the places that came free, and to whom they
were offered."""

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
    """A wish for a place. `windows` are those of the frame (see `language.frame`), as JSON.

    `moving_id` is the appointment that they would give up for it, since they want to come earlier.
    """

    __tablename__ = "wait_entry"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    service_id: int = Field(foreign_key="service.id")
    staff_id: int | None = Field(default=None, foreign_key="resource.id")  # None is anybody
    windows: list[dict[str, Any]] = Field(default_factory=no_items, sa_type=sa.JSON)
    beneficiary: str | None = None
    moving_id: int | None = Field(default=None, foreign_key="appointment.id")
    status: WaitStatus = Field(default=WaitStatus.WAITING, sa_type=stored_as_value(WaitStatus))
    until: datetime = Field(index=True)  # when the last of the days wanted is over
    created_at: datetime
    ended_at: datetime | None = None


class FreedPlace(SQLModel, table=True):
    """A stretch that an appointment gave back. Nothing holds it: it is free to whoever is first.

    `due_at` is when it is to be looked at again; None once it was taken, or nobody is left to ask.
    """

    __tablename__ = "freed_place"

    id: int | None = Field(default=None, primary_key=True)
    freed_by: int = Field(foreign_key="appointment.id")
    staff_id: int = Field(foreign_key="resource.id")
    starts_at: datetime
    ends_at: datetime
    freed_at: datetime
    due_at: datetime | None = Field(default=None, index=True)


class OfferStatus(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    LOST = "lost"  # somebody else was faster
    EXPIRED = "expired"
    LEFT_TO_OWNER = "left_to_owner"  # the bot may not write to them now: the owner was told


class WaitOffer(SQLModel, table=True):
    """A time in a freed place, offered to one who waits."""

    __tablename__ = "wait_offer"
    __table_args__ = (sa.UniqueConstraint("entry_id", "place_id"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="wait_entry.id", index=True)
    place_id: int = Field(foreign_key="freed_place.id", index=True)
    staff_id: int = Field(foreign_key="resource.id")
    starts_at: datetime
    ends_at: datetime
    status: OfferStatus = Field(default=OfferStatus.OFFERED, sa_type=stored_as_value(OfferStatus))
    offered_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id")  # what came of it
