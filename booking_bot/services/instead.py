"""The same once more: a row that follows another one, by the same way or by the next that is open.

Its words are those of that way (`services/wordings.py`), made of the first row's however many were tried
since. A row is followed by one other at most.
"""

import logging
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Message,
    MessageKind,
    OpenQuestion,
    Outbox,
    row_id,
)
from booking_bot.services import consents, lines, open_questions, outbox, routes
from booking_bot.services.chats import enclosing
from booking_bot.services.routes import Way
from booking_bot.services.watching import cap
from booking_bot.services.wordings import Wording, wording

log = logging.getLogger(__name__)

CAME_AFTER_ALL = "El mensaje anterior llegó después de todo."
# Of no use later or by hand; and the shop's own people hear of everything by mail anyway.
NO_OTHER_WAY = consents.AT_ONCE | {MessageKind.STAFF}
ARRIVED = (Delivery.DELIVERED, Delivery.READ)
MAY_ARRIVE = (Delivery.UNKNOWN, Delivery.ACCEPTED, Delivery.SENT)


def by_another(session: Session, row: Outbox, now: datetime, *, urgent: bool) -> Way | None:
    """Have it go by the next way that is open and was not tried yet; None where there is none.

    By one that costs more only where it is `urgent` and within the month's cap, else by the owner's hand.
    """
    message, conversation = _of(session, row)
    kind = MessageKind(message.kind)
    if kind in NO_OTHER_WAY or message.media:  # files go by the chat alone
        return None
    urgent = urgent and not cap.holds_back(session, kind, now)
    before = chain(session, row)
    customer = session.get_one(Customer, conversation.customer_id)
    way = routes.elsewhere(
        session, customer, conversation, urgent=urgent, tried={one.channel for one in before}
    )
    if way.way is Way.NEVER:
        return None
    envelope = outbox.Envelope(
        way.channel, way.recipient, urgent=row.urgent, follows_id=row_id(row), short=before[-1].short
    )
    return way.way if send(session, row, envelope, now) else None


def send(
    session: Session,
    row: Outbox,
    envelope: outbox.Envelope,
    now: datetime,
    *,
    send_at: datetime | None = None,
) -> bool:
    """Queue the words of the row once more, however often that is asked; False where it is too late."""
    if row.not_after is not None and row.not_after < (send_at or now):
        return False
    if outbox.is_known(session, key_of(row)):
        return True
    message, conversation = _of(session, row)
    said = Wording(message.body, message.options)
    if envelope.channel is not row.channel:
        first = chain(session, row)[-1]
        told = session.get_one(Message, first.message_id)
        said = wording(session, envelope.channel, told.body, short=first.short, options=told.options)
    line = lines.answered_on(session, conversation, envelope.channel, envelope.recipient, now=now)
    again = outbox.queue(
        session,
        line,
        body=said.body,
        kind=MessageKind(message.kind),
        now=now,
        options=said.options,
        location=message.location,
        dedupe_key=key_of(row),
        send_at=send_at,
        not_after=row.not_after,
        envelope=envelope,
    )
    enclosing.enclose_again(session, message, again, now=now)
    _ask_again(session, row, again, line, now)
    log.info("outbox %s goes again by %s", row.id, envelope.channel.value)
    return True


def withdraw(session: Session, row: Outbox) -> None:
    """It was delivered after all: what should go instead need not, if it has not gone yet."""
    outbox.cancel(session, key_of(row), reason=CAME_AFTER_ALL)


def chain(session: Session, row: Outbox) -> list[Outbox]:
    """The row, the one that it follows, and so on to the first."""
    found = [row]
    while found[-1].follows_id is not None and (before := session.get(Outbox, found[-1].follows_id)):
        found.append(before)
    return found


def arrived_before(session: Session, row: Outbox) -> bool:
    """Whether one that it follows reached them meanwhile."""
    return row.follows_id is not None and any(one.status in ARRIVED for one in chain(session, row)[1:])


def may_have_arrived(session: Session, row: Outbox, *, by: ChannelName) -> bool:
    """Whether one that it follows went by that channel and is not known to have failed."""
    before = chain(session, row)[1:]
    return any(one.channel is by and one.status in (*MAY_ARRIVE, *ARRIVED) for one in before)


def key_of(row: Outbox) -> str:
    return outbox.key_instead_of(row_id(row))


def _ask_again(session: Session, row: Outbox, again: Message, line: Conversation, now: datetime) -> None:
    """An answer to it shall be known for one, on whichever line it comes.

    Where the first may yet arrive, it goes on asking as well.
    """
    questions = session.exec(
        select(OpenQuestion).where(
            col(OpenQuestion.message_id) == row.message_id, col(OpenQuestion.answered_at).is_(None)
        )
    ).all()
    before = session.get_one(Message, row.message_id).conversation_id
    if row.status not in MAY_ARRIVE or row_id(line) == before:
        session.exec(
            sa.update(OpenQuestion)
            .where(col(OpenQuestion.id).in_([one.id for one in questions]))
            .values(message_id=row_id(again), conversation_id=row_id(line))
            .execution_options(synchronize_session=False)
        )
        return
    for one in questions:
        open_questions.open_for(
            session,
            line,
            again,
            kind=one.kind,
            object_id=one.object_id,
            revision=one.revision,
            asked_at=now,
            expires_at=one.expires_at,
            now=now,
        )


def _of(session: Session, row: Outbox) -> tuple[Message, Conversation]:
    message = session.get_one(Message, row.message_id)
    return message, session.get_one(Conversation, message.conversation_id)
