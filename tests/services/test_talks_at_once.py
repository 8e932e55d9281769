"""Customers who talk at the same moment, two workers, an owner who steps in: judged by the tables alone.

Every message comes twice, as webhooks do, and all want the same few hours.
"""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from benchmarks.race_check import judge
from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import Appointment, Conversation, Direction, Message, MessageKind
from booking_bot.services import handovers, inbound, turns
from tests.shop import NOW, Shop, at

CUSTOMERS, MESSAGES = 5, 8
WORDS = [
    "corte mañana a las 10:00", "tinte mañana a las 10:30", "corte mañana por la mañana", "sí", "sí", "1",
    "la segunda", "cámbiala a mañana a las 11:00", "anula mi cita", "gracias", "¿cuánto cuesta un corte?",
    "asdf", "somos dos",
]  # fmt: skip


class Town:
    """Customers, workers and the owner, who share a clock that goes on by itself."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self.seed = seed
        self.ticks = count(1)
        self.over = threading.Event()
        self.held: list[tuple[int, int, int]] = []  # conversation, last message before and after

    def now(self) -> datetime:
        return NOW + timedelta(seconds=15 * next(self.ticks))

    def write(self, customer: int, sid: str, body: str, payload: str = "") -> None:
        now = self.now()
        phone = f"+3460011122{customer}"
        told = Inbound(
            sid=sid,
            address=f"whatsapp:{phone}",
            phone=phone,
            profile_name=f"Ana {customer}",
            at=now,
            body=body,
            payload=payload,
        )
        for _ in range(2):
            try:
                with self.database.transaction() as session:
                    inbound.receive(session, told, now)
            except sa.exc.IntegrityError:
                with self.database.transaction() as session:
                    inbound.receive(session, told, now)

    def talk(self, customer: int) -> None:
        dice = random.Random(f"{self.seed}/{customer}")
        for number in range(MESSAGES):
            buttons = self.buttons(customer) if dice.random() < 0.5 else []
            body, payload = dice.choice(buttons) if buttons else (dice.choice(WORDS), "")
            deliveries = ThreadPoolExecutor(2)
            for _ in range(2):
                deliveries.submit(self.write, customer, f"SM{customer}-{number}", body, payload)
            deliveries.shutdown()
            if dice.random() < 0.8:
                self.wait(f"SM{customer}-{number}")

    def wait(self, sid: str) -> None:
        """Until it is answered, or for half a second."""
        for _ in range(50):
            with self.database.reading() as session:
                waits = select(Message.id).where(
                    col(Message.provider_sid) == sid, col(Message.answered_at).is_(None)
                )
                if session.exec(waits).first() is None:
                    return
            time.sleep(0.01)

    def buttons(self, customer: int) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            options = session.exec(
                select(Message.options)
                .join(Conversation)
                .where(
                    col(Conversation.address) == f"whatsapp:+3460011122{customer}",
                    col(Message.direction) == Direction.OUT,
                )
                .order_by(col(Message.id).desc())
            ).first()
        return [(one["title"], one["id"]) for one in options or ()]

    def work(self) -> None:
        while not self.over.is_set():
            turns.run_due(self.database, now=self.now())

    def step_in(self) -> None:
        """The owner takes a conversation and gives it back, again and again."""
        dice = random.Random(self.seed)
        while not self.over.is_set():
            with self.database.reading() as session:
                known = [one for one in session.exec(select(Conversation.id)).all() if one]
            if known:
                self.hold(dice.choice(known))
            self.over.wait(0.1)

    def hold(self, conversation: int) -> None:
        with self.database.transaction() as session:
            handovers.take(session, conversation, by="owner", now=self.now())
        first = self.last()
        self.over.wait(0.05)
        self.held.append((conversation, first, self.last()))
        with self.database.transaction() as session:
            handovers.give_back(session, conversation, by="owner", now=self.now())

    def last(self) -> int:
        with self.database.reading() as session:
            return session.exec(select(sa.func.max(col(Message.id)))).one() or 0

    def settle(self) -> None:
        """Nobody holds anything and nothing waits."""
        for conversation in self.conversations():
            with self.database.transaction() as session:
                handovers.give_back(session, conversation, by="owner", now=self.now())
        while turns.run_due(self.database, now=self.now() + timedelta(minutes=1)):
            pass

    def conversations(self) -> list[int]:
        with self.database.reading() as session:
            return [one for one in session.exec(select(Conversation.id)).all() if one]

    def messages(self, conversation: int, direction: Direction) -> list[Message]:
        with self.database.reading() as session:
            found = session.exec(
                select(Message)
                .where(col(Message.conversation_id) == conversation, col(Message.direction) == direction)
                .order_by(col(Message.id))
            )
            return list(found)


@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_writes_at_once_gets_one_answer_and_one_place_each(database: Database, seed: int) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        both = [shop.staff("Lucía"), shop.staff("Marcos")]
        shop.service("Corte", minutes=30, by=both, price_cents=1600)
        shop.service("Tinte", minutes=90, by=both[:1], price_cents=4500)
    town = Town(database, seed)

    with ThreadPoolExecutor(CUSTOMERS + 3) as pool:
        others = [pool.submit(town.work), pool.submit(town.work), pool.submit(town.step_in)]
        for talk in [pool.submit(town.talk, customer) for customer in range(CUSTOMERS)]:
            talk.result()
        town.over.set()
        for other in others:
            other.result()
    town.settle()
    before = {one: len(town.messages(one, Direction.OUT)) for one in town.conversations()}
    for customer in range(CUSTOMERS):
        town.write(customer, f"SMlast{customer}", "¿dónde estáis?")
    town.settle()

    verdict = judge(database)
    assert (verdict.overlaps, verdict.half_bookings) == (0, 0)
    assert len(before) == CUSTOMERS
    for conversation, said in before.items():
        heard = town.messages(conversation, Direction.IN)
        replies = [one for one in town.messages(conversation, Direction.OUT) if one.kind is MessageKind.REPLY]
        assert len(heard) == len({one.provider_sid for one in heard}) == MESSAGES + 1
        assert all(one.answered_at for one in heard)
        assert len(replies) <= len(heard)
        assert len(town.messages(conversation, Direction.OUT)) == said + 1
        held = [(first, last) for one, first, last in town.held if one == conversation]
        assert not [one for one in replies for first, last in held if first < (one.id or 0) <= last]


def test_of_four_who_want_two_places_two_get_one_each(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía"), shop.staff("Marcos")], price_cents=1600)
    town = Town(database, 0)

    for number, body in enumerate(("corte mañana a las 10:00", "sí")):
        with ThreadPoolExecutor(4) as pool:
            for customer in range(4):
                pool.submit(town.write, customer, f"SM{customer}-{number}", body)
        later = town.now() + timedelta(minutes=1)
        with ThreadPoolExecutor(3) as pool:
            ran = sum(pool.map(lambda now: turns.run_due(database, now=now), [later] * 3))
        assert ran == 4

    with database.reading() as session:
        starts = session.exec(select(Appointment.starts_at)).all()
    assert starts == [at("2026-11-24 10:00")] * 2
    assert judge(database).overlaps == 0
