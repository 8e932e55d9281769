"""Whether a message may go out this very instant as it is: what was right when queued may be no more.

What waits for the owner's hand is looked at by the same rules while it waits.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from booking_bot.channels.base import Outbound
from booking_bot.domain import service_window
from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Message,
    MessageKind,
    Outbox,
)
from booking_bot.services import consents, instead, outbox, routes
from booking_bot.services.disruptions import judging as bad_days
from booking_bot.services.notices import judging, planning, recalls
from booking_bot.services.orders import telling
from booking_bot.services.templates import approved
from booking_bot.services.watching import cap

TOO_LATE = judging.TOO_LATE
TAKEN_OVER = "Una persona tomó la conversación."
GOES_BY = {ChannelName.SMS: "Sale por SMS.", ChannelName.EMAIL: "Sale por correo."}
ONLY_BY_CHAT = "Un archivo solo sale por WhatsApp, dentro de las 24 horas desde su último mensaje."
# They may speak of an appointment that was changed since.
OF_APPOINTMENTS = frozenset(
    {MessageKind.REMINDER, MessageKind.SURVEY, MessageKind.NOTICE, MessageKind.RECALL}
)


class Told(NamedTuple):
    row: Outbox
    conversation: Conversation
    customer: Customer
    kind: MessageKind


def told(session: Session, row: Outbox) -> Told:
    """The row with what the rules look at."""
    message, conversation, customer = session.exec(
        select(Message, Conversation, Customer)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .join(Customer, col(Customer.id) == col(Conversation.customer_id))
        .where(col(Message.id) == row.message_id)
    ).one()
    return Told(row, conversation, customer, MessageKind(message.kind))


def stopped(session: Session, one: Told, now: datetime) -> dict[str, Any] | None:
    """What the row becomes that may not go at all any more; None where it may."""
    row, conversation, customer, kind = one
    if row.not_after is not None and row.not_after < now:
        return {"status": Delivery.EXPIRED, "error": TOO_LATE}
    if reason := routes.left_alone(customer, kind):
        return {"status": Delivery.CANCELLED, "error": reason}
    if kind is MessageKind.REPLY and outbox.is_mute(conversation, now):
        return {"status": Delivery.CANCELLED, "error": TAKEN_OVER}
    if reason := consents.why_not(session, conversation, kind, now):
        return {"status": Delivery.CANCELLED, "error": reason}
    if kind in OF_APPOINTMENTS and judging.is_outdated(session, _first(session, row), now):
        return {"status": Delivery.CANCELLED, "error": judging.OUTDATED}
    if kind is MessageKind.RECALL and recalls.is_needless(session, _first(session, row), now):
        return {"status": Delivery.CANCELLED, "error": judging.COMES_AGAIN}
    if kind is MessageKind.NOTICE and _is_otherwise_by_now(session, row):
        return {"status": Delivery.CANCELLED, "error": judging.OUTDATED}
    if kind is MessageKind.ORDER and telling.is_outdated(session, _first(session, row)):
        return {"status": Delivery.CANCELLED, "error": telling.OUTDATED}
    if instead.arrived_before(session, row):
        return {"status": Delivery.CANCELLED, "error": instead.CAME_AFTER_ALL}
    return None


def _is_otherwise_by_now(session: Session, row: Outbox) -> bool:
    """Of a bad day: whether they have answered already, or hold another hour."""
    first = instead.chain(session, row)[-1]
    told = (first.dedupe_key or "").startswith(bad_days.PREFIX)
    return told and bad_days.is_outdated(session, first.message_id)


def _first(session: Session, row: Outbox) -> int:
    """The message of which it is known what it tells of; what goes instead of it says the same."""
    return instead.chain(session, row)[-1].message_id


def other(session: Session, row: Outbox, outbound: Outbound, now: datetime) -> dict[str, Any] | None:
    """What the row becomes that may not go out like this; None where it may."""
    one = told(session, row)
    if ended := stopped(session, one, now):
        if ended["error"] == judging.OUTDATED:
            for message in {_first(session, row), row.message_id}:
                planning.say_the_rest(session, message, now=now)
        return ended
    quiet = routes.quiet_until(session, one.conversation, one.kind, now, urgent=row.urgent)
    if quiet is not None:
        if row.not_after is not None and quiet > row.not_after:
            return {"status": Delivery.EXPIRED, "error": routes.NO_TIME}
        # Moved, so that a reply that comes meanwhile does not wait behind it.
        return {"send_at": quiet}
    if row.channel is not ChannelName.EMAIL and cap.holds_back(session, one.kind, now):
        if one.kind in instead.NO_OTHER_WAY or outbound.media:
            return {"status": Delivery.CANCELLED, "error": cap.REACHED}
        return {"channel": ChannelName.HAND, "recipient": one.conversation.address}
    if row.channel is ChannelName.WHATSAPP:
        return _another_way(session, one, outbound, now)
    return None


def _another_way(session: Session, one: Told, outbound: Outbound, now: datetime) -> dict[str, Any] | None:
    """What WhatsApp would not take goes as its template, else by another channel, else by hand."""
    row, conversation, customer, kind = one
    unreachable = conversation.unreachable_at is not None
    is_open = service_window.is_open(conversation.last_inbound_at, now)
    as_template = row.as_template or outbound.content_sid is not None
    if not unreachable and is_open and not as_template:
        return None
    if outbound.media:
        return {"status": Delivery.CANCELLED, "error": ONLY_BY_CHAT}
    if not unreachable and row.as_template and row.content_sid is None:
        return None  # the sandbox's own
    if not unreachable and (sid := approved.usable(session, row)):
        same = as_template and sid == outbound.content_sid
        return None if same else {"as_template": True, "content_sid": sid}
    if not unreachable and is_open:
        return {"as_template": False}
    if kind in instead.NO_OTHER_WAY:
        return {"status": Delivery.CANCELLED, "error": routes.NOT_WORTH_IT}
    way = routes.elsewhere(session, customer, conversation, urgent=row.urgent or unreachable)
    if way.way is routes.Way.NEVER or (unreachable and way.way is routes.Way.HAND):
        return {"status": Delivery.CANCELLED, "error": way.reason or routes.UNREACHABLE}
    if way.channel is ChannelName.HAND:
        return {"channel": way.channel, "recipient": way.recipient}
    instead.by_another(session, row, now, urgent=True)
    return {"status": Delivery.CANCELLED, "error": GOES_BY[way.channel]}
