"""What a turn costs from the webhook to the committed reply, beside anchors of the same run.

The anchors say how fast machine and database are: an ORM turn of two selects, two inserts and an
update, and a webhook that checks its signature and answers. CPU is that of this process, which does
all but what PostgreSQL's server does.
"""

import io
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask, Response, request
from sqlmodel import col, select
from twilio.request_validator import RequestValidator
from werkzeug.test import run_wsgi_app

from benchmarks.agenda_data import sqlite_database
from benchmarks.tables import percentile, show
from booking_bot.app import create_app
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.models import Appointment, Conversation, Customer, Direction, Message, MessageKind, row_id
from booking_bot.services import turns
from booking_bot.services.schema import migrate
from booking_bot.web.webhooks import EMPTY_TWIML
from booking_bot.wiring import Wiring
from tests.postgres import server
from tests.shop import Shop, every_day
from tests.twilio_standin import Account, webhooks

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
PUBLIC_URL = "https://bot.test"
ROUNDS, TIMES, WARM = 3, 60, 10
CUSTOMERS = 40
SERVICES = ("Corte", "Corte de caballero", "Color", "Mechas", "Peinado", "Tratamiento", "Barba", "Manicura")
# What a turn may cost in ORM turns of CPU on its database.
BARS = {"question": 2.5, "wish": 4.0, "booking": 4.0}

Post = Callable[[], None]
Poster = Callable[[str, dict[str, str]], Post]


@dataclass
class Cost:
    """Seconds of each of the calls in a round."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    @contextmanager
    def counted(self) -> Iterator[None]:
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)


class Bench:
    """A shop of eight services and three people, and customers who all wrote before."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.account = Account()
        self.now = NOW
        self.asked = count()
        settings = Settings(
            _env_file=None,
            secret_key="0123456789" * 4,
            public_url=PUBLIC_URL,
            twilio_account_sid=self.account.sid,
            twilio_auth_token=self.account.token,
            twilio_whatsapp_from=self.account.sender,
            database_url=database.url,
        )
        parts = Wiring(settings=settings, database=database, clock=lambda: self.now)
        self.post = poster(create_app(parts=parts), self.account)
        self.echo = poster(echo_app(self.account), self.account)
        with database.transaction() as session:
            shop = Shop(session, every_day("09:00-20:00"))
            people = [shop.staff(name) for name in ("Lucía", "Marcos", "Elena")]
            for name in SERVICES:
                shop.service(name, minutes=30, by=people, price_cents=1600)

    # one of each kind

    def orm_turn(self) -> None:
        with self.database.transaction() as session:
            conversation = session.exec(
                select(Conversation).where(col(Conversation.id) == 1 + next(self.asked) % CUSTOMERS)
            ).one()
            customer = session.exec(
                select(Customer).where(col(Customer.id) == conversation.customer_id)
            ).one()
            for direction, body in ((Direction.IN, "¿cuánto cuesta?"), (Direction.OUT, "16 €")):
                session.add(
                    Message(
                        conversation_id=row_id(conversation),
                        direction=direction,
                        kind=MessageKind.MANUAL,
                        body=f"{body} {customer.id}",
                        at=self.now,
                        answered_at=self.now,
                    )
                )
            conversation.last_inbound_at = self.now

    def say(self, body: str, customer: int) -> None:
        self.said(body, customer)()

    def said(self, body: str, customer: int) -> Callable[[], None]:
        """What goes from the webhook to the committed reply, all that Twilio does of it done before."""
        post = self.post("/twilio/whatsapp", self.form(body, customer))

        def answered() -> None:
            post()
            assert turns.run_due(self.database, now=self.now + timedelta(seconds=20)) == 1, body

        return answered

    def form(self, body: str, customer: int) -> dict[str, str]:
        digits = f"34600{customer:06}"
        return webhooks.text_form(
            self.account,
            body,
            From=f"whatsapp:+{digits}",
            WaId=digits,
            ExternalUserId=f"whatsapp:ES.{digits}",
        )

    def once(self, costs: dict[str, Cost]) -> None:
        """Every kind, one after another, so that whatever else the machine does hits all alike."""
        number = next(self.asked)
        customer = number % CUSTOMERS
        day = NOW.date() + timedelta(days=1 + number % 80)
        hour = 9 + number // 80 % 11
        self.now += timedelta(minutes=1)
        for kind, one in {
            "echo": self.echo("/twilio/whatsapp", self.form("Hola", customer)),
            "ORM turn": self.orm_turn,
            "question": self.said("¿cuánto cuesta un corte de caballero?", customer),
            "wish": self.said(f"quiero hacerme mechas el {day.day}/{day.month} a las {hour}:00", customer),
            "booking": self.said("sí", customer),
        }.items():
            with costs[kind].counted():
                one()


