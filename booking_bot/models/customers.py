"""Who writes to us. A person is known by identities; none of them is ever a key."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import stored_as_value


class Customer(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str | None = None
    email: str | None = None
    blocked: bool = False  # nothing goes out to them, and what they write is not answered
    personal: bool = False  # a friend, the supplier: the bot leaves them to the owner
    allergies: str | None = None
    note: str | None = None  # what the shop keeps in mind of them
    created_at: datetime


class CustomerTag(SQLModel, table=True):
    __tablename__ = "customer_tag"

    customer_id: int = Field(foreign_key="customer.id", primary_key=True)
    tag: str = Field(primary_key=True)


class IdentityKind(StrEnum):
    PHONE = "phone"  # canonical E.164, "+525512345678"
    WHATSAPP_ID = "whatsapp_id"  # Twilio's ExternalUserId without its prefix: "ES.1234…"


class Identity(SQLModel, table=True):
    """A way to know a customer again. It may move to another customer: numbers are reassigned."""

    __table_args__ = (sa.UniqueConstraint("kind", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: IdentityKind = Field(sa_type=stored_as_value(IdentityKind))
    value: str
    created_at: datetime


class ConsentKind(StrEnum):
    SERVICE = "service"  # notices about their own appointments and orders
    OFFERS = "offers"  # surveys, waiting list, offers


class ConsentSource(StrEnum):
    INBOUND = "inbound"  # they wrote to us
    API = "api"
    OWNER = "owner"
    IMPORT = "import"
    ORDER = "order"  # said so in the shop where they ordered


class Consent(SQLModel, table=True):
    """What a customer allowed or forbade, and when; the newest row of a kind holds."""

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: ConsentKind = Field(sa_type=stored_as_value(ConsentKind))
    granted: bool
    source: ConsentSource = Field(sa_type=stored_as_value(ConsentSource))
    said: str | None = None  # their own words
    at: datetime


class CustomerAnswer(SQLModel, table=True):
    """What a customer answered to a question of a service (plate, allergies): asked once, then known."""

    __tablename__ = "customer_answer"

    customer_id: int = Field(foreign_key="customer.id", primary_key=True)
    question: str = Field(primary_key=True)  # its id in the business file
    answer: str
    at: datetime
