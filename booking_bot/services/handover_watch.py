"""Whoever waits for a person is not forgotten, and a talk that nobody needs goes back to the bot.

While the shop is open: a customer who waits longer than was promised is told so, once a case, and the
owner is reminded at growing intervals. A conversation in which nobody has said anything for half a day,
and in which nothing waits, is the bot's again.
"""

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from booking_bot.db import Database
from booking_bot.dialogue.flows import handover
from booking_bot.domain.patience import next_alert
from booking_bot.models import (
    Attention,
    AttentionKind,
    Conversation,
    Delivery,
    Direction,
    Holder,
    Message,
    MessageKind,
    Outbox,
    row_id,
)
from booking_bot.services import handovers, promises, telling
from booking_bot.services.one_by_one import each

log = logging.getLogger(__name__)

BACK_AFTER = timedelta(hours=12)
BY = "bot"
_NOT_SAID = (Delivery.CANCELLED, Delivery.EXPIRED, Delivery.FAILED, Delivery.UNDELIVERED)
_OPEN_CASE = sa.and_(
    col(Attention.kind).in_(handovers.SETTLED_BY_GIVING_BACK), col(Attention.resolved_at).is_(None)
)


def run_due(database: Database, *, now: datetime) -> int:
    """See to all cases and conversations whose time has come; how many that were."""
    with database.reading() as session:
        late, quiet = _late(session, now), _quiet(session, now)
        late = late if late and promises.is_open(session, now) else []
    return each(database, late, hurry, now=now) + each(database, quiet, take_back, now=now)


def hurry(session: Session, case_id: int, *, now: datetime) -> bool:
    """Tell the customer and remind the owner, where it is time to; False where another worker has."""
    case = session.exec(
        select(Attention)
        .where(col(Attention.id) == case_id, col(Attention.resolved_at).is_(None))
        .with_for_update(skip_locked=True)
    ).first()
    conversation = session.get(Conversation, case.conversation_id) if case and case.conversation_id else None
    if case is None or conversation is None:
        return False
    due = _due(session, case)
    if due is None or due > now or now < next_alert(due, case.alerted_at):
        return False
    case.alerted_at = now
    if case.excused_at is None and telling.may_write(session, conversation, now):
        case.excused_at = now
        number = str(case_id)
        telling.say(
            session,
            conversation,
            lambda talk: handover.excuse(talk, number),
            dedupe_key=f"excuse:{number}",
            now=now,
        )
    log.info("case %s still waits for a person", case_id)
    return True


def take_back(session: Session, conversation_id: int, *, now: datetime) -> bool:
    """The bot goes on, as if the owner had given it back; False where somebody has spoken meanwhile."""
    conversation = session.get(Conversation, conversation_id, with_for_update={"key_share": True})
    if conversation is None or conversation_id not in _quiet(session, now, conversation_id):
        return False
    handovers.give_back(session, conversation_id, by=BY, now=now)
    return True


def _late(session: Session, now: datetime) -> list[int]:
    """Cases whose promise is over; whether somebody has answered is looked at one by one."""
    rows = session.exec(
        select(Attention)
        .join(Conversation, col(Conversation.id) == col(Attention.conversation_id))
        .where(
            col(Attention.kind) == AttentionKind.HANDOVER,
            col(Attention.resolved_at).is_(None),
            col(Attention.promised_at) <= now,
            col(Conversation.holder) == Holder.PERSON,
            sa.or_(col(Conversation.snoozed_until).is_(None), col(Conversation.snoozed_until) <= now),
        )
        .order_by(col(Attention.promised_at))
    ).all()
    return [
        row_id(one) for one in rows if one.promised_at and now >= next_alert(one.promised_at, one.alerted_at)
    ]


def _due(session: Session, case: Attention) -> datetime | None:
    """When an answer is late: as promised, and once a person has answered, counted from what came after.

    None where nothing waits for an answer.
    """
    answered = session.exec(
        select(func.max(Message.id))
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(
            col(Message.conversation_id) == case.conversation_id,
            col(Message.kind) == MessageKind.MANUAL,
            col(Message.at) >= case.at,
            col(Outbox.status).not_in(_NOT_SAID),
        )
    ).one()
    if answered is None:
        return case.promised_at
    asked = session.exec(
        select(func.min(Message.at)).where(
            col(Message.conversation_id) == case.conversation_id,
            col(Message.direction) == Direction.IN,
            col(Message.id) > answered,
        )
    ).one()
    return promises.due(session, asked) if asked else None


def _quiet(session: Session, now: datetime, only: int | None = None) -> list[int]:
    """Conversations that a person holds though nothing waits, and in which nothing was said for long."""
    since = now - BACK_AFTER
    said = aliased(Message)
    newest_answer = (
        select(func.coalesce(func.max(said.id), 0))
        .join(Outbox, col(Outbox.message_id) == col(said.id))
        .where(
            col(said.conversation_id) == col(Conversation.id),
            col(said.kind).in_((MessageKind.MANUAL, MessageKind.REPLY)),
            col(Outbox.status).not_in(_NOT_SAID),
        )
        .correlate(Conversation)
        .scalar_subquery()
    )
    of_it = col(Message.conversation_id) == col(Conversation.id)
    statement = select(Conversation.id).where(
        col(Conversation.holder) == Holder.PERSON,
        sa.or_(col(Conversation.held_at).is_(None), col(Conversation.held_at) <= since),
        ~sa.exists().where(of_it, col(Message.at) > since),
        ~sa.exists().where(of_it, col(Message.direction) == Direction.IN, col(Message.id) > newest_answer),
        ~sa.exists().where(col(Attention.conversation_id) == col(Conversation.id), _OPEN_CASE),
    )
    if only is not None:
        statement = statement.where(col(Conversation.id) == only)
    return [number for number in session.exec(statement).all() if number is not None]
