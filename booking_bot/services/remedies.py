"""What is done about a message that failed: the same words go again another way, once, or nothing more does.

Twilio tells by a code what is wrong, at once or later by a receipt; `channels/twilio_codes.py` turns it into
one of the few remedies here.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.channels.base import Remedy
from booking_bot.models import (
    Attention,
    AttentionKind,
    ChannelName,
    ConsentKind,
    ConsentSource,
    Conversation,
    Customer,
    Message,
    MessageKind,
    Outbox,
    Template,
    TemplateStatus,
    row_id,
)
from booking_bot.services import circuit, consents, instead, outbox, routes
from booking_bot.services.routes import Way
from booking_bot.services.templates import approvals

log = logging.getLogger(__name__)

# A failure of the provider's own is tried again after so long, and then goes another way.
TRIED_AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
URGENT_TRIES = 1
# An answer that is older is not said again to whoever has written since.
STALE_AFTER = timedelta(hours=1)
STATUS_BY_CODE = {"63040": TemplateStatus.REJECTED, "63041": TemplateStatus.PAUSED}


def see_to(session: Session, row: Outbox, remedy: Remedy, now: datetime, *, by_receipt: bool = False) -> bool:
    """Do what the failure of that row asks; whether the same words go again, so that nobody need be told."""
    if _wrote_since(session, row):
        if _is_old_news(session, row, now):
            return True  # they had another answer
        if remedy is Remedy.UNREACHABLE:
            remedy = Remedy.AGAIN  # no more
    seen_to = _REMEDIES[remedy](session, row, now)
    if not seen_to and row.urgent and remedy is Remedy.GIVE_UP:
        seen_to = _elsewhere(session, row, now)
    if remedy is Remedy.HALT:
        circuit.trip(session, row.channel, row.error or "", now, by_receipt=by_receipt)
    return seen_to


def _wrote_since(session: Session, row: Outbox) -> bool:
    """Whether they wrote, by that very channel, after it was sent."""
    conversation = _conversation(session, row)
    wrote = conversation.last_inbound_at if conversation.channel is row.channel else None
    return wrote is not None and row.claimed_at is not None and wrote > row.claimed_at


def _is_old_news(session: Session, row: Outbox, now: datetime) -> bool:
    """Whether it answered what was said so long ago that nobody waits for it."""
    kind = session.get_one(Message, row.message_id).kind
    return kind == MessageKind.REPLY and row.claimed_at is not None and row.claimed_at <= now - STALE_AFTER


def _nothing(_session: Session, _row: Outbox, _now: datetime) -> bool:
    return False


def _again(session: Session, row: Outbox, now: datetime) -> bool:
    """The same by the same channel, a few times, or once where it is urgent; then elsewhere."""
    tries = len(instead.chain(session, row)) - 1
    if tries >= (URGENT_TRIES if row.urgent else len(TRIED_AGAIN_AFTER)):
        return _elsewhere(session, row, now)
    return instead.send(session, row, _as_it_was(row), now, send_at=now + TRIED_AGAIN_AFTER[tries])


def _as_template(session: Session, row: Outbox, now: datetime) -> bool:
    """At once as the template that says the same; else it waits for them to write, and for the owner."""
    if row.content_sid is None or row.as_template:
        return _by_hand(session, row, now)
    return instead.send(session, row, _as_it_was(row, as_template=True), now)


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
    return instead.by_another(session, row, now, urgent=True) is not None


def _by_hand(session: Session, row: Outbox, now: datetime) -> bool:
    return instead.by_another(session, row, now, urgent=row.urgent) is not None


def _unreachable(session: Session, row: Outbox, now: datetime) -> bool:
    """That channel takes nothing for them before they write. Where it was WhatsApp, nor would the owner's."""
    conversation = _conversation(session, row)
    conversation.unreachable_at = now
    session.flush()
    customer = session.get_one(Customer, conversation.customer_id)
    tried = {one.channel for one in instead.chain(session, row)}
    way = routes.elsewhere(session, customer, conversation, urgent=True, tried=tried)
    in_vain = way.way is Way.HAND and ChannelName.WHATSAPP in tried
    return not in_vain and _elsewhere(session, row, now)


def _opted_out(session: Session, row: Outbox, now: datetime) -> bool:
    """They told the provider to stop, which counts as if they had told us.

    By SMS it also does so of itself, at words that may be meant otherwise, such as a bare "cancel": there it
    ends that channel alone.
    """
    if row.channel is ChannelName.SMS:
        return _unreachable(session, row, now)
    conversation = _conversation(session, row)
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


def _as_it_was(row: Outbox, *, as_template: bool | None = None) -> outbox.Envelope:
    return outbox.Envelope(
        channel=row.channel,
        recipient=row.recipient,
        content_sid=row.content_sid,
        content_variables=row.content_variables,
        template=row.template,
        as_template=row.as_template if as_template is None else as_template,
        urgent=row.urgent,
        follows_id=row_id(row),
        short=row.short,
    )


def _conversation(session: Session, row: Outbox) -> Conversation:
    return session.get_one(Conversation, session.get_one(Message, row.message_id).conversation_id)
