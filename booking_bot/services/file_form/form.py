"""The tables and keys of a business file, with their defaults.

    BusinessFile
    ├── business    name, zone, country, currency and how the bot speaks
    ├── rules       notices, horizon, reminders
    ├── hours       mon … sun
    ├── closed, special   days on which it opens otherwise than usual, or not at all
    ├── faq
    ├── resources   rooms, chairs, machines
    ├── services    with their processing, questions and deposit
    └── staff       with their services, hours and absences

Needed are the name, the timezone, hours, services and staff. An unknown key is a fault.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from booking_bot.domain.opening import WEEKDAYS
from booking_bot.services.file_form import regions
from booking_bot.services.file_form.values import (
    Clock,
    Country,
    Currency,
    Date,
    Day,
    Length,
    Link,
    Locale,
    Moment,
    OptionalLength,
    OptionalPrice,
    OptionalText,
    Phone,
    Place,
    PositiveLength,
    Price,
    Quiet,
    Reminder,
    Slug,
    Text,
    Window,
    Zone,
    bare_date,
    shop_of,
)

_MIDNIGHT = time.min


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class Business(Table):
    name: Text
    locale: Locale
    timezone: Zone
    country: Country
    subdivision: OptionalText = None
    currency: Currency
    phone: Phone = None
    address: OptionalText = None
    appointment_word: Literal["cita", "turno", "hora"]  # whose forms `translations` knows
    website: Link = None
    privacy_url: Link = None
    tone: Literal["tu", "usted", "vos"]
    subject: OptionalText = None
    location: Place = None
    greeting: OptionalText = None
    signature: OptionalText = None
    emoji: bool = True

    @model_validator(mode="before")
    @classmethod
    def _know_the_country(cls, data: Any) -> Any:
        return regions.completed(data) if isinstance(data, dict) else data


OrderState = Literal["received", "preparing", "ready", "shipped", "delivered", "cancelled", "refunded"]


class Rules(Table):
    holidays: bool = False
    min_notice: Length = timedelta(hours=1)
    horizon_days: int = Field(default=90, ge=1, le=3660)
    slot_minutes: PositiveLength = timedelta(minutes=15)
    cancel_notice: Length = timedelta(0)
    max_open_per_customer: int = Field(default=0, ge=0)
    max_party: int = Field(default=4, ge=1)
    max_no_shows: int = Field(default=0, ge=0)
    confirm: Literal["ask", "never"] = "ask"
    hold: Length = timedelta(minutes=10)
    reminders: list[Reminder] = ["24h"]
    survey_after: OptionalLength = timedelta(hours=2)
    follow_up: bool = False
    # The states of an order that its customer is told of.
    order_notices: list[OrderState] = ["received", "ready", "shipped", "delivered", "cancelled"]
    quiet_hours: Quiet = "21:00-09:00"
    monthly_cap: int = Field(default=0, ge=0, le=1_000_000_000)
    tomorrow_by_email: bool = True

    @field_validator("reminders", "order_notices", mode="before")
    @classmethod
    def _may_be_off(cls, value: object) -> object:
        return [] if value == "" else value


class Week(Table):
    mon: Day = []
    tue: Day = []
    wed: Day = []
    thu: Day = []
    fri: Day = []
    sat: Day = []
    sun: Day = []

    def by_day(self) -> dict[str, list[str]]:
        return {name: getattr(self, name) for name in WEEKDAYS}


class Days(Table):
    """Days from `first` to `last`, both included; a single one may be written as `date`."""

    first: Date = Field(alias="from")
    last: Date = Field(alias="to")
    reason: OptionalText = None

    @model_validator(mode="before")
    @classmethod
    def _one_day(cls, data: Any) -> Any:
        return _span_of_one(data)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("ends before it begins")
        return self


class Closed(Days):
    @model_validator(mode="before")
    @classmethod
    def _bare_date(cls, data: Any) -> Any:
        return data if isinstance(data, dict) else {"date": bare_date(data)}


class Special(Days):
    hours: Day


class Faq(Table):
    questions: list[Text] = Field(min_length=1)
    answer: Text


class Resource(Table):
    id: Slug
    name: Text
    capacity: int = Field(default=1, ge=1)
    whole_day: bool = False


class Processing(Table):
    """The staff is free from `after` the start on, for `minutes`."""

    after: PositiveLength
    minutes: PositiveLength


class Question(Table):
    id: Slug
    ask: Text
    required: bool = True


class Deposit(Table):
    """What is paid beforehand, how, and how long the appointment waits for it."""

    amount: Price
    how: OptionalText = None
    hold: OptionalLength = None


class Service(Table):
    id: Slug
    name: Text
    minutes: PositiveLength
    price: OptionalPrice = None
    price_from: bool = False
    price_hidden: bool = False
    aliases: list[Text] = []
    buffer_before: Length = timedelta(0)
    buffer_after: Length = timedelta(0)
    processing: Processing | None = None
    resources: list[str] = []
    capacity: int = Field(default=1, ge=1)
    questions: list[Question] = []
    preparation: OptionalText = None
    approval: bool = False
    deposit: Deposit | None = None
    revisit: OptionalLength = None
    recall: bool = False
    drop_off: Window = None
    pick_up: Clock = None
    active: bool = True


class Absence(Table):
    """Whole days, `to` included, or from one time to another; a time without offset is the shop's."""

    first: Moment = Field(alias="from")
    last: Moment = Field(alias="to")
    reason: OptionalText = None

    @model_validator(mode="before")
    @classmethod
    def _one_day(cls, data: Any) -> Any:
        return _span_of_one(data)

    @model_validator(mode="after")
    def _in_order(self, info: ValidationInfo) -> Self:
        starts_at, ends_at = self.stretch(shop_of(info).zone)
        if starts_at >= ends_at:
            raise ValueError("ends before it begins")
        return self

    def stretch(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its start and end in UTC."""
        last = self.last if isinstance(self.last, datetime) else self.last + timedelta(days=1)
        return _instant(self.first, zone), _instant(last, zone)


class Staff(Table):
    """Without `services` they do all of them; without `hours` they work when the shop is open."""

    id: Slug
    name: Text
    aliases: list[Text] = []
    phone: Phone = None
    services: list[str] | None = None
    hours: Week | None = None
    absences: list[Absence] = []
    minutes: dict[str, PositiveLength] = {}
    price: dict[str, Price] = {}


class BusinessFile(Table):
    business: Business
    rules: Rules = Rules()
    hours: Week
    closed: list[Closed] = []
    special: list[Special] = []
    faq: list[Faq] = []
    resources: list[Resource] = []
    services: list[Service] = Field(min_length=1)
    staff: list[Staff] = Field(min_length=1)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.business.timezone)

    def services_of(self, member: Staff) -> list[str]:
        """The ids of what `member` does."""
        return [service.id for service in self.services] if member.services is None else member.services


def _span_of_one(data: Any) -> Any:
    """`{date = …}` or `{from = …}` alone as from that day to that day."""
    if not isinstance(data, Mapping):
        return data
    data = dict(data)
    if "date" in data and not {"from", "to"} & data.keys():
        data["from"] = data.pop("date")
    if "from" in data:
        data.setdefault("to", data["from"])
    return data


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, _MIDNIGHT)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
