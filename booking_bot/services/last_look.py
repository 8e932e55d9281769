"""Whether a message may go out this very instant as it is: what was right when queued may be no more."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from booking_bot.channels.base import Outbound
from booking_bot.domain import service_window
from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Message,
    MessageKind,
    Outbox,
)
from booking_bot.services import consents, outbox, routes

TOO_LATE = "Ya era tarde para enviarlo."
TAKEN_OVER = "Una persona tomó la conversación."


class Told(NamedTuple):
    row: Outbox
    outbound: Outbound
    conversation: Conversation
    customer: Customer
    kind: MessageKind


def instead(session: Session, row: Outbox, outbound: Outbound, now: datetime) -> dict[str, Any] | None:
    """What the row becomes that may not go out like this; None where it may."""
    if row.not_after is not None and row.not_after < now:
        return {"status": Delivery.EXPIRED, "error": TOO_LATE}
    message, conversation, customer = session.exec(
        select(Message, Conversation, Customer)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .join(Customer, col(Customer.id) == col(Conversation.customer_id))
        .where(col(Message.id) == row.message_id)
    ).one()
    kind = MessageKind(message.kind)
    if customer.blocked and kind is not MessageKind.MANUAL:
        return {"status": Delivery.CANCELLED, "error": routes.BLOCKED}
    if kind is MessageKind.REPLY and outbox.is_mute(conversation, now):
        return {"status": Delivery.CANCELLED, "error": TAKEN_OVER}
    if reason := consents.why_not(session, conversation, kind, now):
        return {"status": Delivery.CANCELLED, "error": reason}
    quiet = routes.quiet_until(session, conversation, kind, now, urgent=row.urgent)
    if quiet is not None:
        if row.not_after is not None and quiet > row.not_after:
            return {"status": Delivery.EXPIRED, "error": routes.NO_TIME}
        # Moved, so that a reply that comes meanwhile does not wait behind it.
        return {"send_at": quiet}
    if row.channel is ChannelName.WHATSAPP:
        told = Told(row, outbound, conversation, customer, kind)
        return _another_way(session, told, now)
    return None


def _another_way(session: Session, told: Told, now: datetime) -> dict[str, Any] | None:
    """What WhatsApp would not take goes as its template, else by another channel, else by hand."""
    row, outbound, conversation, customer, _ = told
    unreachable = conversation.unreachable_at is not None
    is_open = service_window.is_open(conversation.last_inbound_at, now)
    if not unreachable and (row.as_template or outbound.content_sid or is_open):
        return None
    if not unreachable and row.content_sid:
        return {"as_template": True}
    if told.kind in consents.OFFERS:
        return {"status": Delivery.CANCELLED, "error": routes.NOT_WORTH_IT}
    way = routes.elsewhere(session, customer, conversation, urgent=row.urgent or unreachable)
    if way.way is routes.Way.NEVER or (unreachable and way.way is routes.Way.HAND):
        return {"status": Delivery.CANCELLED, "error": way.reason or routes.UNREACHABLE}
    return {"channel": way.channel, "recipient": way.recipient}
