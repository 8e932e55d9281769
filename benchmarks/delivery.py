"""How soon a queued message is posted, and how many a second, to a Twilio that takes 300 ms to answer."""

import logging
import multiprocessing
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection

import sqlalchemy as sa
from sqlmodel import col, select

from benchmarks.agenda_data import sqlite_database
from benchmarks.tables import percentile, show
from booking_bot import app
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.jobs.worker import Worker
from booking_bot.models import ChannelName, Conversation, Customer, Delivery, MessageKind, Outbox, row_id
from booking_bot.services import outbox, wakes
from booking_bot.services.schema import migrate
from booking_bot.wiring import Wiring
from tests.postgres import server
from tests.twilio_standin import Account, TwilioStandIn, contract
from tests.twilio_standin.ledger import Taken

ANSWER_AFTER = 0.3  # seconds
TRICKLE, A_SECOND = 200, 40
BURST = 1_000
PATIENCE = 120.0
START = 2.0  # seconds until the worker listens


class Timed(TwilioStandIn):
    """Remembers when each message came."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[float] = []

    def take(self, form: contract.Form) -> Taken:
        self.arrived.append(time.time())
        return super().take(form)


def standin(line: Connection) -> None:
    """Twilio in a process of its own: tells its address, then at the end when each message came."""
    with Timed() as twilio:
        twilio.pause = ANSWER_AFTER
        line.send(twilio.url)
        while line.recv() == "when":
            line.send(list(twilio.arrived))
            twilio.arrived.clear()


def run() -> None:
    logging.disable(logging.INFO)
    rows = [measured("SQLite", sqlite_database(), "embedded")]
    for engine in ("embedded", "procrastinate"):
        with server() as url:
            database = Database(url)
            migrate(database)
            rows.append(measured(f"PostgreSQL, {engine}", database, engine))
    logging.disable(logging.NOTSET)
    show(
        f"Sending: {TRICKLE} messages at {A_SECOND} a second, then {BURST} due at once, "
        f"to a Twilio that answers after {ANSWER_AFTER * 1000:.0f} ms",
        ("", "lag p50 (ms)", "p99", "burst sent in (s)", "a second", "sent"),
        rows,
    )


def measured(name: str, database: Database, engine: str) -> tuple[object, ...]:
    line, other = multiprocessing.get_context("forkserver").Pipe()
    twilio = multiprocessing.get_context("forkserver").Process(target=standin, args=(other,), daemon=True)
    twilio.start()
    account = Account()
    settings = Settings(
        _env_file=None,
        secret_key="0123456789" * 4,
        public_url="https://bot.test",
        twilio_account_sid=account.sid,
        twilio_auth_token=account.token,
        twilio_whatsapp_from=account.sender,
        twilio_api_url=line.recv(),
        database_url=database.url,
        delivery_engine=engine,
    )
    built = app.build(settings)
    parts = Wiring(settings=settings, database=built.database, channels=built.channels)
    people = customers(database, BURST)
    worker = Worker(parts)
    worker.start()
    time.sleep(START)
    if settings.engine == "procrastinate":
        wakes.carry(database)
    queued = []
    for number in range(TRICKLE):
        time.sleep(1 / A_SECOND)
        queue(database, people[number : number + 1])
        queued.append(time.time())
        if database.is_sqlite:  # elsewhere whoever queues is another process than who sends
            worker.wake()
    wait_for_all(database, TRICKLE)
    line.send("when")
    # One after another, so that the nth to come is about the nth that was queued.
    lags = [came - due for due, came in zip(queued, line.recv(), strict=True)]
    queue(database, people)
    began = time.time()
    wait_for_all(database, TRICKLE + BURST)
    took = time.time() - began
    line.send("when")
    came = len(line.recv())
    line.send("end")
    twilio.join()
    worker.stop()
    parts.database.dispose()
    database.dispose()
    in_ms = [round(percentile(lags, share) * 1000) for share in (0.5, 0.99)]
    return name, *in_ms, f"{took:.1f}", round(BURST / took), came


def customers(database: Database, count: int) -> list[int]:
    """Conversations with so many people."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        people = [Customer(created_at=now) for _ in range(count)]
        session.add_all(people)
        session.flush()
        lines = [
            Conversation(
                customer_id=row_id(person),
                channel=ChannelName.WHATSAPP,
                address=f"whatsapp:+34600{number:06}",
                last_inbound_at=now,
                created_at=now,
            )
            for number, person in enumerate(people)
        ]
        session.add_all(lines)
        session.flush()
        return [row_id(one) for one in lines]


def queue(database: Database, conversations: list[int]) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        for each in session.exec(select(Conversation).where(col(Conversation.id).in_(conversations))):
            outbox.queue(session, each, body="Te esperamos mañana.", kind=MessageKind.REMINDER, now=now)


def wait_for_all(database: Database, count: int) -> None:
    until = time.monotonic() + PATIENCE
    accepted = select(sa.func.count(col(Outbox.id))).where(col(Outbox.status) == Delivery.ACCEPTED)
    while time.monotonic() < until:
        with database.reading() as session:
            if session.exec(accepted).one() >= count:
                return
        time.sleep(0.05)
    raise TimeoutError(f"not {count} messages were sent in {PATIENCE} seconds")
