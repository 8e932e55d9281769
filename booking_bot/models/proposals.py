"""Other times that the owner proposes for what a customer requested."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Proposal(SQLModel, table=True):
    """`revision` is that of the appointment when it was proposed: once it changed, this is no more."""

    id: int | None = Field(default=None, primary_key=True)
    appointment_id: int = Field(foreign_key="appointment.id", index=True)
    revision: int
    starts_at: datetime
    created_at: datetime
    ended_at: datetime | None = None
