"""Telling the shop's own people something: by chat while their own 24 hours last, and by e-mail.

What cannot wait goes by WhatsApp after them too, as an approved text.

It goes through the outbox as everything does, so nothing is told twice and nothing is lost. What no way is
open for is not told: whatever is about stands in the pages as well.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain import service_window
from booking_bot.domain.service_window import LENGTH, MARGIN
from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Identity,
    IdentityKind,
    MessageKind,
    row_id,
)
from booking_bot.services import outbox
from booking_bot.services.team import Member
from booking_bot.services.templates.approved import fill
from booking_bot.services.templates.texts import TemplateText
from booking_bot.services.ways import ways_of

CHATS = (ChannelName.WHATSAPP, ChannelName.SIMULATOR)
WAYS = ("chat", "mail")  # the ends of keys
OF_USE_FOR = timedelta(hours=2)


def tell(
    session: Session,
    member: Member,
    text: str,
    *,
    key: str,
    now: datetime,
    chats: bool = True,
    mail: bool = True,
    news: str = "",
) -> bool:
    """Have it sent, once a key; whether there is a way. Without `mail` by chat alone, and the other way.

    `news` is the same in a line, which goes as an approved text where their 24 hours are over.
    """
    chat = chat_with(session, member, now) if chats else None
    by_template = chat is None and bool(news) and _send_template(session, member, news, key=key, now=now)
    if chat is not None and chat.last_inbound_at is not None:
        outbox.queue(
            session,
            chat,
            body=text,
            kind=MessageKind.STAFF,
            now=now,
            dedupe_key=f"{key}:{member.key}:chat",
            not_after=chat.last_inbound_at + LENGTH - MARGIN,
        )
    by_mail = mail and bool(member.email) and ways_of(session).mail
    if by_mail and member.email:
        outbox.queue(
            session,
            _mail_line(session, member, member.email, now=now),
            body=text,
            kind=MessageKind.STAFF,
            now=now,
            dedupe_key=f"{key}:{member.key}:mail",
        )
    return chat is not None or by_template or by_mail


def chat_with(session: Session, member: Member, now: datetime) -> Conversation | None:
    """Where free text reaches them now."""
    line = _line_of(session, member)
    return line if line is not None and service_window.is_open(line.last_inbound_at, now) else None


def _line_of(session: Session, member: Member) -> Conversation | None:
    """Where they wrote last from their number."""
    if member.phone is None:
        return None
    return session.exec(
        select(Conversation)
        .join(Identity, col(Identity.customer_id) == col(Conversation.customer_id))
        .where(
            col(Identity.kind) == IdentityKind.PHONE,
            col(Identity.value) == member.phone,
            col(Conversation.channel).in_(CHATS),
            col(Conversation.unreachable_at).is_(None),
            col(Conversation.last_inbound_at).is_not(None),
        )
        .order_by(col(Conversation.last_inbound_at).desc())
    ).first()


def _send_template(session: Session, member: Member, news: str, *, key: str, now: datetime) -> bool:
    ways, line = ways_of(session), _line_of(session, member)
    if line is None or line.channel is not ChannelName.WHATSAPP or not ways.whatsapp or ways.sandbox:
        return False
    filled = fill(session, TemplateText("team_alert", {"news": news.rstrip(".")}), (), now)
    if filled is None:
        return False
    outbox.queue(
        session,
        line,
        body=filled.text,
        kind=MessageKind.STAFF,
        now=now,
        dedupe_key=f"{key}:{member.key}:chat",
        not_after=now + OF_USE_FOR,
        envelope=outbox.Envelope(
            channel=line.channel,
            recipient=line.address,
            content_sid=filled.sid,
            content_variables=filled.variables,
            as_template=True,
        ),
    )
    return True


def _mail_line(session: Session, member: Member, email: str, *, now: datetime) -> Conversation:
    """The conversation of their address; they are one customer with the one who writes from their number."""
    found = session.exec(
        select(Conversation).where(
            col(Conversation.channel) == ChannelName.EMAIL, col(Conversation.address) == email
        )
    ).first()
    if found is not None:
        return found
    customer_id = _customer_of(session, member)
    if customer_id is None:
        customer = Customer(name=member.name, email=email, created_at=now)
        session.add(customer)
        session.flush()
        customer_id = row_id(customer)
    made = Conversation(customer_id=customer_id, channel=ChannelName.EMAIL, address=email, created_at=now)
    session.add(made)
    session.flush()
    return made


def _customer_of(session: Session, member: Member) -> int | None:
    if member.phone is None:
        return None
    return session.exec(
        select(Identity.customer_id).where(
            col(Identity.kind) == IdentityKind.PHONE, col(Identity.value) == member.phone
        )
    ).first()
