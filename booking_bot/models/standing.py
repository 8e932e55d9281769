"""Appointments that come back: the same hour every so many weeks, until somebody says otherwise."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Standing(SQLModel, table=True):
    """Every `every_weeks` weeks from `first_day` on, at `clock` by the shop's, until `last_day`, included.

    Each turn of it is an ordinary appointment, made some weeks ahead (`Appointment.standing_id`); what is
    moved or cancelled there stays so.
    """

    __table_args__ = (sa.CheckConstraint("every_weeks > 0", name="comes_back"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    service_id: int = Field(foreign_key="service.id")
    staff_id: int = Field(foreign_key="resource.id")
    every_weeks: int
    first_day: date
    last_day: date | None = None
    clock: str  # "17:30"
    beneficiary: str | None = None
    subject: str | None = None
    note: str | None = None
    planned_until: date | None = None  # up to and with this day its turns were made, or given up
    created_at: datetime
    ended_at: datetime | None = None


class StandingException(SQLModel, table=True):
    """A day on which it is not, and why: the shop or the customer said so, or there was no place."""

    __tablename__ = "standing_exception"

    standing_id: int = Field(foreign_key="standing.id", primary_key=True)
    day: date = Field(primary_key=True)
    reason: str = ""
    at: datetime
