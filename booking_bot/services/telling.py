"""Saying something to a customer outside their turns, in the shop's own voice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from booking_bot.dialogue.outside import talk_outside, text_of
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Talk
from booking_bot.domain import service_window
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Attention,
    AttentionKind,
    ChannelName,
    ConsentKind,
    Conversation,
    Customer,
    MessageKind,
    row_id,
)
from booking_bot.services import consents, open_questions, outbox
from booking_bot.services.front_desk import FrontDesk

Compose = Callable[[Talk], None]
WRITE_YOURSELF = "write_yourself"
CHATS = (ChannelName.WHATSAPP, ChannelName.SIMULATOR)


@dataclass(frozen=True, slots=True)
class Asking:
    """What the message asks, where its answer is awaited."""

    kind: QuestionKind
    object_id: int
    revision: int
    expires_at: datetime


class Composed(NamedTuple):
    body: str
    options: list[dict[str, str]]
    state: State


def tell(
    session: Session,
    customer_id: int,
    compose: Compose,
    *,
    dedupe_key: str,
    now: datetime,
    asking: Asking | None = None,
    appointment_id: int | None = None,
    goes_on: bool = False,
) -> bool:
    """Queue what `compose` says, once a key. Where we may not write now the owner is asked to; then False.

    `goes_on` where it ends with a question of the conversation's own, which must be locked then.
    """
    conversation = conversation_of(session, customer_id)
    if conversation is None or not may_write(session, conversation, now):
        text = _composed(session, conversation, compose, now).body if conversation else ""
        leave_to_owner(session, conversation, text, appointment_id=appointment_id, now=now)
        return False
    say(session, conversation, compose, dedupe_key=dedupe_key, now=now, asking=asking, goes_on=goes_on)
    return True


def lock(session: Session, customer_id: int) -> Conversation | None:
    """Hold the conversation in which they would be told, before the agenda, as a turn does."""
    found = conversation_of(session, customer_id)
    if found is None:
        return None
    return session.get(
        Conversation, row_id(found), with_for_update={"key_share": True}, populate_existing=True
    )


def conversation_of(session: Session, customer_id: int) -> Conversation | None:
    """Where they wrote last."""
    return session.exec(
        select(Conversation)
        .where(col(Conversation.customer_id) == customer_id, col(Conversation.channel).in_(CHATS))
        .order_by(col(Conversation.last_inbound_at).desc().nulls_last())
    ).first()


def may_write(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Free text goes within WhatsApp's 24 hours, and not to whoever is blocked or wants no notices."""
    if not service_window.is_open(conversation.last_inbound_at, now):
        return False
    customer = session.get_one(Customer, conversation.customer_id)
    allowed = consents.holds(session, conversation.customer_id).get(ConsentKind.SERVICE)
    return not customer.blocked and allowed is not False


def say(
    session: Session,
    conversation: Conversation,
    compose: Compose,
    *,
    dedupe_key: str,
    now: datetime,
    asking: Asking | None = None,
    goes_on: bool = False,
) -> None:
    """Queue it for that conversation, whoever holds it; nothing where the key was used before."""
    if outbox.is_known(session, dedupe_key):
        return
    body, options, state = _composed(session, conversation, compose, now)
    if goes_on:
        conversation.state = state.to_json()
    if asking is None:
        outbox.queue(
            session,
            conversation,
            body=body,
            kind=MessageKind.NOTICE,
            now=now,
            options=options,
            dedupe_key=dedupe_key,
        )
        return
    open_questions.ask(
        session,
        conversation,
        kind=asking.kind,
        object_id=asking.object_id,
        revision=asking.revision,
        body=body,
        message_kind=MessageKind.NOTICE,
        options=options,
        expires_at=asking.expires_at,
        dedupe_key=dedupe_key,
        now=now,
    )


def _composed(session: Session, conversation: Conversation, compose: Compose, now: datetime) -> Composed:
    talk = talk_outside(FrontDesk(session, conversation, now=now), State.from_json(conversation.state), now)
    talk.state.revision += 1
    talk.state.touched = now
    compose(talk)
    options = [{"id": option.payload, "title": option.title} for option in talk.options]
    return Composed(text_of(talk), options, talk.state)


def leave_to_owner(
    session: Session,
    conversation: Conversation | None,
    text: str,
    *,
    appointment_id: int | None,
    now: datetime,
) -> None:
    """ "Escríbele tú", with what we would have said; once, until somebody has seen to it."""
    known = session.exec(
        select(Attention.id).where(
            col(Attention.kind) == AttentionKind.DELIVERY,
            col(Attention.reason) == WRITE_YOURSELF,
            col(Attention.appointment_id).is_not_distinct_from(appointment_id),
            col(Attention.summary) == text,
            col(Attention.resolved_at).is_(None),
        )
    ).first()
    if known is None:
        session.add(
            Attention(
                kind=AttentionKind.DELIVERY,
                conversation_id=row_id(conversation) if conversation else None,
                appointment_id=appointment_id,
                reason=WRITE_YOURSELF,
                summary=text,
                at=now,
            )
        )
