"""A salon with one chair that is full tomorrow, and people who write to it: for tests of the waiting list."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlmodel import col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Business,
    Conversation,
    Direction,
    Message,
    WaitOffer,
)
from booking_bot.services import inbound, place_offers, turns
from tests.shop import NOW, Shop, at, every_day

_sids = count(1)
PHONES = {"Carla": "+34600111000", "Ana": "+34600111001", "Luis": "+34600111002", "Eva": "+34600111003",
          "Paco": "+34600111004"}  # fmt: skip
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass
class Salon:
    """One appointment a day, at ten; tomorrow's is Carla's."""

    database: Database
    now: datetime = NOW
    seen: dict[str, int] = field(default_factory=dict)

    def open(self) -> "Salon":
        with self.database.transaction() as session:
            shop = Shop(session, every_day("10:00-10:30"))
            cut = shop.service("Corte", minutes=30, by=[shop.staff("Lucía")], aliases=["cortarme"])
            carla = shop.customer("Carla", phone=PHONES["Carla"])
            shop.book(cut, "2026-11-24 10:00", customer=carla)
        return self

    def waits(self, **time: float) -> None:
        self.now += timedelta(**time)

    def writes(self, who: str, body: str, *, button: str | None = None) -> None:
        with self.database.transaction() as session:
            told = Inbound(
                sid=f"SMw{next(_sids)}",
                address=f"whatsapp:{PHONES[who]}",
                phone=PHONES[who],
                profile_name=who,
                at=self.now,
                body=body,
                payload=button,
            )
            inbound.receive(session, told, self.now)

    def says(self, who: str, body: str, *, button: str | None = None) -> str:
        """What is answered to that, half a minute later."""
        self.writes(who, body, button=button)
        self.waits(seconds=30)
        turns.run_due(self.database, now=self.now)
        return " / ".join(self.hears(who))

    def hears(self, who: str) -> list[str]:
        """What was said to them since the last time."""
        with self.database.reading() as session:
            rows = session.exec(
                select(Message)
                .join(Conversation)
                .where(
                    col(Conversation.address) == f"whatsapp:{PHONES[who]}", Message.direction == Direction.OUT
                )
                .order_by(col(Message.id))
            ).all()
        fresh = rows[self.seen.get(who, 0) :]
        self.seen[who] = len(rows)
        return [one.body for one in fresh]

    def put_on_the_list(self, *people: str) -> None:
        for who in people:
            self.says(who, "quiero cortarme mañana")
            self.says(who, "apúntame en la lista")

    def place_comes_free(self) -> None:
        self.says("Carla", "cancela mi cita")
        self.says("Carla", "sí")
        self.tick()

    def tick(self) -> None:
        place_offers.run_due(self.database, now=self.now)

    def offers(self) -> list[str]:
        with self.database.reading() as session:
            rows = session.exec(select(WaitOffer).order_by(col(WaitOffer.id)))
            return [str(one.status) for one in rows]

    def holders_of_tomorrow(self) -> list[int]:
        with self.database.reading() as session:
            rows = session.exec(
                select(Appointment).where(col(Appointment.starts_at) < at("2026-11-25 00:00"))
            )
            return [row.customer_id for row in rows if row.status != "cancelled"]

    def rule(self, **rules: object) -> None:
        with self.database.transaction() as session:
            session.exec(select(Business)).one().sqlmodel_update(rules)

    def listen(self) -> None:
        """Everybody has read what was said so far."""
        for who in PHONES:
            self.hears(who)

    def told_to_the_owner(self) -> list[Attention]:
        with self.database.reading() as session:
            return list(
                session.exec(
                    select(Attention)
                    .where(col(Attention.kind) == AttentionKind.WAITLIST)
                    .order_by(col(Attention.id))
                )
            )
