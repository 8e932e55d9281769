"""Saying something to a customer outside their turns: the way is chosen by the rules of `services/routes.py`.

Whoever sends something that answers nothing calls `send`. What may not be sent is kept too, cancelled, with
the reason that the owner reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
from booking_bot.services import open_questions, outbox, routes
from booking_bot.services.routes import Way
from booking_bot.services.templates.texts import TemplateText

CHATS = (ChannelName.WHATSAPP, ChannelName.SIMULATOR)

# What it asks, where its answer is awaited: the kind, its object and revision, and when it is asked no more.
Question = tuple[QuestionKind, int, int, datetime]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Nothing goes out; `message` is kept with the reason, in Spanish."""

    reason: str
    message: Message


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
    at = send_at or now
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
    message = outbox.queue(
        session,
        conversation,
        body=chosen.body or text,
        kind=kind,
        now=now,
        options=options[: chosen.buttons] if chosen.body else options,
        dedupe_key=dedupe_key,
        send_at=at,
        not_after=not_after,
        envelope=outbox.Envelope(
            channel=chosen.channel,
            recipient=chosen.recipient,
            content_sid=chosen.content_sid,
            content_variables=chosen.content_variables,
            as_template=chosen.way in (Way.TEMPLATE, Way.SANDBOX),
            urgent=urgent,
            stopped=reason,
        ),
    )
    if question is not None and reason is None:
        asked, object_id, revision, expires_at = question
        open_questions.open_for(
            session,
            conversation,
            message,
            kind=asked,
            object_id=object_id,
            revision=revision,
            asked_at=at,
            expires_at=expires_at,
            now=now,
        )
    return Dropped(reason, message) if reason else message


def line_of(session: Session, customer_id: int, *, now: datetime) -> Conversation | None:
    """Where they wrote last; for who never did, the line of their number. None where there is no number."""
    found = session.exec(
        select(Conversation)
        .where(col(Conversation.customer_id) == customer_id, col(Conversation.channel).in_(CHATS))
        .order_by(col(Conversation.last_inbound_at).desc().nulls_last(), col(Conversation.id).desc())
    ).first()
    if found is not None:
        return found
    phone = session.exec(
        select(Identity.value).where(
            col(Identity.customer_id) == customer_id, col(Identity.kind) == IdentityKind.PHONE
        )
    ).first()
    if phone is None:
        return None
    address = f"whatsapp:{phone}"
    taken = session.exec(
        select(Conversation).where(
            col(Conversation.channel) == ChannelName.WHATSAPP, col(Conversation.address) == address
        )
    ).first()
    if taken is not None:
        return None  # the number writes to us as somebody else by now
    made = Conversation(
        customer_id=customer_id, channel=ChannelName.WHATSAPP, address=address, created_at=now
    )
    session.add(made)
    session.flush()
    return made


def _told(session: Session, message: Message) -> Message | Dropped:
    """What became of a message that was queued under that key before."""
    row = session.exec(select(Outbox).where(col(Outbox.message_id) == row_id(message))).first()
    if row is not None and row.status is Delivery.CANCELLED:
        return Dropped(row.error or "", message)
    return message
