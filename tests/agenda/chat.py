"""A customer's phone: what they write is stored, understood, decided and booked as in earnest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlmodel import col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import Appointment, Conversation, Direction, Identity, Message
from booking_bot.services import inbound, turns
from tests.shop import MADRID, after_first_words, at

_sids = count(1)
TYPING = timedelta(seconds=20)  # after which nobody is waited for any longer


@dataclass
class Phone:
    database: Database
    name: str | None = "Ana"
    number: str = "+34600111222"

    def says(self, text: str, when: str) -> str:
        """The answer to that, written at a wall time of Madrid."""
        self.writes(text, when)
        turns.run_due(self.database, now=at(when) + TYPING)
        return self.last_answer

    def writes(self, text: str, when: str) -> None:
        now = at(when)
        message = Inbound(
            sid=f"SM{next(_sids)}",
            address=f"whatsapp:{self.number}",
            phone=self.number,
            profile_name=self.name,
            at=now,
            body=text,
        )
        with self.database.transaction() as session:
            inbound.receive(session, message, now)

    @property
    def answers(self) -> list[str]:
        """Each with the options below it."""
        with self.database.reading() as session:
            found = session.exec(
                select(Message)
                .join(Conversation)
                .where(
                    Message.direction == Direction.OUT,
                    col(Conversation.address) == f"whatsapp:{self.number}",
                )
                .order_by(col(Message.id))
            ).all()
        return [
            "\n".join([after_first_words(one.body), *(option["title"] for option in one.options)])
            for one in found
        ]

    @property
    def last_answer(self) -> str:
        return self.answers[-1]

    @property
    def appointments(self) -> list[tuple[str, str | None]]:
        """What this phone has booked and not cancelled: date and wall time, and who comes."""
        with self.database.reading() as session:
            found = session.exec(
                select(Appointment)
                .join(Identity, col(Identity.customer_id) == col(Appointment.customer_id))
                .where(col(Identity.value) == self.number, col(Appointment.status) != "cancelled")
                .order_by(col(Appointment.starts_at), col(Appointment.id))
            ).all()
        return [(f"{told(one.starts_at)}", one.beneficiary) for one in found]


def told(moment: datetime) -> str:
    return f"{moment.astimezone(MADRID):%Y-%m-%d %H:%M}"
