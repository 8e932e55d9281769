"""Two workers on one PostgreSQL, and customers who all write at once."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from booking_bot.channels.base import Inbound, Outbound, Receipt, Sighting
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.jobs.worker import Worker
from booking_bot.models import (
    Appointment,
    ChannelName,
    Conversation,
    Customer,
    Direction,
    Message,
    Outbox,
)
from booking_bot.services import inbound
from booking_bot.wiring import Wiring
from tests.shop import NOW, Shop, at

pytestmark = pytest.mark.postgres

CUSTOMERS = 8
SPEED = 10  # seconds of the shop's clock in one of ours: bursts end sooner
PATIENCE = 20


class Phones:
    """A channel that takes a while and remembers who got what."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []
        self.numbers = count(1)

    def send(self, outbound: Outbound) -> str:
        time.sleep(0.02)
        self.got.append((outbound.recipient, outbound.body))
        return f"SM{next(self.numbers)}"

    def prepare(self, outbound: Outbound) -> None: ...

    def find(self, _recipient: str, _since: datetime) -> list[Sighting]:
        return []

    def status(self, sid: str) -> Receipt | None:
        return None

    def typing(self, message_sid: str) -> None: ...


def hurrying_clock() -> Callable[[], datetime]:
    begun = time.monotonic()
    return lambda: NOW + SPEED * timedelta(seconds=time.monotonic() - begun)


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
def parts(on_postgres: Database, phones: Phones) -> Iterator[Wiring]:
    """The shop, with two workers of their own connections who look after it."""
    with on_postgres.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])
    settings = Settings(_env_file=None, secret_key="0123456789" * 4, database_url=on_postgres.url)
    clock = hurrying_clock()
    built = [
        Wiring(settings, database, {ChannelName.WHATSAPP: phones}, clock)
        for database in (on_postgres, Database(on_postgres.url), Database(on_postgres.url))
    ]
    workers = [Worker(each) for each in built[1:]]
    for worker in workers:
        worker.start()
    built[0].wake = workers[0].wake
    yield built[0]
    for worker in workers:
        worker.stop()
        worker.parts.database.dispose()


def write(parts: Wiring, phone: str, sid: str, body: str) -> None:
    """As the webhook does: again where the same person's first messages met."""
    now = parts.clock()
    told = Inbound(sid=sid, address=f"whatsapp:{phone}", phone=phone, at=now, body=body, profile_name="Ana")
    for _ in range(3):
        try:
            with parts.database.transaction() as session:
                inbound.receive(session, told, now)
        except IntegrityError:
            continue
        break
    parts.wake()


def wait_until(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < until, "the workers did not come to an end"
        time.sleep(0.02)


def is_quiet(parts: Wiring) -> bool:
    with parts.database.reading() as session:
        due = session.exec(select(Conversation.id).where(col(Conversation.turn_due_at).is_not(None))).first()
        unsent = session.exec(select(Outbox.id).where(col(Outbox.status).in_(("queued", "sending")))).first()
    return due is None and unsent is None


def test_everybody_is_answered_once_and_in_order_and_gets_their_hour(
    parts: Wiring, phones: Phones, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    hours = {
        f"+3460000010{number}": f"{10 + number // 2}:{30 * (number % 2):02}" for number in range(CUSTOMERS)
    }

    def customer(phone: str, hour: str) -> None:
        def say(*bodies: str) -> None:
            """Each by a connection of its own, all at once, and some of them twice."""
            writers = [
                threading.Thread(target=write, args=(parts, phone, f"{phone} {body}", body))
                for body in (*bodies, *bodies)
            ]
            for writer in writers:
                writer.start()
            for writer in writers:
                writer.join()

        say(f"quiero un corte mañana a las {hour}")
        wait_until(lambda: any(to.endswith(phone) for to, _ in phones.got))
        say("sí")
        say("gracias", "¿dónde estáis?", "¿cuánto cuesta un corte?")

    customers = [threading.Thread(target=customer, args=told) for told in hours.items()]
    for each in customers:
        each.start()
    for each in customers:
        each.join()
    wait_until(lambda: is_quiet(parts))

    with parts.database.reading() as session:
        heard = session.exec(select(Message).where(Message.direction == Direction.IN)).all()
        said = session.exec(
            select(Conversation.address, Message.body)
            .join(Message)
            .where(Message.direction == Direction.OUT)
            .order_by(col(Message.id))
        ).all()
        booked = session.exec(select(Appointment.starts_at).order_by(col(Appointment.starts_at))).all()
        people = session.exec(select(Customer.id)).all()
    assert (len(people), len(heard)) == (CUSTOMERS, 5 * CUSTOMERS)
    assert [message.body for message in heard if message.answered_at is None] == []
    assert list(booked) == [at(f"2026-11-24 {hour}") for hour in hours.values()]
    assert Counter(phones.got) == Counter(said)
    for phone in hours:
        assert [body for to, body in phones.got if to.endswith(phone)] == [
            body for to, body in said if to.endswith(phone)
        ]
    assert [record.getMessage() for record in caplog.records] == []
