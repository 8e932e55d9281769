"""By which way a message may go at an instant, if at all: the rules of WhatsApp and of those who read it.

    text      within the 24 hours after the customer's last message
    template  outside them, where an approved text says the same
    sandbox   outside them, in one of the three English texts of Twilio's sandbox
    sms, mail where the notice is urgent, or WhatsApp does not reach them
    hand      where nothing else is left, or beyond the shop's own cap: the owner sends it from their phone
    never     where it may not be sent; the reason is kept and shown

`services/notify.py` asks when something is to be sent, and the fence of `services/dispatch.py` again at the
instant of sending.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.domain import quiet_hours, service_window
from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    MessageKind,
)
from booking_bot.services import consents, foreseen, lines, sandbox
from booking_bot.services.identities import number_of
from booking_bot.services.place import place_of
from booking_bot.services.templates.approved import prepared
from booking_bot.services.templates.texts import TemplateText
from booking_bot.services.watching import cap
from booking_bot.services.ways import ways_of

BLOCKED = "El cliente está bloqueado."
PERSONAL = "Es un contacto personal: el bot no le escribe."
UNREACHABLE = "WhatsApp no llega a este cliente, y no hay otro medio: hay que llamarle."
NOT_WORTH_IT = "Pasadas 24 horas desde su último mensaje, WhatsApp no lo admite."
NO_TIME = "Caía en horas de descanso y después ya era tarde."
NO_ADDRESS = "No hay número ni correo al que enviarlo."


class Way(StrEnum):
    TEXT = "text"
    TEMPLATE = "template"
    SANDBOX = "sandbox"
    SMS = "sms"
    MAIL = "mail"
    HAND = "hand"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Route:
    """`recipient` is what the channel sends to. `reason` is that of NEVER, in Spanish.

    The template and its variables are told wherever there is one, also beside free text: the 24 hours may be
    over when it goes. Without `content_sid` it is not approved yet. Where the way has words of its own,
    `body` is what they read, and `buttons` how many of the options stand below.
    """

    way: Way
    channel: ChannelName
    recipient: str
    reason: str = ""
    content_sid: str | None = None
    content_variables: dict[str, str] | None = None
    body: str | None = None
    buttons: int = 0
    template: str | None = None


def route(
    session: Session,
    conversation: Conversation,
    kind: MessageKind,
    now: datetime,
    *,
    urgent: bool = False,
    template: TemplateText | None = None,
    payloads: Sequence[str] = (),
) -> Route:
    """How such a message would go to them at that instant; `payloads` are the ids of its buttons."""
    customer = session.get_one(Customer, conversation.customer_id)
    channel, address = conversation.channel, conversation.address
    refusal = _why_never(session, customer, conversation, kind, now)
    if refusal:
        return Route(Way.NEVER, channel, address, refusal)
    if cap.holds_back(session, kind, now):
        if kind in consents.AT_ONCE:
            return Route(Way.NEVER, channel, address, cap.REACHED)
        return elsewhere(session, customer, conversation, urgent=False)
    if channel is ChannelName.SIMULATOR:
        return _simulated(conversation, template, now)
    ways = ways_of(session)
    by_sms = ways.sms and conversation.unreachable_at is None and kind not in consents.OFFERS
    if channel is ChannelName.SMS and not by_sms:
        return _otherwise(session, customer, conversation, kind, urgent=urgent)
    if channel is not ChannelName.WHATSAPP:
        return Route(Way.SMS if channel is ChannelName.SMS else Way.MAIL, channel, address)
    filled = prepared(session, template, payloads, now) if template and ways.whatsapp else None
    sid, variables, key = (filled.sid, filled.variables, filled.key) if filled else (None, None, None)
    if not ways.whatsapp:
        return _otherwise(session, customer, conversation, kind, urgent=urgent)
    if conversation.unreachable_at is not None:
        found = elsewhere(session, customer, conversation, urgent=True)
        return Route(Way.NEVER, channel, address, UNREACHABLE) if found.way is Way.HAND else found
    if service_window.is_open(conversation.last_inbound_at, now):
        return Route(Way.TEXT, channel, address, "", sid, variables, template=key)
    if filled and sid and not ways.sandbox:
        return Route(Way.TEMPLATE, channel, address, "", sid, variables, filled.text, filled.buttons, key)
    if ways.sandbox and template and sandbox.is_joined(conversation, now):
        words = sandbox.in_english(template, place_of(session).zone)
        if words:
            return Route(Way.SANDBOX, channel, address, body=words)
    found = _otherwise(session, customer, conversation, kind, urgent=urgent)
    # By hand only until the text is approved.
    return replace(found, content_variables=variables, template=key) if found.way is Way.HAND else found


def quiet_until(
    session: Session, conversation: Conversation, kind: MessageKind, now: datetime, *, urgent: bool
) -> datetime | None:
    """When the quiet that holds `now` ends; None where such a message disturbs nobody.

    Answers and whatever comes of a talk that is going on are never delayed. What is urgent keeps to hours of
    its own, from 8 to 22, whatever the shop's.
    """
    if kind in consents.TALK or consents.is_talking(conversation, now):
        return None
    business = foreseen.business_of(session)
    if business is None:
        return None
    quiet = quiet_hours.FOR_URGENT if urgent else business.quiet_hours
    return quiet_hours.ends(quiet, now, ZoneInfo(business.timezone))


def left_alone(customer: Customer, kind: MessageKind) -> str | None:
    """Why nothing of that kind goes out to whoever is blocked, or the owner's own contact; None to others."""
    if customer.blocked and kind is not MessageKind.MANUAL:
        return BLOCKED
    if customer.personal and kind not in (MessageKind.MANUAL, MessageKind.STAFF):
        return PERSONAL
    return None


