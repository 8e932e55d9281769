"""What a program of the shop's writes to a customer: as it stands and within their 24 hours, or not at all.

It is no answer and no person's word, so it keeps to consent and to quiet hours, and takes no conversation
from the bot.
"""

from datetime import datetime

from sqlmodel import Session

from booking_bot.domain.refusals import Refused
from booking_bot.models import IdentityKind, Message, MessageKind, row_id
from booking_bot.services import audit, consents, customers, notify, routes
from booking_bot.services.chats.answering import LONGEST
from booking_bot.services.notify import Dropped
from booking_bot.services.routes import Way

__all__ = ["LONGEST", "Blocked", "OptedOut", "WindowClosed", "write"]


class WindowClosed(Refused):
    """More than 24 hours have passed since the customer wrote, or they never did."""


class OptedOut(Refused):
    """The customer asked for no messages, or never said that they want any."""


class Blocked(Refused):
    """The owner blocked the customer, or keeps them for themselves."""


def write(session: Session, kind: IdentityKind, value: str, text: str, *, by: str, now: datetime) -> Message:
    """Have it sent to whoever is known by that. Raises WindowClosed, OptedOut or Blocked."""
    customer = customers.find(session, {kind: value})
    line = notify.line_of(session, row_id(customer), now=now) if customer else None
    if customer is None or line is None:
        raise WindowClosed
    if routes.left_alone(customer, MessageKind.NOTICE):
        raise Blocked
    if line.last_inbound_at is None:
        raise WindowClosed
    if consents.why_not(session, line, MessageKind.NOTICE, now):
        raise OptedOut
    quiet = routes.quiet_until(session, line, MessageKind.NOTICE, now, urgent=False)
    chosen = routes.route(session, line, MessageKind.NOTICE, quiet or now)
    if chosen.way not in (Way.TEXT, Way.SMS):
        raise WindowClosed
    sent = notify.send(session, line, kind=MessageKind.NOTICE, text=text, now=now)
    message = sent.message if isinstance(sent, Dropped) else sent
    audit.record(session, by, "message.written", row_id(message), now=now)
    return message
