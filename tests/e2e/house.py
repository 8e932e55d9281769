"""A shop with the bot at its door: the database, the Twilio in front of it, and the customers who write."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import requests
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Appointment, Conversation, Direction, Message, Outbox
from booking_bot.services import tokens
from tests.e2e.programs import KEY, Program, free_port
from tests.shop import MADRID, Shop, every_day
from tests.twilio_standin import TwilioStandIn, webhooks

PUBLIC_URL = "https://bot.test"
WISH = "quería un corte mañana a las 11"
YES = "sí, me viene muy bien, gracias a todos"  # long enough not to be waited on for more


@dataclass
class House:
    """What is started here finds its settings in `settings`; `twilio` already listens."""

    home: Path
    database_url: str
    twilio: TwilioStandIn
    port: int = field(default_factory=free_port)
    programs: list[Program] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)  # settings beside those that it needs

    def __post_init__(self) -> None:
        self.twilio.public_url = PUBLIC_URL
        self.twilio.post = webhooks.over_http(self.url)
        self.twilio.whatsapp.keeps_window = True
        self.database = Database(self.database_url)
        with self.database.transaction() as session:
            shop = Shop(session, every_day("09:00-20:00"))
            lucia = shop.staff("Lucía")
            shop.service("Corte", minutes=30, by=[lucia], price_cents=1600)
            for name in ("Tinte", "Mechas", "Peinado"):
                shop.service(name, minutes=60, by=[lucia], price_cents=4500)
            # They take turns, since whoever waits for something asks more often than one may in a minute.
            self.tokens = cycle(
                [tokens.add(session, f"tests {number}", now=datetime.now(UTC)) for number in range(20)]
            )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        account = self.twilio.account
        return {
            "TZ": "America/New_York",  # the machine's zone is nobody's business
            "SECRET_KEY": KEY,
            "DATABASE_URL": self.database_url,
            "PUBLIC_URL": PUBLIC_URL,
            "TWILIO_ACCOUNT_SID": account.sid,
            "TWILIO_AUTH_TOKEN": account.token,
            "TWILIO_WHATSAPP_FROM": account.sender,
            "TWILIO_API_URL": self.twilio.url,
            "DELIVERY_DEADLINE": "2s",
            "DELIVERY_GRACE": "3s",
            **self.others,
        }

    def program(self, *command: str, kind: type[Program] = Program) -> Program:
        """One to be started, which the house remembers."""
        self.programs.append(kind(*command, home=self.home, **self.settings))
        return self.programs[-1]

    def serve(self, kind: type[Program] = Program) -> Program:
        return self.program("booking-bot", "serve", "--port", str(self.port), kind=kind)

    def tap(self, title: str, *, phone: str = "+34600111222") -> None:
        """Tap the option of that title on the newest message that this customer has."""
        newest = self.twilio.ledger.newest(to=f"whatsapp:{phone}", sender=None)[0]
        self.write("", phone=phone, **newest.tap(title))

    def write(self, text: str, *, phone: str = "+34600111222", sid: str | None = None, **others: str) -> None:
        """Post the webhook of a message as Twilio does; it is taken."""
        self.twilio.hear(f"whatsapp:{phone}", text)
        digits = phone.removeprefix("+")
        form = webhooks.text_form(
            self.twilio.account,
            text,
            From=f"whatsapp:{phone}",
            WaId=digits,
            ExternalUserId=f"whatsapp:ES.{digits}",
        )
        form |= others
        if sid:
            form |= {"MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid}
        assert self.twilio.post
        status = webhooks.post_signed(
            self.twilio.account, self.twilio.post, f"{PUBLIC_URL}/twilio/whatsapp", form
        )
        assert status == 200

    def seen(self, phone: str = "+34600111222") -> list[str]:
        """What is on this customer's phone."""
        return self.twilio.seen_by(f"whatsapp:{phone}")

    def ask(self, path: str, *, token: str | None = None, **query: str) -> list[dict[str, Any]]:
        """A list of the API."""
        answer = requests.get(
            f"{self.url}/api/v1/{path}",
            params=query, headers={"Authorization": f"Bearer {token or next(self.tokens)}"}, timeout=10,
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def put(self, path: str, body: dict[str, Any]) -> None:
        """Tell the API of something; it is taken."""
        answer = requests.put(
            f"{self.url}/api/v1/{path}",
            json=body, headers={"Authorization": f"Bearer {next(self.tokens)}"}, timeout=10,
        )  # fmt: skip
        assert answer.status_code in (200, 201), answer.text

    @property
    def output(self) -> str:
        """All that was logged by whatever was started here."""
        return "".join(f"--- {' '.join(one.command)}\n{one.output}" for one in self.programs)

    # what the tables hold, with nothing running too

    def appointments(self) -> list[datetime]:
        with self.database.reading() as session:
            return [row.starts_at for row in session.exec(select(Appointment).order_by(col(Appointment.id)))]

    def sendings(self) -> list[str]:
        """How far each outgoing message got, in the order in which they were queued."""
        with self.database.reading() as session:
            return [row.status.value for row in session.exec(select(Outbox).order_by(col(Outbox.id)))]

    def unanswered(self) -> list[str]:
        with self.database.reading() as session:
            waiting = select(Message).where(
                Message.direction == Direction.IN, col(Message.answered_at).is_(None)
            )
            return [row.body for row in session.exec(waiting)]

    def due(self) -> datetime:
        """When the one conversation that waits for an answer is to get it."""
        with self.database.reading() as session:
            (due,) = session.exec(
                select(Conversation.turn_due_at).where(col(Conversation.turn_due_at).is_not(None))
            )
        assert due is not None
        return due

    def be_off(self, length: timedelta = timedelta(minutes=2)) -> None:
        """Let this time pass with the machine switched off: what was leased is so no longer."""
        with self.database.transaction() as session:
            for row in session.exec(select(Outbox)):
                row.lease_until = row.lease_until and row.lease_until - length
                row.claimed_at = row.claimed_at and row.claimed_at - length


def tomorrow_at_eleven() -> datetime:
    day = datetime.now(MADRID).date() + timedelta(days=1)
    return datetime.combine(day, time(11), MADRID)
