"""What is done about a message that failed: the same words go again another way, once, or nothing more does.

Twilio tells by a code what is wrong, at once or later by a receipt; `channels/twilio_codes.py` turns it into
one of the few remedies here.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.channels.base import Remedy
from booking_bot.models import (
    Attention,
    AttentionKind,
    ConsentKind,
    ConsentSource,
    Conversation,
    Customer,
    Message,
    MessageKind,
    OpenQuestion,
    Outbox,
    Template,
    TemplateStatus,
    row_id,
)
from booking_bot.services import circuit, consents, outbox, routes
from booking_bot.services.routes import Way
from booking_bot.services.templates import approvals

log = logging.getLogger(__name__)

CAME_AFTER_ALL = "El mensaje anterior llegó después de todo."
# What is of no use later, or by hand.
PASSING = frozenset({MessageKind.SURVEY, MessageKind.WAITLIST})
# A failure of the provider's own is tried again after so long, and then goes another way.
TRIED_AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
STATUS_BY_CODE = {"63040": TemplateStatus.REJECTED, "63041": TemplateStatus.PAUSED}


def see_to(session: Session, row: Outbox, remedy: Remedy, now: datetime, *, by_receipt: bool = False) -> bool:
    """Do what the failure of that row asks; whether the same words go again, so that nobody need be told."""
    seen_to = _REMEDIES[remedy](session, row, now)
    if remedy is Remedy.HALT:
        circuit.trip(session, row.channel, row.error or "", now, by_receipt=by_receipt)
    return seen_to


def withdraw(session: Session, row: Outbox) -> None:
    """It was delivered after all: what should go instead need not, if it has not gone yet."""
    outbox.cancel(session, _key(row), reason=CAME_AFTER_ALL)


def _nothing(_session: Session, _row: Outbox, _now: datetime) -> bool:
    return False


def _again(session: Session, row: Outbox, now: datetime) -> bool:
    """The same by the same channel, a few times; then elsewhere."""
    tries = _tries(session, row)
    if tries >= len(TRIED_AGAIN_AFTER):
        return _elsewhere(session, row, now)
    return _send(session, row, _as_it_was(row), now, send_at=now + TRIED_AGAIN_AFTER[tries])


def _as_template(session: Session, row: Outbox, now: datetime) -> bool:
    """At once as the template that says the same; else it waits for them to write, and for the owner."""
    if row.content_sid is None or row.as_template:
        return _by_hand(session, row, now)
    return _send(session, row, _as_it_was(row, as_template=True), now)


def _without_template(session: Session, row: Outbox, now: datetime) -> bool:
    if row.content_sid is None:
        return False
    known = select(Template).where(col(Template.sid) == row.content_sid)
    for template in session.exec(known):
        template.status = STATUS_BY_CODE.get(row.error_code or "", TemplateStatus.DISABLED)
        template.reason = row.error
        told = select(Attention.id).where(
            col(Attention.reason) == approvals.STOPPED,
            col(Attention.summary) == template.name,
            col(Attention.resolved_at).is_(None),
        )
        if session.exec(told).first() is None:
            session.add(
                Attention(
                    kind=AttentionKind.DELIVERY, reason=approvals.STOPPED, summary=template.name, at=now
                )
            )
    return _by_hand(session, row, now)


def _elsewhere(session: Session, row: Outbox, now: datetime) -> bool:
    return _by_another(session, row, now, urgent=True)


def _by_hand(session: Session, row: Outbox, now: datetime) -> bool:
    return _by_another(session, row, now, urgent=row.urgent)


def _by_another(session: Session, row: Outbox, now: datetime, *, urgent: bool) -> bool:
    """By a channel that costs more only where that is wanted, else by the owner's hand."""
    message, conversation = _of(session, row)
    if message.kind in PASSING:
        return False
    customer = session.get_one(Customer, conversation.customer_id)
    way = routes.elsewhere(session, customer, conversation, urgent=urgent)
    if way.way is Way.NEVER or way.channel is row.channel:
        return False
    envelope = outbox.Envelope(way.channel, way.recipient, urgent=row.urgent, follows_id=row_id(row))
    return _send(session, row, envelope, now)


def _unreachable(session: Session, row: Outbox, now: datetime) -> bool:
    """WhatsApp takes nothing for them before they write; the owner's own would not reach them either."""
    _, conversation = _of(session, row)
    conversation.unreachable_at = now
    customer = session.get_one(Customer, conversation.customer_id)
    way = routes.elsewhere(session, customer, conversation, urgent=True)
    return way.way is not Way.HAND and _elsewhere(session, row, now)


def _opted_out(session: Session, row: Outbox, now: datetime) -> bool:
    """They told the provider to stop, which counts as if they had told us."""
    _, conversation = _of(session, row)
    for kind in ConsentKind:
        consents.record(
            session,
            conversation.customer_id,
            kind,
            granted=False,
            source=ConsentSource.INBOUND,
            now=now,
        )
    return False


_REMEDIES: dict[Remedy, Callable[[Session, Outbox, datetime], bool]] = {
    Remedy.AGAIN: _again,
    Remedy.GIVE_UP: _nothing,
    Remedy.TEMPLATE: _as_template,
    Remedy.BAD_TEMPLATE: _without_template,
    Remedy.ELSEWHERE: _elsewhere,
    Remedy.UNREACHABLE: _unreachable,
    Remedy.OPTED_OUT: _opted_out,
    Remedy.HALT: _again,
}


def _send(
    session: Session,
    row: Outbox,
    envelope: outbox.Envelope,
    now: datetime,
    *,
    send_at: datetime | None = None,
) -> bool:
    """Queue the words of the row once more, however often its failure is told."""
    if row.not_after is not None and row.not_after < (send_at or now):
        return False
    if outbox.is_known(session, _key(row)):
        return True
    message, conversation = _of(session, row)
    instead = outbox.queue(
        session,
        conversation,
        body=message.body,
        kind=MessageKind(message.kind),
        now=now,
        options=message.options,
        location=message.location,
        dedupe_key=_key(row),
        send_at=send_at,
        not_after=row.not_after,
        envelope=envelope,
    )
    # An answer that quotes it shall be known for one.
    session.exec(
        sa.update(OpenQuestion)
        .where(col(OpenQuestion.message_id) == row.message_id, col(OpenQuestion.answered_at).is_(None))
        .values(message_id=row_id(instead))
        .execution_options(synchronize_session=False)
    )
    log.info("outbox %s goes again by %s", row.id, envelope.channel.value)
    return True


def _as_it_was(row: Outbox, *, as_template: bool | None = None) -> outbox.Envelope:
    return outbox.Envelope(
        channel=row.channel,
        recipient=row.recipient,
        content_sid=row.content_sid,
        content_variables=row.content_variables,
        as_template=row.as_template if as_template is None else as_template,
        urgent=row.urgent,
        follows_id=row_id(row),
    )


def _tries(session: Session, row: Outbox) -> int:
    """How many rows before this one failed with the same words."""
    count, before = 0, row.follows_id
    while before is not None and count < len(TRIED_AGAIN_AFTER):
        earlier = session.get(Outbox, before)
        count += 1
        before = earlier.follows_id if earlier else None
    return count


def _of(session: Session, row: Outbox) -> tuple[Message, Conversation]:
    message = session.get_one(Message, row.message_id)
    return message, session.get_one(Conversation, message.conversation_id)


def _key(row: Outbox) -> str:
    return f"instead:{row_id(row)}"
