"""Many processes want the same starts at once: they book, move, cancel and hold, and nothing may overlap."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from benchmarks.agenda_data import sqlite_database
from benchmarks.race_check import judge
from benchmarks.race_shop import NOW, RaceShop, open_race_shop
from benchmarks.tables import percentile, show
from booking_bot.db import Database
from booking_bot.domain.refusals import Refused
from booking_bot.models import Source, row_id
from booking_bot.services import bookings
from booking_bot.services.schema import migrate
from tests.postgres import server

PROCESSES = 16
ATTEMPTS = 1_000
_PATIENCE = 900  # seconds that the slowest racer may need


@dataclass
class Outcome:
    """How often each thing happened, and how many seconds each attempt took."""

    happened: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


@dataclass
class Rusher:
    """One process that wants one thing: this service with this member at this moment."""

    number: int
    shop: RaceShop
    service: int
    start: datetime

    def attempt(self, session: Session) -> str:
        bookings.book(
            session,
            customer_id=self.shop.customers[self.number],
            service_id=self.service,
            staff_id=self.shop.staff[0],
            start=self.start,
            source=Source.BOT,
            by="bot",
            now=NOW,
        )
        return "booked"


@dataclass
class Racer:
    """One process that does whatever comes to its mind; `own` are the appointments it holds."""

    number: int
    shop: RaceShop
    seed: int = 1
    own: list[int] = field(default_factory=list)
    tried: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed}-{self.number}")

    def attempt(self, session: Session) -> str:
        """Do one thing at random, and say what happened."""
        self.tried += 1
        dice = self.chance.random()
        if self.own and dice < 0.15:
            return self._cancel(session)
        if self.own and dice < 0.35:
            return self._move(session)
        if dice < 0.45:
            return self._hold(session)
        return self._book(session)

    def _book(self, session: Session) -> str:
        made = bookings.book(
            session,
            customer_id=self.shop.customers[self.number],
            service_id=self.chance.choice(self.shop.services),
            staff_id=self.chance.choice((None, *self.shop.staff)),
            start=self.chance.choice(self.shop.starts),
            source=Source.IMPORT,
            by="bot",
            now=NOW,
            beneficiary=str(self.tried),  # not one person at two places, but many persons of one phone
            conversation_id=self.shop.conversations[self.number],
        )
        self.own.append(row_id(made))
        return "booked"

    def _move(self, session: Session) -> str:
        start = self.chance.choice(self.shop.starts)
        bookings.reschedule(session, self.chance.choice(self.own), start=start, by="bot", now=NOW)
        return "moved"

    def _cancel(self, session: Session) -> str:
        bookings.cancel(session, self.own[0], by="bot", now=NOW)
        del self.own[0]
        return "cancelled"

    def _hold(self, session: Session) -> str:
        conversation = self.shop.conversations[self.number]
        if self.tried % 2:
            bookings.release(session, conversation)
            return "let go"
        bookings.hold(
            session,
            conversation_id=conversation,
            service_id=self.chance.choice(self.shop.services),
            start=self.chance.choice(self.shop.starts),
            now=NOW,
        )
        return "held"


def race(url: str, racers: Sequence[Racer | Rusher], *, attempts: int) -> Outcome:
    """Let them all loose on the database at the same moment, and add up what they report."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.race"])
    line: Queue[Outcome] = context.Queue()
    gate = context.Barrier(len(racers))
    processes = [
        context.Process(target=_run, args=(url, racer, attempts, gate, line), daemon=True) for racer in racers
    ]
    for process in processes:
        process.start()
    total = Outcome()
    for _ in processes:
        outcome = line.get(timeout=_PATIENCE)
        total.happened += outcome.happened
        total.faults += outcome.faults
        total.seconds += outcome.seconds
    for process in processes:
        process.join()
    return total


def _run(url: str, racer: Racer | Rusher, attempts: int, gate: Barrier, line: "Queue[Outcome]") -> None:
    database = Database(url)
    outcome = Outcome()
    gate.wait()
    for _ in range(attempts):
        began = time.perf_counter()
        try:
            with database.transaction() as session:
                happened = racer.attempt(session)
        except Refused as refusal:
            happened = type(refusal).__name__
        except SQLAlchemyError as fault:
            happened = "fault"
            outcome.faults[str(fault).splitlines()[0]] += 1
        outcome.seconds.append(time.perf_counter() - began)
        outcome.happened[happened] += 1
    line.put(outcome)
    database.dispose()


def deadlocks(database: Database) -> int:
    """How many PostgreSQL counted; SQLite has none, its waits that ran out are faults."""
    if database.is_sqlite:
        return 0
    with database.engine.connect() as connection:
        counted = connection.execute(
            sa.text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        )
        return int(counted.scalar_one())


def run() -> None:
    """The race on each database, as a table."""
    rows = [_measured("SQLite", sqlite_database())]
    with server() as url:
        database = Database(url)
        migrate(database)
        rows.append(_measured("PostgreSQL", database))
        database.dispose()
    show(
        f"Race: {PROCESSES} processes, {ATTEMPTS} attempts each, 50 starts (ms; PostgreSQL without fsync)",
        (
            "",
            "a second",
            "p50",
            "p99",
            "max",
            "overlaps",
            "half bookings",
            "deadlocks",
            "faults",
            "what happened",
        ),
        rows,
    )


def _measured(name: str, database: Database) -> list[object]:
    shop = open_race_shop(database, racers=PROCESSES)
    began = time.perf_counter()
    outcome = race(database.url, [Racer(each, shop) for each in range(PROCESSES)], attempts=ATTEMPTS)
    elapsed = time.perf_counter() - began
    verdict = judge(database)
    lasted = [round(percentile(outcome.seconds, share) * 1000, 1) for share in (0.5, 0.99, 1)]
    what = ", ".join(f"{count} {happened}" for happened, count in outcome.happened.most_common())
    faults = dict(outcome.faults) or 0
    return [
        name, round(PROCESSES * ATTEMPTS / elapsed), *lasted, verdict.overlaps, verdict.half_bookings,
        deadlocks(database), faults, what,
    ]  # fmt: skip
