"""Orders of the shop, and the systems that they come from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.domain.orders import OrderStatus
from booking_bot.models.base import no_items, stored_as_value


class ConnectionKind(StrEnum):
    WOOCOMMERCE = "woocommerce"
    SHOPIFY = "shopify"
    PRESTASHOP = "prestashop"  # asked again and again: it tells nothing by itself
    GENERIC = "generic"


class ShopConnection(SQLModel, table=True):
    """One system that tells of orders, with a secret of its own."""

    __tablename__ = "shop_connection"

    id: int | None = Field(default=None, primary_key=True)
    kind: ConnectionKind = Field(sa_type=stored_as_value(ConnectionKind))
    name: str
    secret: str  # encrypted; what it signs with
    url: str | None = None  # of the shop, where it is asked too
    key: str | None = None  # encrypted; what it is asked with
    # Its own words for a state -> one of ours, or "" for one that says nothing to the customer.
    states: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    opt_in: bool = False  # who orders there has agreed to be told by message
    active: bool = True  # while it is not, nobody is told anything, and the shop is not asked
    created_at: datetime
    heard_at: datetime | None = None  # the last sign of life, a ping too
    asked_at: datetime | None = None
    asked_until: datetime | None = None  # all that changed before is known
    error: str | None = None  # of the last try, in Spanish; None once it goes well again
    error_at: datetime | None = None


class ShopEvent(SQLModel, table=True):
    """One thing that a shop told, stored first and understood after."""

    __tablename__ = "shop_event"
    __table_args__ = (
        sa.UniqueConstraint("connection_id", "delivery_id"),
        sa.Index("ix_shop_event_due", "handled_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    connection_id: int = Field(foreign_key="shop_connection.id")
    delivery_id: str  # the shop's own, so that a repetition has no second effect
    topic: str
    body: str | None  # as it came; None once it is handled
    told_at: datetime | None = None  # the shop's own time, where it says so beside the body
    received_at: datetime
    handled_at: datetime | None = None
    attempts: int = 0
    outcome: str | None = None  # the number of the order and its state, for the owner to read
    error: str | None = None


class Order(SQLModel, table=True):
    """What a customer ordered; its states and their words stand in `domain/orders.py`."""

    __tablename__ = "customer_order"  # "order" is a reserved word
    __table_args__ = (
        sa.UniqueConstraint("connection_id", "external_id"),
        sa.Index("ix_customer_order_list", "status", "id"),
        # Whoever tells of an order by its number alone tells of one and the same.
        sa.Index(
            "ix_customer_order_own_number",
            "number_key",
            unique=True,
            sqlite_where=sa.text("connection_id IS NULL"),
            postgresql_where=sa.text("connection_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str  # as the customer knows it: "#9999"
    number_key: str = Field(index=True)  # its letters and figures alone, small: "9999"
    connection_id: int | None = Field(default=None, foreign_key="shop_connection.id")
    external_id: str | None = None  # the shop's own
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    status: OrderStatus = Field(sa_type=stored_as_value(OrderStatus))
    items: list[dict[str, Any]] = Field(
        default_factory=no_items, sa_type=sa.JSON
    )  # [{"name", "quantity", "price_cents"}]
    total_cents: int | None = None
    currency: str
    tracking_url: str | None = None
    tracking_number: str | None = None
    note: str | None = None
    problem: str | None = None  # what the owner must know: the payment failed
    shop_status: str | None = None  # the shop's own word for the state
    shop_updated_at: datetime | None = None  # what is older than this comes too late
    created_at: datetime
    updated_at: datetime


class OrderEvent(SQLModel, table=True):
    """A state that an order came to, by whom, and what the customer was told of it."""

    __tablename__ = "order_event"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="customer_order.id", index=True)
    status: OrderStatus = Field(sa_type=stored_as_value(OrderStatus))
    at: datetime
    actor: str  # as in the audit: "api:2", "owner:3", "connection:1", "import:4"
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    silent: str | None = None  # why the customer was told nothing, in Spanish
