"""Saying something to a customer outside their turns, in the shop's own voice.

What it says is composed as in a turn; by which way it goes `services/notify.py` decides.
"""

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
    ConsentKind,
    Conversation,
    Customer,
    Message,
    MessageKind,
    row_id,
)
from booking_bot.services import consents, notify, outbox
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.notify import Dropped
from booking_bot.services.templates.texts import TemplateText

Compose = Callable[[Talk], None]
# The approved text that says the same, filled from the same talk.
Template = Callable[[Talk], TemplateText]
WRITE_YOURSELF = "write_yourself"


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
    template: TemplateText | None


def tell(
    session: Session,
    customer_id: int,
    compose: Compose,
    *,
    dedupe_key: str,
    now: datetime,
    asking: Asking | None = None,
    appointment_id: int | None = None,
    template: Template | None = None,
    goes_on: bool = False,
) -> bool:
    """Have what `compose` says sent, once a key; False where that is left to the owner.

    What waits for their hand stands among the messages to send; of what cannot be sent at all they are told.
    `goes_on` where it ends with a question of the conversation's own, which must be locked then.
    """
    conversation = conversation_of(session, customer_id) or notify.line_of(session, customer_id, now=now)
    if conversation is None:
        leave_to_owner(session, None, "", appointment_id=appointment_id, now=now)
        return False
    sent = say(
        session,
        conversation,
        compose,
        dedupe_key=dedupe_key,
        now=now,
        asking=asking,
        template=template,
        goes_on=goes_on,
    )
    if isinstance(sent, Dropped):
        leave_to_owner(session, conversation, sent.message.body, appointment_id=appointment_id, now=now)
        return False
    return not outbox.waits_for_a_hand(session, sent)


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
    return notify.lines_of(session, [customer_id]).get(customer_id)


def may_write(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Free text goes within WhatsApp's 24 hours, not to whoever is left alone or wants no notices."""
    if not service_window.is_open(conversation.last_inbound_at, now):
        return False
    customer = session.get_one(Customer, conversation.customer_id)
    allowed = consents.holds(session, conversation.customer_id).get(ConsentKind.SERVICE)
    return not (customer.blocked or customer.personal) and allowed is not False


def say(
    session: Session,
    conversation: Conversation,
    compose: Compose,
    *,
    dedupe_key: str,
    now: datetime,
    asking: Asking | None = None,
    template: Template | None = None,
    goes_on: bool = False,
    kind: MessageKind = MessageKind.NOTICE,
) -> Message | Dropped:
    """Have it sent to that conversation, whoever holds it; nothing new where the key was used before."""
    body, options, state, same = _composed(session, conversation, compose, now, template)
    is_new = not outbox.is_known(session, dedupe_key)
    sent = notify.send(
        session,
        conversation,
        kind=kind,
        text=body,
        now=now,
        options=options,
        template=same,
        dedupe_key=dedupe_key,
        question=(asking.kind, asking.object_id, asking.revision, asking.expires_at) if asking else None,
    )
    # A question that they do not read is not asked.
    if goes_on and is_new and isinstance(sent, Message) and sent.body == body:
        conversation.state = state.to_json()
    return sent


def about(name: str, appointment_id: int) -> Template:
    """The approved text of that name about that appointment."""

    def fill(talk: Talk) -> TemplateText:
        booked = talk.desk.find(appointment_id)
        return TemplateText(name, {"what": talk.what(booked)}, booked.start)

    return fill


def _composed(
    session: Session, conversation: Conversation, compose: Compose, now: datetime, template: Template | None
) -> Composed:
    talk = talk_outside(FrontDesk(session, conversation, now=now), State.from_json(conversation.state), now)
    talk.state.revision += 1
    talk.state.touched = now
    compose(talk)
    options = [{"id": option.payload, "title": option.title} for option in talk.options]
    return Composed(text_of(talk), options, talk.state, template(talk) if template else None)


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