def poster(app: Flask, account: Account) -> Poster:
    """Calls the app as a server does, with nothing of a test client between."""

    def signed(path: str, form: dict[str, str]) -> Post:
        body = urlencode(form).encode()
        signature = webhooks.headers(account, PUBLIC_URL + path, form)["X-Twilio-Signature"]
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1", "HTTP_X_TWILIO_SIGNATURE": signature,
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }  # fmt: skip

        def post() -> None:
            _, status, _ = run_wsgi_app(app.wsgi_app, environ)
            assert status == "200 OK", status

        return post

    return signed


def echo_app(account: Account) -> Flask:
    """The least that a webhook does, with Twilio's own library."""
    app = Flask("echo")
    validator = RequestValidator(account.token)

    @app.post("/twilio/whatsapp")
    def echo() -> Response:
        assert validator.validate(
            f"{PUBLIC_URL}/twilio/whatsapp", request.form, request.headers["X-Twilio-Signature"]
        )
        return Response(EMPTY_TWIML, content_type="text/xml")

    return app


def run() -> None:
    logging.disable(logging.INFO)  # lines of the log are not what is measured
    rows = measured("SQLite", sqlite_database())
    with server() as url:
        database = Database(url)
        migrate(database)
        rows += measured("PostgreSQL", database)
        database.dispose()
    logging.disable(logging.NOTSET)
    show(
        f"A turn, from the webhook to the committed reply ({ROUNDS} rounds of {TIMES}, medians, ms)",
        ("", "kind", "CPU", "wall p50", "wall p99", "statements", "of an ORM turn's CPU", "bar"),
        rows,
    )


def measured(name: str, database: Database) -> list[tuple[object, ...]]:
    bench = Bench(database)
    kinds = ("echo", "ORM turn", "question", "wish", "booking")
    for customer in range(CUSTOMERS):
        bench.say("hola", customer)
    for _ in range(WARM):
        bench.once({kind: Cost() for kind in kinds})
    rounds = []
    for _ in range(ROUNDS):
        costs = {kind: Cost() for kind in kinds}
        for _ in range(TIMES):
            bench.once(costs)
        rounds.append(costs)
    assert booked(database) == WARM + ROUNDS * TIMES
    statements = statements_of(bench, kinds)
    cpu = {kind: median(sum(costs[kind].cpu) / TIMES for costs in rounds) for kind in kinds}
    ratios = {
        kind: median(sum(costs[kind].cpu) / sum(costs["ORM turn"].cpu) for costs in rounds) for kind in kinds
    }
    return [
        (
            name,
            kind,
            ms(cpu[kind]),
            ms(median(percentile(costs[kind].wall, 0.5) for costs in rounds)),
            ms(median(percentile(costs[kind].wall, 0.99) for costs in rounds)),
            statements[kind],
            f"{ratios[kind]:.2f}",
            BARS.get(kind, ""),
        )
        for kind in kinds
    ]


def booked(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(sa.func.count(col(Appointment.id)))).one()


def statements_of(bench: Bench, kinds: tuple[str, ...]) -> dict[str, int]:
    """How many statements one of each sends, savepoints among them."""
    sent = 0

    def count_one(*_: object) -> None:
        nonlocal sent
        sent += 1

    class Counting(Cost):
        @contextmanager
        def counted(self) -> Iterator[None]:
            before = sent
            yield
            self.wall.append(sent - before)

    sa.event.listen(bench.database.engine, "before_cursor_execute", count_one)
    costs: dict[str, Cost] = {kind: Counting() for kind in kinds}
    bench.once(costs)
    sa.event.remove(bench.database.engine, "before_cursor_execute", count_one)
    return {kind: int(cost.wall[0]) for kind, cost in costs.items()}


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f}"