def _why_never(
    session: Session, customer: Customer, conversation: Conversation, kind: MessageKind, now: datetime
) -> str | None:
    return left_alone(customer, kind) or consents.why_not(session, conversation, kind, now)


def _simulated(conversation: Conversation, template: TemplateText | None, now: datetime) -> Route:
    """The simulated phone takes every template for approved."""
    is_open = template is not None or service_window.is_open(conversation.last_inbound_at, now)
    channel = conversation.channel if is_open else ChannelName.HAND
    return Route(Way.TEXT if is_open else Way.HAND, channel, conversation.address)


def _otherwise(
    session: Session, customer: Customer, conversation: Conversation, kind: MessageKind, *, urgent: bool
) -> Route:
    """Nobody is asked for their opinion, or offered a place that may be gone, by hand or by SMS."""
    if kind in consents.AT_ONCE:
        return Route(Way.NEVER, conversation.channel, conversation.address, NOT_WORTH_IT)
    return elsewhere(session, customer, conversation, urgent=urgent)


def elsewhere(
    session: Session,
    customer: Customer,
    conversation: Conversation,
    *,
    urgent: bool,
    tried: Collection[ChannelName] = (),
) -> Route:
    """Where WhatsApp is not to be had: a channel that costs more where it is urgent, else by hand.

    None of those that were `tried` in vain.
    """
    ways = ways_of(session)
    phone = _phone(session, conversation)
    by_sms = urgent and ways.sms and ChannelName.SMS not in tried
    if by_sms and phone and lines.takes_sms(session, phone, conversation.customer_id):
        return Route(Way.SMS, ChannelName.SMS, phone)
    if urgent and ways.mail and customer.email and ChannelName.EMAIL not in tried:
        return Route(Way.MAIL, ChannelName.EMAIL, customer.email)
    if phone and ChannelName.HAND not in tried:
        return Route(Way.HAND, ChannelName.HAND, conversation.address)
    return Route(Way.NEVER, conversation.channel, conversation.address, NO_ADDRESS)


def _phone(session: Session, conversation: Conversation) -> str | None:
    on_the_line = number_of(conversation.address)
    if on_the_line is not None:
        return on_the_line
    return foreseen.phone_of(session, conversation.customer_id)
