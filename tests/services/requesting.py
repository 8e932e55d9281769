"""A salon with one service that is only requested at first, and Carla, who has just asked for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    ChannelName,
    Conversation,
    Customer,
    Message,
    Source,
    row_id,
)
from booking_bot.services import bookings, inbound, requests, turns
from tests.shop import NOW, Shop, at

ADDRESS = "whatsapp:+34600111222"


@dataclass
class Salon:
    database: Database
    service: int
    lucia: int
    carla: int
    appointment: int
    now: datetime = NOW
    said: int = 0

    def writes(self, text: str = "", *, button: str | None = None, photo: str = "") -> str:
        """What Carla gets for an answer."""
        self.now += timedelta(minutes=1)
        self.said += 1
        with self.database.transaction() as session:
            inbound.receive(
                session,
                Inbound(sid=f"SM{self.said}", address=ADDRESS, phone="+34600111222", body=text,
                        media=({"url": photo, "type": "image/jpeg"},) if photo else (),
                        payload=button, kind="button" if button else "text", at=self.now),
                self.now,
            )  # fmt: skip
        turns.run_due(self.database, now=self.now + timedelta(seconds=15))
        return self.heard()[-1]

    def heard(self) -> list[str]:
        with self.database.reading() as session:
            return list(
                session.exec(
                    select(Message.body).where(col(Message.direction) == "out").order_by(col(Message.id))
                )
            )

    def kept(self) -> Appointment:
        with self.database.reading() as session:
            return session.get_one(Appointment, self.appointment)

    def asked(self) -> list[tuple[AttentionKind, str]]:
        """What waits for the owner."""
        with self.database.reading() as session:
            open_ones = (
                select(Attention).where(col(Attention.resolved_at).is_(None)).order_by(col(Attention.id))
            )
            return [(one.kind, one.reason) for one in session.exec(open_ones)]

    def accept(self) -> bool:
        with self.database.transaction() as session:
            return requests.accept(session, self.appointment, by="owner:1", now=self.now)

    def decline(self, why: str = "") -> bool:
        with self.database.transaction() as session:
            return requests.decline(session, self.appointment, by="owner:1", now=self.now, why=why)

    def propose(self, start: str) -> bool:
        with self.database.transaction() as session:
            return requests.propose(session, self.appointment, at(start), by="owner:1", now=self.now)


def open_salon(database: Database, **service: Any) -> Salon:
    with database.transaction() as session:
        shop = Shop(session, emoji=False)
        lucia = shop.staff("Lucía")
        highlights = shop.service("Mechas", minutes=60, by=[lucia], **service)
        carla = shop.customer("Carla", phone="+34600111222")
        talk = Conversation(
            customer_id=carla,
            channel=ChannelName.WHATSAPP,
            address=ADDRESS,
            last_inbound_at=NOW,
            introduced_at=NOW,
            created_at=NOW,
        )
        session.add(talk)
        session.flush()
        appointment = bookings.book(
            session,
            customer_id=carla,
            service_id=highlights,
            start=at("2026-11-26 11:00"),
            source=Source.BOT,
            by=f"customer:{carla}",
            now=NOW,
            conversation_id=row_id(talk),
        )
        return Salon(database, highlights, lucia, carla, row_id(appointment))


def stranger(session: Session) -> int:
    other = Customer(name="Rosa", created_at=NOW)
    session.add(other)
    session.flush()
    return row_id(other)
