"""What was booked, and the stretches of staff and rooms that it takes.

`Appointment` is what the customer sees. `Occupancy` rows are the only thing that blocks time, and
the database itself refuses two of them that overlap on one resource and lane (see the migration
`occupancy_guard`): an exclusion constraint on PostgreSQL, a pair of triggers on SQLite.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.domain.appointments import Status
from booking_bot.domain.slots import LONGEST
from booking_bot.models.base import stored_as_value


class Source(StrEnum):
    BOT = "bot"
    OWNER = "owner"
    API = "api"
    IMPORT = "import"


class Appointment(SQLModel, table=True):
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    service_id: int = Field(foreign_key="service.id")
    staff_id: int = Field(foreign_key="resource.id")
    starts_at: datetime = Field(index=True)
    ends_at: datetime
    status: Status = Field(default=Status.BOOKED, sa_type=stored_as_value(Status))
    source: Source = Field(sa_type=stored_as_value(Source))
    # Raised by every change that the customer would want to know of; buttons carry it.
    revision: int = 1
    visit: str | None = Field(default=None, index=True)
    beneficiary: str | None = None  # who comes, where it is not the customer
    subject: str | None = None  # the pet, the car
    note: str | None = None
    price_cents: int | None = None
    pick_up_at: datetime | None = None  # by when what was left here is promised
    standing_id: int | None = Field(default=None, foreign_key="standing.id", index=True)
    idempotency_key: str | None = Field(default=None, unique=True)
    arrived_at: datetime | None = None
    begun_at: datetime | None = None
    ready_at: datetime | None = None  # to be fetched: the pet, the car
    created_at: datetime


class Occupancy(SQLModel, table=True):
    """A half-open stretch `[start_ts, end_ts)` of a resource's lane in UTC seconds, buffers included.

    It belongs to an appointment, or to a conversation that holds it until `hold_until`.
    """

    __table_args__ = (
        sa.CheckConstraint("end_ts > start_ts", name="ends_after_start"),
        sa.CheckConstraint(f"end_ts - start_ts <= {LONGEST}", name="is_not_too_long"),
        sa.CheckConstraint("(appointment_id IS NULL) <> (conversation_id IS NULL)", name="one_owner"),
        sa.CheckConstraint("(hold_until IS NULL) = (conversation_id IS NULL)", name="holds_end"),
        sa.Index("ix_occupancy_guard", "resource_id", "lane", "start_ts"),
        # Covers the reading of what is busy from a day on, however many rows lie before it.
        sa.Index("ix_occupancy_busy", "end_ts", "start_ts", "resource_id", "lane", "hold_until"),
    )

    id: int | None = Field(default=None, primary_key=True)
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id", index=True)
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id", index=True)
    resource_id: int = Field(foreign_key="resource.id")
    lane: int = 0
    start_ts: int = Field(sa_type=sa.BigInteger)
    end_ts: int = Field(sa_type=sa.BigInteger)
    hold_until: int | None = Field(default=None, sa_type=sa.BigInteger)
