"""What waits for the owner's hand need not any more once the customer writes: free text is allowed again."""

import logging
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.service_window import LENGTH, MARGIN
from booking_bot.models import ChannelName, Conversation, Delivery, Message, MessageKind, Outbox
from booking_bot.services.watching import cap
from booking_bot.services.ways import ways_of

log = logging.getLogger(__name__)


def run_due(database: Database, *, now: datetime) -> int:
    """Let go by WhatsApp what waits for a hand and may; how many that were. The fence looks at each again."""
    with database.reading() as session:
        if not ways_of(session).whatsapp:
            return 0
        found = session.exec(
            select(Outbox.id, Conversation.address, Message.kind)
            .join(Message, col(Message.id) == col(Outbox.message_id))
            .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
            .where(
                col(Outbox.status) == Delivery.QUEUED,
                col(Outbox.channel) == ChannelName.HAND,
                col(Conversation.channel) == ChannelName.WHATSAPP,
                col(Conversation.last_inbound_at) > col(Outbox.created_at),
                col(Conversation.last_inbound_at) > now - (LENGTH - MARGIN),
            )
        ).all()
        waiting = [
            (number, address)
            for number, address, kind in found
            if not cap.holds_back(session, MessageKind(kind), now)
        ]
    if not waiting:
        return 0
    let_go = 0
    with database.transaction() as session:
        for number, address in waiting:
            result = session.exec(
                sa.update(Outbox)
                .where(
                    col(Outbox.id) == number,
                    col(Outbox.status) == Delivery.QUEUED,
                    col(Outbox.channel) == ChannelName.HAND,
                )
                .values(channel=ChannelName.WHATSAPP, recipient=address)
                .execution_options(synchronize_session=False)
            )
            let_go += result.rowcount
    log.info("%s messages that waited for a hand go by WhatsApp after all", let_go)
    return let_go
