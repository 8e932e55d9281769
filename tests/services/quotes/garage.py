"""A garage, Ana, who has just written, and a price that may be named to her."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import Attention, Message, Quote, QuoteStatus
from booking_bot.services import inbound, turns
from booking_bot.services.quotes import offering
from booking_bot.services.quotes.offering import Draft
from tests.shop import NOW, Shop

ADDRESS = "whatsapp:+34600111222"
OWNER = "owner:1"


@dataclass
class Garage:
    database: Database
    brakes: int
    now: datetime = NOW
    said: int = 0

    def writes(self, text: str = "", *, button: str | None = None, photo: str = "") -> str:
        """What Ana gets for an answer."""
        self.now += timedelta(minutes=1)
        self.said += 1
        media = ({"url": photo, "type": "image/jpeg"},) if photo else ()
        with self.database.transaction() as session:
            inbound.receive(
                session,
                Inbound(sid=f"SM{self.said}", address=ADDRESS, phone="+34600111222", body=text,
                        media=media, payload=button, kind="button" if button else "text", at=self.now),
                self.now,
            )  # fmt: skip
        turns.run_due(self.database, now=self.now + timedelta(seconds=15))
        return self.heard()[-1]

    def heard(self) -> list[str]:
        with self.database.reading() as session:
            out = select(Message.body).where(col(Message.direction) == "out").order_by(col(Message.id))
            return list(session.exec(out))

    def offers(self, cents: int = 24000, *, token: str = "", days: int = 7, **more: Any) -> int:
        """The number of the price that the owner names."""
        self.now += timedelta(minutes=1)
        told: dict[str, Any] = {"work": "Pastillas", "service_id": self.brakes, **more}
        draft = Draft(cents, self.now + timedelta(days=days), **told)
        with self.database.transaction() as session:
            offering.offer(session, 1, draft, token=token or f"t{cents}", by=OWNER, now=self.now)
            return session.exec(select(func.max(Quote.id))).one() or 0

    def quotes(self) -> list[tuple[QuoteStatus, int | None]]:
        with self.database.reading() as session:
            rows = session.exec(select(Quote).order_by(col(Quote.id)))
            return [(one.status, one.amount_cents) for one in rows]

    def asked(self) -> list[str]:
        """What of prices waits for the owner."""
        with self.database.reading() as session:
            open_ones = select(Attention.reason).where(col(Attention.resolved_at).is_(None))
            return list(session.exec(open_ones.order_by(col(Attention.id))))


def open_garage(database: Database) -> Garage:
    with database.transaction() as session:
        shop = Shop(session)
        plate = [{"id": "matricula", "ask": "¿Qué matrícula tiene?", "required": False}]
        brakes = shop.service("Frenos", minutes=60, by=[shop.staff("Paco")], questions=plate)
    return Garage(database, brakes)
