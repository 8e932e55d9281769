"""What becomes of a message after the provider took it.

Receipts come late, twice, out of order, and sometimes before the answer to our own request. Each counts
only where it says more than what is known, so the end is the same in whatever order they come.
"""

import logging
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.channels.base import Receipt
from booking_bot.models import ChannelName, Conversation, Delivery, Direction, Message, Outbox
from booking_bot.services import circuit, contents, fair_weather, instead, outbox, remedies

log = logging.getLogger(__name__)

# Twilio's words for a message's status, and what we call it.
STATUSES = {
    "accepted": Delivery.ACCEPTED,
    "scheduled": Delivery.ACCEPTED,
    "queued": Delivery.ACCEPTED,
    "sending": Delivery.ACCEPTED,
    "sent": Delivery.SENT,
    "failed": Delivery.FAILED,
    "canceled": Delivery.CANCELLED,
    "undelivered": Delivery.UNDELIVERED,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
}
# A failure stays a failure when a late "sent" comes; that it was delivered after all outweighs it.
RANKS = {
    Delivery.ACCEPTED: 1,
    Delivery.SENT: 2,
    Delivery.CANCELLED: 3,
    Delivery.EXPIRED: 3,
    Delivery.FAILED: 4,
    Delivery.UNDELIVERED: 5,
    Delivery.DELIVERED: 6,
    Delivery.READ: 7,
}
GONE = (Delivery.SENT, Delivery.DELIVERED, Delivery.READ)
FAILURES = (Delivery.FAILED, Delivery.UNDELIVERED)
UNEXPLAINED = {ChannelName.SMS: "El SMS no se pudo entregar."}
UNEXPLAINED_BY_WHATSAPP = "WhatsApp no pudo entregarlo."


def record(session: Session, receipt: Receipt, now: datetime) -> bool:
    """Note what the receipt tells; False where it tells nothing new or names no message of ours.

    One that carries a row's marker gives the row its provider's id, so a message whose sending was cut off
    is known to have been accepted.
    """
    status = STATUSES.get(receipt.status)
    if status in GONE and (number := fair_weather.arrive(session, receipt.sid, status)):
        log.info("outbox %s is %s", number, status)
        return True
    if status in FAILURES:
        _lock_line(session, receipt)
    row = _named(session, receipt)
    if row is None or status is None:
        return False
    if RANKS[status] <= RANKS.get(row.status, 0):
        return False
    if status in instead.ARRIVED and (row.urgent or row.status in FAILURES):
        contents.withdraw_text(session, row)
        instead.withdraw(session, row)
    row.status = status
    row.lease_until = None
    if status in FAILURES:
        row.error_code, row.error = (
            receipt.error_code,
            receipt.error or UNEXPLAINED.get(row.channel, UNEXPLAINED_BY_WHATSAPP),
        )
        if receipt.refused_content and contents.send_as_text(session, row, now=now):
            contents.refuse(session, receipt.refused_content, row.error, now=now)
            row.error = contents.AS_TEXT
        elif not remedies.see_to(session, row, receipt.remedy, now, by_receipt=True):
            outbox.tell_a_person(session, row, row.error, now=now)
    else:
        row.error_code = row.error = None
        if status in GONE:
            circuit.left(session, row.channel, now)
    log.info("outbox %s is %s", row.id, status)
    return True


def _lock_line(session: Session, receipt: Receipt) -> None:
    """Keep the order of a turn, which has the conversation before it touches what is queued there."""
    named = col(Message.provider_sid) == receipt.sid
    if (number := outbox.number_in(receipt.marker or "")) is not None:
        named |= col(Message.id) == select(Outbox.message_id).where(Outbox.id == number).scalar_subquery()
    session.exec(
        select(Conversation.id)
        .where(
            col(Conversation.id).in_(
                select(Message.conversation_id).where(col(Message.direction) == Direction.OUT, named)
            )
        )
        .order_by(col(Conversation.id))
        .with_for_update(key_share=True)
    ).all()


def _named(session: Session, receipt: Receipt) -> Outbox | None:
    """The row that a receipt is about, locked: by the provider's id, else by its marker."""
    row = session.exec(
        select(Outbox)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .where(col(Message.direction) == Direction.OUT, col(Message.provider_sid) == receipt.sid)
        .with_for_update(of=Outbox)
    ).first()
    if row is not None or receipt.marker is None:
        return row
    row = outbox.by_marker(session, receipt.marker)
    return row if row is not None and outbox.adopt(session, row, receipt.sid) else None
