"""What becomes of a thousand messages whose workers die a hundred times, by each engine.

`python -m benchmarks kills` takes a few minutes for each line. As root a full disk is tried too.
"""

import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.tables import show
from booking_bot.db import Database
from booking_bot.services.schema import migrate
from tests.e2e.conftest import house_at
from tests.e2e.house import House
from tests.e2e.kills import Strain, Tally
from tests.e2e.programs import Forked, Program, wait_for
from tests.postgres import Server, own_server

MESSAGES, PEOPLE, ROUNDS = 1_000, 200, 50
ENGINES = (("SQLite", "embedded"), ("PostgreSQL", "embedded"), ("PostgreSQL", "procrastinate"))
# What was committed outlives the server's processes, if not the machine.
LASTING = ("fsync=off", "full_page_writes=off", "max_connections=100")
PATIENCE = 600.0
RESTARTS = 4  # half of them without any notice
FROZEN = 50.0  # seconds; the lease of what is being sent ends after 42
DISK = "64m"

Ordeal = Callable[[House, Strain, Server | None], object]


def run() -> None:
    logging.disable(logging.WARNING)
    rows = [row(f"{name}, {engine}", name, engine, deaths) for name, engine in ENGINES]
    rows.append(row("a worker frozen beyond its lease", "PostgreSQL", "procrastinate", frost))
    rows.append(row(f"PostgreSQL crashes {RESTARTS} times", "PostgreSQL", "procrastinate", crashes))
    if os.geteuid() == 0:
        rows.append(full_disk())
    logging.disable(logging.NOTSET)
    show(
        f"{MESSAGES} messages to {PEOPLE} people; three of ten go wrong at Twilio, three of ten receipts are "
        "lost, the others come in any order and some twice",
        ("", "kills", "posted meanwhile", "lost", "doubled", "people in disorder", "seconds"),
        rows,
    )


def row(title: str, name: str, engine: str, ordeal: Ordeal) -> tuple[object, ...]:
    with tempfile.TemporaryDirectory() as home, server_for(name) as server:
        url = server.url if server else f"sqlite:///{home}/booking.db"
        return told(title, Path(home), url, engine, lambda house, strain: ordeal(house, strain, server))


def told(
    title: str, home: Path, url: str, engine: str, ordeal: Callable[[House, Strain], object]
) -> tuple[object, ...]:
    database = Database(url)
    migrate(database)
    database.dispose()
    with house_at(home, url, DELIVERY_ENGINE=engine) as house:
        strain = Strain(house, people=PEOPLE)
        ordeal(house, strain)
        posted = house.twilio.requests
        tally: Tally = strain.finish(PATIENCE)
    return (
        title, tally.kills, posted, tally.lost, tally.doubled, tally.disordered, round(tally.seconds)
    )  # fmt: skip


@contextmanager
def server_for(name: str) -> Iterator[Server | None]:
    if name == "SQLite":
        yield None
        return
    with own_server(LASTING) as server:
        yield server


def deaths(_house: House, strain: Strain, _server: Server | None) -> None:
    """Some more at each round, so that whoever dies is at work."""
    for _ in range(ROUNDS):
        strain.queue(MESSAGES // ROUNDS)
        strain.kill(1)


def frost(house: House, strain: Strain, _server: Server | None) -> None:
    """One of two sleeps through its lease, and wakes when the other has sent what it had."""
    with worker(house) as first, worker(house) as second:
        for sleeper in (first, second):
            strain.queue(MESSAGES // 2)
            strain.see_work()
            time.sleep(strain.chance.uniform(0.0, 1.0))
            os.kill(sleeper.pid, signal.SIGSTOP)
            time.sleep(FROZEN)
            os.kill(sleeper.pid, signal.SIGCONT)


def worker(house: House) -> Program:
    return house.program("booking-bot", "worker", kind=Forked)


def crashes(house: House, strain: Strain, server: Server | None) -> None:
    assert server
    with worker(house), worker(house):
        for number in (signal.SIGQUIT, signal.SIGINT) * (RESTARTS // 2):
            strain.queue(MESSAGES // RESTARTS)
            strain.see_work()
            time.sleep(strain.chance.uniform(0.0, 1.0))
            server.stop(number)
            time.sleep(0.5)
            server.start()
        time.sleep(3.0)
        house.be_off()


def full_disk() -> tuple[object, ...]:
    """SQLite on a disk that is filled up while messages go out, and emptied again."""
    home = Path(tempfile.mkdtemp())
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(home)], check=True)
    logs = Path(tempfile.mkdtemp())
    try:
        return told(
            "a full disk",
            logs,
            f"sqlite:///{home}/booking.db",
            "embedded",
            lambda house, strain: fill(house, strain, home),
        )
    finally:
        subprocess.run(["umount", "--lazy", str(home)], check=True)
        home.rmdir()
        shutil.rmtree(logs)


def fill(house: House, strain: Strain, disk: Path) -> None:
    strain.queue(MESSAGES)
    with worker(house):
        wait_for(lambda: house.twilio.requests > MESSAGES // 20)
        rest = disk / "rest"
        with suppress(OSError), rest.open("wb", buffering=0) as out:
            while True:
                out.write(b"\0" * 4096)
        before = house.twilio.requests
        time.sleep(4.0)
        print(f"on the full disk {house.twilio.requests - before} more were posted")
        rest.unlink()
        time.sleep(3.0)
        house.be_off()
