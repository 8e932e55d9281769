"""What people have to look at: open questions, conversations, and what was said in one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from booking_bot.models import (
    Attention,
    AttentionKind,
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Direction,
    Holder,
    Identity,
    IdentityKind,
    Message,
    MessageKind,
    Outbox,
    Standing,
    row_id,
)
from booking_bot.services.shown_files import ShownFile, of_messages

NEWEST_CONVERSATIONS = 200
NEWEST_MESSAGES = 500
# A customer was told by when these are decided.
NEVER_PUT_OFF = (AttentionKind.REQUEST, AttentionKind.DEPOSIT, AttentionKind.WAITLIST, AttentionKind.CALL)


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as a page shows them. `phone` is E.164, None where WhatsApp shares no number."""

    id: int
    name: str | None
    phone: str | None
    allergies: str | None = None


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that asks for attention; `conversation_id` is None where it belongs to none."""

    id: int
    kind: AttentionKind
    reason: str
    summary: str
    at: datetime
    conversation_id: int | None
    person: Person | None
    held: bool
    appointment_id: int | None = None
    alerted: bool = False  # it takes longer than was promised
    order_id: int | None = None
    call_at: datetime | None = None  # of a call: when they want it
    phone: str | None = None  # of a call: what to ring instead of their own number
    standing_id: int | None = None
    turn_day: date | None = None

    @property
    def rings(self) -> str | None:
        """What to ring."""
        return self.phone or (self.person.phone if self.person else None)


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as the list shows it, with the last thing that was said."""

    id: int
    channel: ChannelName
    person: Person
    held: bool
    unread: int
    last_body: str
    last_at: datetime
    last_out: bool
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message of a thread. `delivery` and `error` are None of incoming ones; `sid` is the provider's."""

    id: int
    sid: str | None
    out: bool
    kind: str
    body: str
    media: Sequence[dict[str, str]]
    options: Sequence[dict[str, str]]
    at: datetime
    delivery: Delivery | None
    error: str | None
    location: str | None = None  # a pin, "40.4203,-3.7058|Calle del Prado 3"
    files: tuple[ShownFile, ...] = ()
    transcript: str | None = None  # of a voice note
    way: ChannelName | None = None  # by which an outgoing one goes
    outbox_id: int | None = None
    recipient: str = ""


def concerns(
    session: Session, conversation_id: int | None = None, *, now: datetime | None = None
) -> list[Concern]:
    """What nobody has seen to yet, people who wait first, then the oldest first.

    With `now`, not of conversations that were put off to a later time, nor calls before their hour.
    """
    statement = (
        select(Attention, Conversation, Standing.customer_id)
        .outerjoin(Conversation, col(Conversation.id) == col(Attention.conversation_id))
        .outerjoin(Standing, col(Standing.id) == col(Attention.standing_id))
        .where(col(Attention.resolved_at).is_(None))
        .order_by(col(Attention.kind) != AttentionKind.HANDOVER, col(Attention.at), col(Attention.id))
    )
    if conversation_id is not None:
        statement = statement.where(col(Attention.conversation_id) == conversation_id)
    if now is not None:
        ring = col(Attention.call_at)
        statement = statement.where(sa.or_(ring.is_(None), ring <= now))
        off = col(Conversation.snoozed_until)
        statement = statement.where(sa.or_(off.is_(None), off <= now, col(Attention.kind).in_(NEVER_PUT_OFF)))
    rows = session.exec(statement).all()
    whose = [conversation.customer_id if conversation else number for _, conversation, number in rows]
    known = people(session, [number for number in whose if number])
    return [
        Concern(
            id=row_id(attention),
            kind=attention.kind,
            reason=attention.reason,
            summary=attention.summary,
            at=attention.at,
            conversation_id=attention.conversation_id,
            person=known[number] if number else None,
            held=conversation is not None and conversation.holder is Holder.PERSON,
            appointment_id=attention.appointment_id,
            alerted=attention.alerted_at is not None,
            order_id=attention.order_id,
            call_at=attention.call_at,
            phone=attention.phone,
            standing_id=attention.standing_id,
            turn_day=attention.turn_day,
        )
        for (attention, conversation, _), number in zip(rows, whose, strict=True)
    ]


