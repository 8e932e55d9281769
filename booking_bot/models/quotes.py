"""What the shop says that something costs before it is done, and what the customer answers."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Field, SQLModel

from booking_bot.models.base import stored_as_value


class QuoteStatus(StrEnum):
    ASKED = "asked"  # the customer wants to know; the owner has not said yet
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # by the owner, or put anew at another price


class Quote(SQLModel, table=True):
    """A price for work in the owner's words; the appointment is that which it led to, or belongs to.

    `accepted_message_id` is the customer's own yes, as it was written.
    """

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id", index=True)
    service_id: int | None = Field(default=None, foreign_key="service.id")
    length: timedelta | None = None  # how long the work takes, where the service does not say
    work: str = ""
    amount_cents: int | None = None
    attachment_id: int | None = Field(default=None, foreign_key="attachment.id")  # the photo it is about
    status: QuoteStatus = Field(sa_type=stored_as_value(QuoteStatus))
    asked_at: datetime | None = None
    offered_at: datetime | None = None
    expires_at: datetime | None = None
    answered_at: datetime | None = None
    accepted_message_id: int | None = Field(default=None, foreign_key="message.id")
    actor: str | None = None  # who named the price
    created_at: datetime
