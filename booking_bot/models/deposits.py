"""Deposits paid by hand: a transfer or a Bizum that a person sees on the account, never the bot."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from booking_bot.models.base import stored_as_value


class DepositStatus(StrEnum):
    AWAITED = "awaited"
    CLAIMED = "claimed"  # the customer says so, or sent the receipt
    RECEIVED = "received"  # the owner has seen it
    RELEASED = "released"  # it did not come, and the time was given back


class Deposit(SQLModel, table=True):
    """What an appointment is held for until `due_at`."""

    id: int | None = Field(default=None, primary_key=True)
    appointment_id: int = Field(foreign_key="appointment.id", unique=True)
    amount_cents: int
    how: str  # the owner's words: "Bizum al 600 000 000"
    status: DepositStatus = Field(default=DepositStatus.AWAITED, sa_type=stored_as_value(DepositStatus))
    due_at: datetime = Field(index=True)
    attachment_id: int | None = Field(default=None, foreign_key="attachment.id")
    created_at: datetime
    ended_at: datetime | None = None
