"""All we have said to each other, and what is still to be sent."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import no_items, stored_as_value


class ChannelName(StrEnum):
    WHATSAPP = "whatsapp"
    SMS = "sms"
    EMAIL = "email"
    SIMULATOR = "simulator"
    HAND = "hand"  # the owner sends it from their own phone, by one tap


class Holder(StrEnum):
    BOT = "bot"
    PERSON = "person"


class Conversation(SQLModel, table=True):
    """One per channel and address. `state` is the dialogue's own JSON; the other columns are read by all."""

    __table_args__ = (sa.UniqueConstraint("channel", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    channel: ChannelName = Field(sa_type=stored_as_value(ChannelName))
    address: str  # as received: it is what an answer goes to
    holder: Holder = Field(default=Holder.BOT, sa_type=stored_as_value(Holder))
    paused_until: datetime | None = None
    state: str = Field(default="", sa_type=sa.Text)
    unread: int = 0
    last_inbound_at: datetime | None = None
    # When the messages that came shall be answered; None where nothing waits.
    turn_due_at: datetime | None = Field(default=None, index=True)
    turn_failures: int = 0
    # Until then the turn waits for what is being fetched or transcribed.
    waits_until: datetime | None = None
    held_at: datetime | None = None  # since when a person holds it
    unreachable_at: datetime | None = None  # when WhatsApp said that this address takes no messages
    # Since when whoever writes says that they are not the customer: what was booked before is not theirs.
    disowned_at: datetime | None = None
    introduced_at: datetime | None = None  # when they were told who answers, and what is kept
    snoozed_until: datetime | None = None  # out of the owner's way until then, or until they write
    resolved_at: datetime | None = None  # when a person said that nothing is left to do
    created_at: datetime


class ConversationLabel(SQLModel, table=True):
    __tablename__ = "conversation_label"

    conversation_id: int = Field(foreign_key="conversation.id", primary_key=True)
    label: str = Field(primary_key=True)


class Note(SQLModel, table=True):
    """What a person wrote beside a conversation, for the shop alone."""

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    author: str  # as the audit names them: "owner:3"
    text: str
    at: datetime


class CannedReply(SQLModel, table=True):
    """A text that the owner writes again and again."""

    __tablename__ = "canned_reply"

    id: int | None = Field(default=None, primary_key=True)
    shortcut: str = Field(unique=True)
    text: str
    position: int = 0


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class MessageKind(StrEnum):
    """Of outgoing messages; incoming ones carry Twilio's MessageType."""

    REPLY = "reply"
    REMINDER = "reminder"
    SURVEY = "survey"
    ORDER = "order"
    MANUAL = "manual"
    WAITLIST = "waitlist"
    NOTICE = "notice"
    RECALL = "recall"  # what was done is due again
    STAFF = "staff"  # to the owner or somebody of the staff, about the shop


class Message(SQLModel, table=True):
    """One thing said, `in` or `out`; an outgoing one has an Outbox row beside it."""

    __table_args__ = (
        sa.UniqueConstraint("direction", "provider_sid"),
        sa.Index("ix_message_conversation_at", "conversation_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    direction: Direction = Field(sa_type=stored_as_value(Direction))
    kind: str
    body: str = ""
    media: list[dict[str, str]] = Field(default_factory=no_items, sa_type=sa.JSON)  # [{"url", "type"}]
    options: list[dict[str, str]] = Field(
        default_factory=no_items, sa_type=sa.JSON
    )  # buttons: [{"id", "title"}]
    location: str | None = None  # a pin, "40.4203,-3.7058|Calle del Prado 3"
    at: datetime
    provider_sid: str | None = None
    # Of incoming messages:
    transcript: str | None = None  # of a voice note
    payload: str | None = None  # the id of the button that was pressed
    quoted_sid: str | None = None
    raw: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    answered_at: datetime | None = None


class Delivery(StrEnum):
    """queued → sending → accepted → sent → delivered → read, and the ways it ends otherwise."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"  # perhaps accepted: never sent again before that is settled
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Outbox(SQLModel, table=True):
    """The sending of one outgoing message; its rules stand in `services/outbox.py`."""

    __table_args__ = (sa.Index("ix_outbox_due", "status", "send_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", unique=True)
    dedupe_key: str | None = Field(default=None, unique=True)
    channel: ChannelName = Field(sa_type=stored_as_value(ChannelName))
    recipient: str = Field(index=True)
    status: Delivery = Field(default=Delivery.QUEUED, sa_type=stored_as_value(Delivery))
    send_at: datetime
    not_after: datetime | None = None
    attempts: int = 0
    lease_token: str | None = None
    claimed_at: datetime | None = Field(default=None, index=True)
    lease_until: datetime | None = None
    # An approved template instead of free text, with its variables by number.
    content_sid: str | None = None
    content_variables: dict[str, str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    template: str | None = None  # the text of ours that it is, approved or not: name, language, fingerprint
    short: str | None = None  # the same in the words of an SMS, where it has such
    as_template: bool = False  # as that template even where free text seems allowed
    urgent: bool = False  # goes another way where it is not delivered in time
    # The row it is sent instead of.
    follows_id: int | None = Field(default=None, foreign_key="outbox.id", index=True)
    lookups: int = 0  # how often an unknown outcome was looked for at the provider
    asked_at: datetime | None = None  # when the provider was last asked what became of it
    error_code: str | None = None
    error: str | None = None
    created_at: datetime


class AttentionKind(StrEnum):
    HANDOVER = "handover"
    LATE = "late"
    NOTE = "note"
    UNANSWERED = "unanswered"  # a turn failed again and again
    DELIVERY = "delivery"
    REQUEST = "request"  # an appointment that waits for the owner's word
    DEPOSIT = "deposit"  # a receipt of payment to look at
    WAITLIST = "waitlist"
    MEDIA = "media"  # something that only a person can hear or see
    RATING = "rating"  # a customer was not content
    ORDER = "order"  # something is wrong with an order
    CALL = "call"  # somebody wants to be called, or has called in vain
    QUOTE = "quote"  # somebody wants to know what it costs
    STANDING = "standing"  # a standing appointment found no place


class Attention(SQLModel, table=True):
    """Something that a person must look at; of a handover, `id` is the case number."""

    id: int | None = Field(default=None, primary_key=True)
    kind: AttentionKind = Field(sa_type=stored_as_value(AttentionKind))
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id", index=True)
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id")
    order_id: int | None = Field(default=None, foreign_key="customer_order.id", index=True)
    standing_id: int | None = Field(default=None, foreign_key="standing.id", index=True)
    turn_day: date | None = None  # of a standing appointment: the day for which there was no place
    reason: str = ""
    summary: str = ""
    at: datetime
    call_at: datetime | None = None  # of a call: when they want it
    phone: str | None = None  # of a call: what to ring, where it is another number than theirs
    promised_at: datetime | None = None  # by when the customer was told to have an answer
    alerted_at: datetime | None = None  # when the owner was last reminded of it
    excused_at: datetime | None = None  # when the customer was told that it takes longer
    resolved_at: datetime | None = Field(default=None, index=True)