def chats(session: Session, *, held: bool | None = None) -> list[Chat]:
    """Conversations, those that a person holds first, then the newest first.

    What the shop tells its own people is none.
    """
    said = aliased(Message)
    newest = (
        select(said.id)
        .where(col(said.conversation_id) == col(Conversation.id), col(said.kind) != MessageKind.STAFF)
        .order_by(col(said.at).desc(), col(said.id).desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )
    statement = (
        select(Conversation, Message)
        .join(Message, col(Message.id) == newest)
        .order_by(col(Conversation.holder) != Holder.PERSON, col(Message.at).desc(), col(Message.id).desc())
        .limit(NEWEST_CONVERSATIONS)
    )
    if held is not None:
        statement = statement.where((col(Conversation.holder) == Holder.PERSON) == held)
    rows = session.exec(statement).all()
    known = people(session, [conversation.customer_id for conversation, _ in rows])
    return [
        Chat(
            id=row_id(conversation),
            channel=conversation.channel,
            person=known[conversation.customer_id],
            held=conversation.holder is Holder.PERSON,
            unread=conversation.unread,
            last_body=message.body,
            last_at=message.at,
            last_out=message.direction is Direction.OUT,
            snoozed_until=conversation.snoozed_until,
        )
        for conversation, message in rows
    ]


def taken(session: Session, *, now: datetime) -> list[Chat]:
    """Conversations that a person holds though no case is open, but for those that were put off."""
    open_now = (one for one in concerns(session) if one.kind is not AttentionKind.CALL)
    with_a_case = {concern.conversation_id for concern in open_now}
    return [
        chat
        for chat in chats(session, held=True)
        if chat.id not in with_a_case and (chat.snoozed_until is None or chat.snoozed_until <= now)
    ]


def bubbles(
    session: Session, conversation_id: int, *, until: Message | None = None, limit: int = NEWEST_MESSAGES
) -> list[Bubble]:
    """What was said in it, oldest first: the newest of it, or of what came `until` that one, itself too."""
    statement = (
        select(Message, Outbox)
        .outerjoin(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(col(Message.conversation_id) == conversation_id)
        .order_by(col(Message.at).desc(), col(Message.id).desc())
        .limit(limit)
    )
    if until is not None:
        same = sa.and_(col(Message.at) == until.at, col(Message.id) <= row_id(until))
        statement = statement.where(sa.or_(col(Message.at) < until.at, same))
    rows = session.exec(statement).all()
    files = of_messages(session, [row_id(message) for message, _ in rows if message.media])
    return [
        Bubble(
            id=row_id(message),
            sid=message.provider_sid,
            out=message.direction is Direction.OUT,
            kind=message.kind,
            body=message.body,
            media=message.media,
            options=message.options,
            at=message.at,
            delivery=outbox.status if outbox else None,
            error=outbox.error if outbox else None,
            location=message.location,
            files=files.get(row_id(message), ()),
            transcript=message.transcript,
            way=outbox.channel if outbox else None,
            outbox_id=outbox.id if outbox else None,
            recipient=outbox.recipient if outbox else "",
        )
        for message, outbox in reversed(rows)
    ]


def people(session: Session, customer_ids: Sequence[int]) -> dict[int, Person]:
    """Customers by id, with the phone number they have had longest."""
    wanted = set(customer_ids)
    phones: dict[int, str] = {}
    for customer_id, value in session.exec(
        select(Identity.customer_id, Identity.value)
        .where(col(Identity.customer_id).in_(wanted), col(Identity.kind) == IdentityKind.PHONE)
        .order_by(col(Identity.id))
    ):
        phones.setdefault(customer_id, value)
    return {
        row_id(customer): Person(
            row_id(customer), customer.name, phones.get(row_id(customer)), customer.allergies
        )
        for customer in session.exec(select(Customer).where(col(Customer.id).in_(wanted)))
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits: customers for a person's answer, failed deliveries, messages still to be sent."""

    customers: int
    failures: int
    queued: int


def waiting(session: Session) -> Waiting:
    customers = session.exec(
        select(func.count())
        .select_from(Conversation)
        .where(col(Conversation.holder) == Holder.PERSON, col(Conversation.unread) > 0)
    ).one()
    failures = session.exec(
        select(func.count())
        .select_from(Attention)
        .where(col(Attention.kind) == AttentionKind.DELIVERY, col(Attention.resolved_at).is_(None))
    ).one()
    queued = session.exec(
        select(func.count()).select_from(Outbox).where(col(Outbox.status) == Delivery.QUEUED)
    ).one()
    return Waiting(customers, failures, queued)
