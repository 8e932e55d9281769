"""Carmen's shop with its own people: Carmen, who owns it, and Lucía and Marcos, who cut hair in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.models import (
    ChannelName,
    Conversation,
    Message,
    MessageKind,
    Outbox,
    Resource,
    Role,
    User,
    row_id,
)
from booking_bot.services.ways import Ways, set_ways
from tests.shop import NOW, Shop

CARMEN, LUCIA, MARCOS = "+34600000001", "+34600000002", "+34600000003"
MAIL = "carmen@example.com"
BASE = "https://bot.example.com"


@dataclass(frozen=True, slots=True)
class People:
    shop: Shop
    lucia: int
    marcos: int
    cut: int


def open_shop(session: Session, **rules: object) -> People:
    shop = Shop(session, **rules)  # type: ignore[arg-type]
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    for staff_id, phone in ((lucia, LUCIA), (marcos, MARCOS)):
        session.get_one(Resource, staff_id).phone = phone
    session.add(User(email=MAIL, phone=CARMEN, password_hash="", role=Role.OWNER, created_at=NOW))
    session.flush()
    return People(shop, lucia, marcos, shop.service("Corte", minutes=30, by=[lucia, marcos]))


def with_mail(database: Database) -> None:
    set_ways(database, Ways(mail=True))


def wrote(shop: Shop, phone: str, *, when: datetime = NOW, name: str = "Carla") -> int:
    """The conversation of whoever wrote from that number then."""
    line = Conversation(
        customer_id=shop.customer(name, phone=phone),
        channel=ChannelName.WHATSAPP,
        address=f"whatsapp:{phone}",
        last_inbound_at=when,
        created_at=when,
    )
    shop.session.add(line)
    shop.session.flush()
    return row_id(line)


def told(database: Database) -> list[tuple[str, str, str]]:
    """What the shop's own people were told: by which way, to whom, and the text."""
    with database.reading() as session:
        rows = session.exec(
            select(Outbox.channel, Outbox.recipient, Message.body)
            .join(Message, col(Message.id) == col(Outbox.message_id))
            .where(col(Message.kind) == MessageKind.STAFF)
            .order_by(col(Outbox.id))
        ).all()
        return [(str(channel), recipient, body) for channel, recipient, body in rows]
