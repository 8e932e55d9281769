"""Carmen's shop on a Monday at ten, and the telephones that its people write from.

Tomorrow Ana comes to Lucía at ten, Luis at twelve and Marta Gil to Marcos at twelve.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    ChannelName,
    Conversation,
    Customer,
    Direction,
    Message,
    Outbox,
)
from booking_bot.services import inbound, turns
from tests.services.team_shop import CARMEN, LUCIA, MARCOS, People, open_shop
from tests.shop import NOW, clock

__all__ = ["CARMEN", "LUCIA", "MARCOS", "House"]
ANA, LUIS, MARTA = "+34600111222", "+34600111333", "+34600111444"


@dataclass
class House:
    database: Database
    now: datetime = NOW
    people: People = field(init=False)
    ids: dict[str, int] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        with self.database.transaction() as session:
            self.people = people = open_shop(session)
            people.shop.service("Tinte", minutes=60, by=[people.lucia], aliases=["color"])
            for name, phone, start, staff in (
                ("Ana Ruiz", ANA, "10:00", people.lucia),
                ("Luis", LUIS, "12:00", people.lucia),
                ("Marta Gil", MARTA, "12:00", people.marcos),
            ):
                customer = people.shop.customer(name, phone=phone)
                people.shop.book(people.cut, f"2026-11-24 {start}", staff, customer=customer)
                self.ids[name] = customer
                session.add(
                    Conversation(
                        customer_id=customer,
                        channel=ChannelName.WHATSAPP,
                        address=f"whatsapp:{phone}",
                        created_at=self.now,
                        last_inbound_at=self.now,
                    )
                )

    @contextmanager
    def furnishing(self) -> Iterator[Session]:
        with self.database.transaction() as session:
            self.people.shop.session = session
            yield session

    def says(self, phone: str, text: str, *, payload: str | None = None, introduced: bool = True) -> str:
        """The answer to what is written from that number, or "" where there is none."""
        address, number = f"whatsapp:{phone}", next(self._numbers)
        with self.database.transaction() as session:
            came = Inbound(
                f"SM{number}", address, self.now, phone=phone, profile_name="X", body=text, payload=payload
            )
            inbound.receive(session, came, self.now)
            line = session.exec(select(Conversation).where(col(Conversation.address) == address)).one()
            line.introduced_at = self.now if introduced else None
        before = self.newest(phone)
        self.now += timedelta(seconds=20)
        turns.run_due(self.database, now=self.now)
        after = self.newest(phone)
        return after.body if after and (before is None or after.id != before.id) else ""

    def newest(self, phone: str) -> Message | None:
        with self.database.reading() as session:
            return session.exec(
                select(Message)
                .join(Conversation)
                .where(
                    col(Conversation.address) == f"whatsapp:{phone}", col(Message.direction) == Direction.OUT
                )
                .order_by(col(Message.id).desc())
            ).first()

    def buttons(self, phone: str) -> dict[str, str]:
        """Titles and payloads of the newest message to that number."""
        message = self.newest(phone)
        assert message is not None
        return {one["title"]: one["id"] for one in message.options or ()}

    def nobody_ever_wrote(self) -> None:
        """As customers are whom the shop typed in: nothing says that they may be written to."""
        with self.database.transaction() as session:
            for line in session.exec(select(Conversation)):
                line.last_inbound_at = None

    def taps(self, phone: str, title: str) -> str:
        return self.says(phone, title, payload=self.buttons(phone)[title])

    def agenda(self) -> list[str]:
        """All that stands: "24 12:00 Luis, Corte, Lucía"."""
        with self.database.reading() as session:
            rows = session.exec(
                select(Appointment, Customer)
                .join(Customer, col(Customer.id) == col(Appointment.customer_id))
                .where(col(Appointment.status) != "cancelled")
                .order_by(col(Appointment.starts_at), col(Appointment.id))
            ).all()
            staff = {self.people.lucia: "Lucía", self.people.marcos: "Marcos"}
            services = {self.people.cut: "Corte"}
            return [
                f"{one.starts_at:%d} {clock(one.starts_at)} {who.name}, "
                f"{services.get(one.service_id, 'Tinte')}, {staff[one.staff_id]}"
                for one, who in rows
            ]

    def letters(self) -> list[tuple[str, str]]:
        """What was written by hand: to whom, and the text."""
        with self.database.reading() as session:
            return [
                (to.removeprefix("whatsapp:"), body)
                for to, body in session.exec(
                    select(Outbox.recipient, Message.body)
                    .join(Message, col(Message.id) == col(Outbox.message_id))
                    .where(col(Message.kind) == "manual")
                    .order_by(col(Message.id))
                )
            ]
