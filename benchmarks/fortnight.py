"""How many fortnights of thirty people pass without a fault, by the judge of `tests/delivery`."""

import logging
import tempfile
import time

from benchmarks.kills import server_for
from benchmarks.tables import show
from booking_bot.db import Database
from booking_bot.services.schema import migrate
from tests.delivery.judge import Judge
from tests.delivery.town import Town

SEEDS = range(1, 11)


def run() -> None:
    logging.disable(logging.ERROR)
    rows = [row(name) for name in ("SQLite", "PostgreSQL")]
    logging.disable(logging.NOTSET)
    show(
        f"{len(SEEDS)} fortnights: answers and receipts are lost, Twilio is away for hours, a process dies",
        ("", "messages on phones", "reminders due", "faults", "seconds each"),
        rows,
    )


def row(name: str) -> tuple[object, ...]:
    begun, judges = time.monotonic(), [judged(name, seed) for seed in SEEDS]
    faults = [f"{name}, seed {seed}: {one}" for seed, judge in zip(SEEDS, judges, strict=True)
              for one in judge.faults()]  # fmt: skip
    print("\n".join(faults), end="\n" if faults else "")
    return (
        name,
        sum(len(one.arrived) for one in judges),
        sum(len(list(one.wanted())) for one in judges),
        len(faults),
        round((time.monotonic() - begun) / len(SEEDS)),
    )


def judged(name: str, seed: int) -> Judge:
    with tempfile.TemporaryDirectory() as home, server_for(name) as server:
        url = server.url if server else f"sqlite:///{home}/booking.db"
        database = Database(url)
        migrate(database)
        database.dispose()
        town = Town(url, seed)
        with town.twilio:
            town.open()
            town.live()
            town.stop()
        return Judge(town)
