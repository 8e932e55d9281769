"""What the shop is: its facts and rules, services, the resources they need, and when it opens.

Lists that are only ever read whole (hours, aliases, questions) are JSON columns; a change assigns
a new value, since SQLAlchemy does not see changes inside one. Hours are `{"mon": ["10:00-14:00"]}`
in the form of the business file.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import stored_as_value

WeekHours = dict[str, list[str]]


class Tone(StrEnum):
    TU = "tu"
    USTED = "usted"
    VOS = "vos"


class ConfirmRule(StrEnum):
    ASK = "ask"
    NEVER = "never"


class Business(SQLModel, table=True):
    """One row: a database holds one business."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    locale: str = "es_ES"
    timezone: str
    country: str = "ES"
    subdivision: str | None = None
    currency: str = "EUR"
    phone: str | None = None
    address: str | None = None
    appointment_word: str = "cita"
    website: str | None = None
    privacy_url: str | None = None
    tone: Tone = Field(default=Tone.TU, sa_type=stored_as_value(Tone))
    subject: str | None = None
    location: str | None = None  # where it stands, "40.4203,-3.7058"
    greeting: str | None = None  # instead of the bot's own first words
    signature: str | None = None  # who the bot says it is
    emoji: bool = True

    holidays: bool = False
    min_notice: timedelta = timedelta(hours=1)
    horizon_days: int = 90
    slot_length: timedelta = timedelta(minutes=15)
    cancel_notice: timedelta = timedelta(0)
    max_open_per_customer: int = 0
    max_party: int = 4
    # Who did not come so often in a year waits for the owner's word; 0 is no limit.
    max_no_shows: int = 0
    confirm: ConfirmRule = Field(default=ConfirmRule.ASK, sa_type=stored_as_value(ConfirmRule))
    hold: timedelta = timedelta(minutes=10)
    reminders: list[str] = Field(default_factory=lambda: ["24h"], sa_type=sa.JSON)
    survey_after: timedelta | None = timedelta(hours=2)
    follow_up: bool = False  # whether to write to who did not come
    quiet_hours: str | None = "21:00-09:00"
    # So many messages a month may go out; beyond it answers and reminders alone. 0 is no limit.
    monthly_cap: int = 0

    tomorrow_by_email: bool = (
        True  # tomorrow's list with its phones, at closing time, for a day without light
    )

    # The states of an order that its customer is told of.
    order_notices: list[str] = Field(
        default_factory=lambda: ["received", "ready", "shipped", "delivered", "cancelled"], sa_type=sa.JSON
    )

    hours: WeekHours = Field(sa_type=sa.JSON)

    # Drawn anew by the database with every change of the catalogue (see the migration `catalogue_stamp`).
    stamp: int = Field(default=0, sa_type=sa.BigInteger)


class SpecialHours(SQLModel, table=True):
    """Days on which the shop opens otherwise than usual; no `hours` means closed.

    Where stretches overlap, the one of fewer days wins, and closed wins a tie.
    """

    __tablename__ = "special_hours"
    __table_args__ = (sa.CheckConstraint("last_day >= first_day", name="ends_after_start"),)

    id: int | None = Field(default=None, primary_key=True)
    first_day: date
    last_day: date = Field(index=True)
    hours: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    reason: str | None = None


class ResourceKind(StrEnum):
    STAFF = "staff"
    ROOM = "room"  # a room, a chair, a machine: whatever is not a person


class Resource(SQLModel, table=True):
    """What an appointment occupies: a member of staff, or a room, chair or machine."""

    __table_args__ = (
        sa.UniqueConstraint("kind", "slug"),
        sa.CheckConstraint("capacity > 0", name="has_capacity"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: ResourceKind = Field(sa_type=stored_as_value(ResourceKind))
    slug: str
    name: str
    capacity: int = 1
    active: bool = True
    position: int = 0
    whole_day: bool = False  # of a room: what comes into it stays all day, as a car does
    # Of staff alone:
    aliases: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    phone: str | None = None
    hours: WeekHours | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))


class Absence(SQLModel, table=True):
    """A stretch in which a member of staff does not work; it may overlap appointments."""

    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="resource.id", index=True)
    starts_at: datetime
    ends_at: datetime = Field(index=True)
    reason: str | None = None
    calendar_id: int | None = Field(default=None, foreign_key="external_calendar.id", index=True)


class Service(SQLModel, table=True):
    __table_args__ = (sa.CheckConstraint("capacity > 0", name="has_capacity"),)

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    length: timedelta
    price_cents: int | None = None
    price_from: bool = False
    price_hidden: bool = False
    aliases: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    # The staff is free between `processing_after` and `processing_after + processing_length`.
    processing_after: timedelta | None = None
    processing_length: timedelta | None = None
    capacity: int = 1
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    preparation: str | None = None
    approval: bool = False
    deposit: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    revisit: timedelta | None = None
    recall: bool = False  # whether to write once it is due again
    # What is left here, and fetched later, as a car is: "08:00-09:30" and "18:00" by the shop's clock.
    drop_off: str | None = None
    pick_up: str | None = None
    active: bool = True
    position: int = 0


class ServiceStaff(SQLModel, table=True):
    """Who does what; `length` and `price_cents` where they differ from the service's own."""

    __tablename__ = "service_staff"

    service_id: int = Field(foreign_key="service.id", primary_key=True)
    staff_id: int = Field(foreign_key="resource.id", primary_key=True, index=True)
    length: timedelta | None = None
    price_cents: int | None = None


class ServiceResource(SQLModel, table=True):
    """A room, chair or machine that a service needs beside its staff; all of them at once."""

    __tablename__ = "service_resource"

    service_id: int = Field(foreign_key="service.id", primary_key=True)
    resource_id: int = Field(foreign_key="resource.id", primary_key=True)


class Faq(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    questions: list[str] = Field(sa_type=sa.JSON)
    answer: str
    position: int = 0
