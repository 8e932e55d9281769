"""What was lost on the way: messages that came while nobody listened, and turns that nobody has planned.

A message that is found late is stored like any other. The bot answers it where an answer still makes sense;
where it is too old, or the talk went on without it, the owner is told instead.
"""

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.domain import service_window
from booking_bot.models import (
    Attention,
    AttentionKind,
    ChannelName,
    Conversation,
    Direction,
    Holder,
    Message,
    Watch,
)
from booking_bot.services import inbound as arriving
from booking_bot.services import sightings

log = logging.getLogger(__name__)

REASON = "recovered"
LONGEST_BACK = timedelta(days=7)
OVERLAP = timedelta(hours=1)  # clocks differ, and lists are late
ON_ITS_WAY = timedelta(minutes=2)  # what is younger, its webhook may still bring
STUCK_AFTER = timedelta(minutes=5)
_GONE = "gone:%"  # an address that leads nowhere


def seen_until(session: Session, channel: ChannelName, now: datetime) -> datetime | None:
    """From when on messages may be missing. None where none ever came: what is old is not ours."""
    watch = session.get(Watch, _name(channel))
    at = watch.at if watch else session.exec(select(sa.func.max(col(Conversation.last_inbound_at)))).one()
    return max(at - OVERLAP, now - LONGEST_BACK) if at else None


def note_seen(session: Session, channel: ChannelName, now: datetime) -> None:
    """All that came before `now` is stored."""
    sightings.note(session, _name(channel), now)


def take(session: Session, found: Inbound, now: datetime, *, channel: ChannelName, voice: bool) -> bool:
    """Store it where it is missing; whether it was. May raise IntegrityError as `inbound.receive` does."""
    if now - found.at < ON_ITS_WAY:
        return False
    message = arriving.receive(session, found, now, channel=channel, voice=voice)
    if message is None:
        return False
    log.warning("message %s had been lost and was recovered", message.id)
    if not service_window.is_open(found.at, now) or _is_overtaken(session, message.conversation_id, found.at):
        session.exec(sa.update(Message).where(col(Message.id) == message.id).values(answered_at=now))
        _tell_a_person(session, message.conversation_id, now=now)
    return True


def restart_stuck(session: Session, now: datetime) -> int:
    """Plan the turns of messages that wait for none; how many conversations had such.

    Those that a person holds or was told of are left to them.
    """
    waits = sa.exists().where(
        col(Message.conversation_id) == col(Conversation.id),
        col(Message.direction) == Direction.IN,
        col(Message.answered_at).is_(None),
        col(Message.at) <= now - STUCK_AFTER,
        col(Message.at) > now - service_window.LENGTH,
    )
    told = sa.exists().where(
        col(Attention.conversation_id) == col(Conversation.id),
        col(Attention.kind) == AttentionKind.UNANSWERED,
        sa.or_(col(Attention.resolved_at).is_(None), col(Attention.at) >= col(Conversation.last_inbound_at)),
    )
    result = session.exec(
        sa.update(Conversation)
        .where(
            col(Conversation.turn_due_at).is_(None),
            col(Conversation.holder) == Holder.BOT,
            sa.or_(col(Conversation.paused_until).is_(None), col(Conversation.paused_until) <= now),
            col(Conversation.address).not_like(_GONE),
            col(Conversation.last_inbound_at) > now - service_window.LENGTH,
            waits,
            ~told,
        )
        .values(turn_due_at=now)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount:
        log.warning("%s conversations waited for a turn that nobody had planned", result.rowcount)
    return int(result.rowcount)


def _is_overtaken(session: Session, conversation_id: int, at: datetime) -> bool:
    """Whether what the customer wrote after it was answered already."""
    later = select(Message.id).where(
        col(Message.conversation_id) == conversation_id,
        col(Message.direction) == Direction.IN,
        col(Message.at) > at,
        col(Message.answered_at).is_not(None),
    )
    return session.exec(later.limit(1)).first() is not None


def _tell_a_person(session: Session, conversation_id: int, *, now: datetime) -> None:
    told = select(Attention.id).where(
        col(Attention.conversation_id) == conversation_id,
        col(Attention.kind) == AttentionKind.UNANSWERED,
        col(Attention.reason) == REASON,
        col(Attention.resolved_at).is_(None),
    )
    if session.exec(told).first() is None:
        session.add(
            Attention(kind=AttentionKind.UNANSWERED, conversation_id=conversation_id, reason=REASON, at=now)
        )


def _name(channel: ChannelName) -> str:
    return f"inbound:{channel}"
