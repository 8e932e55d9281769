"""What is urgent and does not arrive: after ten minutes it goes another way as well.

"Do not come today" is of no use in a phone that is switched off. The same notice goes by SMS, else by mail,
else the owner sends it, and hears that it is urgent. Whatever arrives meanwhile needs no other way: that is
looked at in the transaction that queues it, and again when it goes.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import (
    Attention,
    AttentionKind,
    ChannelName,
    Delivery,
    Message,
    Outbox,
    row_id,
)
from booking_bot.services import circuit, instead
from booking_bot.services.one_by_one import each
from booking_bot.services.routes import Way

AFTER = timedelta(minutes=10)
# Whatever is older is no news to anybody.
FRESH = timedelta(days=1)
NOT_IN_TIME = "No salía, y corre prisa: va por otro medio."
URGENT = "urgent_not_delivered"  # the reason of the owner's attention
# Twilio tells what became of a message; of an SMS the carrier does not always say.
TOLD_BY_RECEIPTS = ChannelName.WHATSAPP
OURS = (ChannelName.WHATSAPP, ChannelName.SMS, ChannelName.EMAIL)


def run_due(database: Database, *, now: datetime) -> int:
    """Have what is late go another way; how many that were."""
    with database.reading() as session:
        late = session.exec(_late(session, now)).all()
    return each(database, [row_id(row) for row in late], go_another_way, now=now)


def go_another_way(session: Session, number: int, *, now: datetime) -> bool:
    """False where it is late no more, or there is no other way."""
    row = session.exec(_late(session, now).where(col(Outbox.id) == number).with_for_update(of=Outbox)).first()
    if row is None:
        return False
    way = instead.by_another(session, row, now, urgent=True)
    if way is not None and row.status is Delivery.QUEUED:
        row.status, row.error, row.lease_until = Delivery.CANCELLED, NOT_IN_TIME, None
    if way in (None, Way.HAND):
        _tell_the_owner(session, row, now)
    if way is None:
        row.urgent = False  # there is nothing left to try
    return way is not None


def settled(session: Session, conversation_id: int, now: datetime) -> None:
    """The owner has seen to it."""
    session.exec(
        sa.update(Attention)
        .where(*_told(conversation_id))
        .values(resolved_at=now)
        .execution_options(synchronize_session=False)
    )


def _late(session: Session, now: datetime) -> Any:
    """Rows that nothing follows yet: those that do not go out, and those of which no receipt says enough."""
    other = aliased(Outbox)
    halted = [name for name in OURS if circuit.room(session, name, now) is not None]
    waits = sa.and_(
        col(Outbox.status) == Delivery.QUEUED,
        sa.or_(col(Outbox.attempts) > 0, col(Outbox.channel).in_(halted)),
    )
    is_on_its_way = sa.and_(
        col(Outbox.status).in_(instead.MAY_ARRIVE),
        col(Outbox.channel) == TOLD_BY_RECEIPTS,
        col(Outbox.claimed_at) <= now - AFTER,
    )
    return select(Outbox).where(
        col(Outbox.status).in_((Delivery.QUEUED, *instead.MAY_ARRIVE)),
        col(Outbox.send_at).between(now - FRESH, now - AFTER),
        col(Outbox.urgent),
        col(Outbox.channel).in_(OURS),
        sa.or_(waits, is_on_its_way),
        ~sa.exists().where(col(other.follows_id) == col(Outbox.id)),
    )


def _tell_the_owner(session: Session, row: Outbox, now: datetime) -> None:
    conversation_id = session.get_one(Message, row.message_id).conversation_id
    if session.exec(select(Attention.id).where(*_told(conversation_id))).first() is None:
        session.add(
            Attention(kind=AttentionKind.DELIVERY, conversation_id=conversation_id, reason=URGENT, at=now)
        )


def _told(conversation_id: int) -> tuple[Any, ...]:
    return (
        col(Attention.kind) == AttentionKind.DELIVERY,
        col(Attention.conversation_id) == conversation_id,
        col(Attention.reason) == URGENT,
        col(Attention.resolved_at).is_(None),
    )
