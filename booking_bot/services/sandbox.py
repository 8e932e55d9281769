"""Twilio's sandbox: for trying, with people who joined it, and with three English texts of its own.

Who writes "join …" is in for 72 hours. Twilio tells nobody when they run out: here they count from what the
person wrote last.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.models import ChannelName, Conversation, Customer
from booking_bot.services.templates.texts import TemplateText

JOINED_FOR = timedelta(hours=72)
SOON = timedelta(hours=24)
# Only these words go outside the 24 hours; Twilio knows them by how they read.
APPOINTMENT = "Your appointment is coming up on {day} at {time}"
TEXTS = (
    APPOINTMENT,
    "Your {thing} order of {what} has shipped and should be delivered on {day}. Details: {link}",
    "Your {name} code is {code}",
)
REMINDING = ("reminder", "reminder_ask", "confirmation", "moved", "request_accepted")


class Ending(NamedTuple):
    """Somebody who falls out of the sandbox soon, or has."""

    conversation_id: int
    name: str | None
    at: datetime


def shown() -> list[str]:
    """The three texts as an owner may read them."""
    return [re.sub(r"\{\w+\}", "…", text) for text in TEXTS]


def is_joined(conversation: Conversation, now: datetime) -> bool:
    last = conversation.last_inbound_at
    return last is not None and now - last < JOINED_FOR


def in_english(text: TemplateText, zone: ZoneInfo) -> str | None:
    """The sandbox's text that tells of the same appointment; None where none does."""
    if text.name not in REMINDING or text.start is None:
        return None
    local = text.start.astimezone(zone)
    return APPOINTMENT.format(day=f"{local:%B} {local.day}", time=f"{local:%H:%M}")


def ending(session: Session, now: datetime) -> list[Ending]:
    """Who must join again soon to go on hearing from us, the first to fall out first."""
    rows = session.exec(
        select(Conversation, Customer.name)
        .join(Customer, col(Customer.id) == col(Conversation.customer_id))
        .where(
            col(Conversation.channel) == ChannelName.WHATSAPP,
            col(Conversation.last_inbound_at) > now - JOINED_FOR,
            col(Conversation.last_inbound_at) <= now - JOINED_FOR + SOON,
        )
        .order_by(col(Conversation.last_inbound_at))
    ).all()
    return [
        Ending(conversation.id or 0, name, conversation.last_inbound_at + JOINED_FOR)
        for conversation, name in rows
        if conversation.last_inbound_at is not None
    ]
