"""Saying something to a customer outside their turns: the way is chosen by the rules of `services/routes.py`.

Whoever sends something that answers nothing calls `send`. What may not be sent is kept too, cancelled, with
the reason that the owner reads.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    ChannelName,
    Conversation,
    Delivery,
    Identity,
    IdentityKind,
    Message,
    MessageKind,
    Outbox,
    row_id,
)
from booking_bot.services import foreseen, lines, open_questions, outbox, routes
from booking_bot.services.routes import Way
from booking_bot.services.templates.sms import short_of
from booking_bot.services.templates.texts import TemplateText
from booking_bot.services.wordings import Wording, wording

CHATS = (ChannelName.WHATSAPP, ChannelName.SIMULATOR)

# What it asks, where its answer is awaited: the kind, its object and revision, and when it is asked no more.
Question = tuple[QuestionKind, int, int, datetime]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Nothing goes out; `message` is kept with the reason, in Spanish."""

    reason: str
    message: Message


@dataclass(frozen=True, slots=True)
class Decided:
    """`reason` is why it does not go, if it does not."""

    at: datetime
    body: str
    options: Sequence[Mapping[str, str]]
    envelope: outbox.Envelope
    reason: str | None


def send(
    session: Session,
    conversation: Conversation,
    *,
    kind: MessageKind,
    text: str,
    now: datetime,
    options: Sequence[Mapping[str, str]] = (),
    template: TemplateText | None = None,
    urgent: bool = False,
    dedupe_key: str | None = None,
    send_at: datetime | None = None,
    not_after: datetime | None = None,
    question: Question | None = None,
) -> Message | Dropped:
    """Have it sent by whatever way is open at that time, once a key; in the caller's transaction.

    It waits for quiet hours to end, or is dropped where that is later than `not_after`. `template` says the
    same in an approved text, whose buttons are the first of `options`.
    """
    if dedupe_key is not None and (known := outbox.by_key(session, dedupe_key)):
        return _told(session, known)
    decided = decide(
        session,
        conversation,
        kind,
        send_at or now,
        text=text,
        options=options,
        template=template,
        urgent=urgent,
        not_after=not_after,
    )
    line = answered_on(session, conversation, decided.envelope, now=now)
    message = outbox.queue(
        session,
        line,
        body=decided.body,
        kind=kind,
        now=now,
        options=decided.options,
        dedupe_key=dedupe_key,
        send_at=decided.at,
        not_after=not_after,
        envelope=decided.envelope,
    )
    if question is not None and decided.reason is None:
        asked, object_id, revision, expires_at = question
        open_questions.open_for(
            session,
            line,
            message,
            kind=asked,
            object_id=object_id,
            revision=revision,
            asked_at=decided.at,
            expires_at=expires_at,
            now=now,
        )
    return Dropped(decided.reason, message) if decided.reason else message


def decide(
    session: Session,
    conversation: Conversation,
    kind: MessageKind,
    at: datetime,
    *,
    text: str,
    options: Sequence[Mapping[str, str]] = (),
    template: TemplateText | None = None,
    urgent: bool = False,
    not_after: datetime | None = None,
) -> Decided:
    """When and by which way it goes that is due then, and how it reads; nothing is written."""
    quiet = routes.quiet_until(session, conversation, kind, at, urgent=urgent)
    at = quiet or at
    chosen = routes.route(
        session,
        conversation,
        kind,
        at,
        urgent=urgent,
        template=template,
        payloads=[option["id"] for option in options],
    )
    reason = chosen.reason if chosen.way is Way.NEVER else None
    if quiet is not None and not_after is not None and quiet > not_after:
        reason = reason or routes.NO_TIME
    business = foreseen.business_of(session) if template else None
    short = short_of(business, template, at) if business and template else None
    said = wording(session, chosen.channel, text, short=short, options=options)
    envelope = outbox.Envelope(
        channel=chosen.channel,
        recipient=chosen.recipient,
        content_sid=chosen.content_sid,
        content_variables=chosen.content_variables,
        template=chosen.template,
        as_template=chosen.way in (Way.TEMPLATE, Way.SANDBOX),
        urgent=urgent,
        stopped=reason,
        short=short,
    )
    if chosen.body:
        said = Wording(chosen.body, options[: chosen.buttons])
    return Decided(at, said.body, said.options, envelope, reason)


def answered_on(
    session: Session, conversation: Conversation, envelope: outbox.Envelope, *, now: datetime
) -> Conversation:
    """The conversation to which the message belongs: whatever does not go keeps the one it was meant for."""
    if envelope.stopped:
        return conversation
    return lines.answered_on(session, conversation, envelope.channel, envelope.recipient, now=now)


def line_of(session: Session, customer_id: int, *, now: datetime) -> Conversation | None:
    """Where they wrote last; for who never did, the line of their number. None where there is no number."""
    return lines_of(session, [customer_id]).get(customer_id) or lines_made(
        session, [customer_id], now=now
    ).get(customer_id)


def lines_of(session: Session, customers: Collection[int]) -> dict[int, Conversation]:
    """Where each of them wrote last; who never did, or wrote by mail alone, is missing.

    By SMS only who never chatted.
    """
    by_sms = sa.and_(
        col(Conversation.channel) == ChannelName.SMS, col(Conversation.last_inbound_at).is_not(None)
    )
    found = session.exec(
        select(Conversation)
        .where(
            col(Conversation.customer_id).in_(customers),
            sa.or_(col(Conversation.channel).in_(CHATS), by_sms),
            ~col(Conversation.address).startswith("gone:"),  # of who was forgotten
        )
        .order_by(
            col(Conversation.last_inbound_at).is_not(None),
            col(Conversation.channel) != ChannelName.SMS,
            col(Conversation.last_inbound_at).nulls_first(),
            col(Conversation.id),
        )
    )
    return {one.customer_id: one for one in found}


def lines_made(session: Session, customers: Collection[int], *, now: datetime) -> dict[int, Conversation]:
    """A line to the number of each; who has none, or whose number is somebody else's by now, is missing."""
    numbers = session.exec(
        select(Identity.customer_id, Identity.value)
        .where(col(Identity.customer_id).in_(customers), col(Identity.kind) == IdentityKind.PHONE)
        .order_by(col(Identity.id).desc())
    )
    addresses = {customer: f"whatsapp:{phone}" for customer, phone in numbers}
    taken = session.exec(
        select(Conversation.address).where(
            col(Conversation.channel) == ChannelName.WHATSAPP,
            col(Conversation.address).in_(addresses.values()),
        )
    ).all()
    made = {
        customer: Conversation(
            customer_id=customer, channel=ChannelName.WHATSAPP, address=address, created_at=now
        )
        for customer, address in addresses.items()
        if address not in taken
    }
    session.add_all(made.values())
    session.flush()
    return made


def _told(session: Session, message: Message) -> Message | Dropped:
    """What became of a message that was queued under that key before."""
    row = session.exec(select(Outbox).where(col(Outbox.message_id) == row_id(message))).first()
    if row is not None and row.status is Delivery.CANCELLED:
        return Dropped(row.error or "", message)
    return message
