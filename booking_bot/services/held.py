"""What waits for the owner's hand need not any more once WhatsApp takes it from us.

Free text is allowed again where the customer writes; and a text of ours may have been approved meanwhile.
What WhatsApp took already and may have delivered does not go there a second time.
"""

import logging
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.service_window import is_open
from booking_bot.models import ChannelName, Conversation, Delivery, Message, MessageKind, Outbox, row_id
from booking_bot.services import instead, outbox
from booking_bot.services.templates.approved import usable
from booking_bot.services.watching import cap
from booking_bot.services.ways import ways_of

log = logging.getLogger(__name__)


def run_due(database: Database, *, now: datetime) -> int:
    """Let go by WhatsApp what waits for a hand and may; how many that were. The fence looks at each again."""
    with database.reading() as session:
        if not ways_of(session).whatsapp:
            return 0
        found = [one for one in session.exec(_waiting()) if _may_go(session, *one, now=now)]
        let_go = {row_id(row): _changes(session, row, talk, now) for row, talk, _ in found}
    if not let_go:
        return 0
    with database.transaction() as session:
        gone = sum(
            outbox.update(
                session,
                col(Outbox.id) == number,
                col(Outbox.status) == Delivery.QUEUED,
                col(Outbox.channel) == ChannelName.HAND,
                **changes,
            )
            for number, changes in let_go.items()
        )
    log.info("%s messages that waited for a hand go by WhatsApp after all", gone)
    return gone


def _waiting() -> Any:
    return (
        select(Outbox, Conversation, Message.kind)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Outbox.status) == Delivery.QUEUED,
            col(Outbox.channel) == ChannelName.HAND,
            col(Conversation.channel) == ChannelName.WHATSAPP,
        )
    )


def _may_go(session: Session, row: Outbox, talk: Conversation, kind: str, *, now: datetime) -> bool:
    approved_since = row.template is not None and talk.unreachable_at is None and usable(session, row)
    wanted = _wrote_since(row, talk, now) or approved_since
    if not wanted or cap.holds_back(session, MessageKind(kind), now):
        return False
    return not instead.may_have_arrived(session, row, by=ChannelName.WHATSAPP)


def _wrote_since(row: Outbox, talk: Conversation, now: datetime) -> bool:
    wrote_at = talk.last_inbound_at
    return wrote_at is not None and wrote_at > row.created_at and is_open(wrote_at, now)


def _changes(session: Session, row: Outbox, talk: Conversation, now: datetime) -> dict[str, Any]:
    changes = {"channel": ChannelName.WHATSAPP, "recipient": talk.address}
    if _wrote_since(row, talk, now):
        return changes
    return {**changes, "content_sid": usable(session, row), "as_template": True}
