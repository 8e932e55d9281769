"""What customers say is stored first, whole, and understood later.

A bug in understanding then loses no message, and whatever comes twice has one effect.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.dialogue.state import STALE_AFTER, State
from booking_bot.domain.bursts import Arrival, reads_complete, turn_due
from booking_bot.domain.contact_names import spoken
from booking_bot.models import ChannelName, Conversation, Direction, Message, row_id
from booking_bot.services import attachments, customers, familiar_lines, hooks, rows, strangers, wakes
from booking_bot.services.identities import identities_of

log = logging.getLogger(__name__)

# Made once, since every message asks.
_KNOWN = select(Message.id).where(
    col(Message.direction) == Direction.IN, col(Message.provider_sid) == sa.bindparam("sid")
)
_UNANSWERED = (
    select(Message.at)
    .where(
        col(Message.conversation_id) == sa.bindparam("id"),
        col(Message.direction) == Direction.IN,
        col(Message.answered_at).is_(None),
    )
    .order_by(col(Message.at))
    .limit(1)
)


class Stored(NamedTuple):
    """The id of a message, and that of the conversation it came in."""

    id: int
    conversation_id: int


# Whether a message is complete in itself or answers what was asked; the conversation tells what was.
Judge = Callable[[Conversation, Inbound], bool]


def at_a_glance(conversation: Conversation, inbound: Inbound) -> bool:
    """By the shape of the text, or because a question is open: understanding takes too long here."""
    if inbound.media or not inbound.body.strip():
        return False
    return reads_complete(inbound.body) or _is_asked(conversation, inbound.at)


def receive(
    session: Session,
    inbound: Inbound,
    now: datetime,
    *,
    channel: ChannelName = ChannelName.WHATSAPP,
    complete: Judge = at_a_glance,
    voice: bool = False,
) -> Stored | None:
    """Store one inbound message and say when its turn is due; None where it was already stored.

    `voice`: what is spoken can be transcribed, so the turn waits for it.
    May raise IntegrityError when the same person's first messages come at the same instant: the caller
    tries again in a new transaction.
    """
    inbound = storable(inbound)
    line = _line_of(session, channel, inbound, now=now)
    if line is None:
        return None
    conversation, first = line
    stored = Stored(_store(session, conversation, inbound), row_id(conversation))
    due = turn_due(now, first=first, arrival=_arrival(conversation, inbound, complete))
    wait = attachments.wait_for(inbound.media, inbound.kind, voice=voice)
    waits_until = max(now + wait, conversation.waits_until or now) if wait else conversation.waits_until
    turn_due_at = max(due, waits_until or due)
    rows.update(
        session,
        conversation,
        last_inbound_at=max(inbound.at, conversation.last_inbound_at or inbound.at),
        unreachable_at=None,
        unread=conversation.unread + 1,
        snoozed_until=None,
        resolved_at=None,
        waits_until=waits_until,
        turn_due_at=turn_due_at,
    )
    if turn_due_at <= now:
        wakes.ask(session)
    if inbound.media:
        attachments.add(session, stored.id, inbound.media, now=now)
    hooks.tell(session, "message.received", stored.id, now=now)
    log.info("message %s of conversation %s stored", *stored)
    return stored


def _store(session: Session, conversation: Conversation, inbound: Inbound) -> int:
    session.flush()
    return rows.insert(
        session,
        Message,
        conversation_id=row_id(conversation),
        direction=Direction.IN,
        kind=inbound.kind,
        body=inbound.body,
        media=[dict(one) for one in inbound.media],
        at=inbound.at,
        provider_sid=inbound.sid,
        payload=inbound.payload,
        quoted_sid=inbound.quoted_sid,
        location=inbound.location,
        raw=dict(inbound.raw),
    )


def _line_of(
    session: Session, channel: ChannelName, inbound: Inbound, *, now: datetime
) -> tuple[Conversation, datetime] | None:
    """The conversation, and since when somebody waits in it; None where the message is stored already."""
    known = identities_of(inbound.phone, inbound.whatsapp_id)
    familiar = familiar_lines.find(session, channel, inbound.address, known, inbound.sid)
    if familiar is not None:
        return None if familiar.is_stored else (familiar.conversation, familiar.first_unanswered or now)
    met = strangers.meet(
        session, channel, inbound.address, known, inbound.sid, name=spoken(inbound.profile_name), now=now
    )
    if met is not None:
        return met, now
    if session.exec(_KNOWN, params={"sid": inbound.sid}).first() is not None:
        return None
    conversation = customers.open_conversation(
        session,
        channel,
        inbound.address,
        phone=inbound.phone,
        whatsapp_id=inbound.whatsapp_id,
        name=spoken(inbound.profile_name),
        now=now,
    )
    customers.consent_by_writing(session, conversation.customer_id, now=now)
    return conversation, _first_unanswered(session, conversation) or now


def _arrival(conversation: Conversation, inbound: Inbound, complete: Judge) -> Arrival:
    if inbound.payload:
        return Arrival.BUTTON
    return Arrival.COMPLETE if complete(conversation, inbound) else Arrival.FRAGMENT


def _is_asked(conversation: Conversation, now: datetime) -> bool:
    state = State.from_json(conversation.state)
    return state.pending is not None and state.touched is not None and now - state.touched < STALE_AFTER


def _first_unanswered(session: Session, conversation: Conversation) -> datetime | None:
    return session.exec(_UNANSWERED, params={"id": conversation.id}).first()


def storable(inbound: Inbound) -> Inbound:
    """The same message without what PostgreSQL refuses in a text: NUL, and halves of surrogate pairs."""
    return replace(inbound, **{one.name: _clean(getattr(inbound, one.name)) for one in fields(inbound)})


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_clean(key): _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value
