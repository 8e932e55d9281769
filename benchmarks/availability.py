"""How long it takes to tell what is free, database included, with answers that are checked."""

import time
from collections.abc import Callable

from benchmarks.agenda_adapter import free, load
from benchmarks.agenda_data import sqlite_database
from benchmarks.tables import percentile, show
from benchmarks.workload import month
from booking_bot.db import Database
from booking_bot.services.schema import migrate
from tests.postgres import server

OLD_ROWS = 50_000


def run() -> None:
    """A month and a day of one and ten people, with and without a past, on each database."""
    rows = []
    for staff in (1, 10):
        for old in (0, OLD_ROWS):
            rows.append(measured("SQLite", sqlite_database(), staff, old))
            with server() as url:
                database = Database(url)
                migrate(database)
                rows.append(measured("PostgreSQL", database, staff, old))
                database.dispose()
    show(
        "Free starts: 200 appointments a person in 30 days (ms)",
        ("", "staff", "old rows", "month p50", "p95", "day p50", "p95", "answer"),
        rows,
    )


def measured(name: str, database: Database, staff: int, old: int) -> tuple[object, ...]:
    workload = month(staff=staff)
    load(workload, old, database)
    answer = "exact" if free(workload["start"], workload["days"]) == workload["expected"] else "WRONG"
    whole = timed(lambda: free(workload["start"], workload["days"]), 60)
    day = timed(lambda: free(workload["day_query"], 1), 180)
    return name, staff, old, *whole, *day, answer


def timed(call: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    for _ in range(3):
        call()
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return round(percentile(seconds, 0.5) * 1000, 2), round(percentile(seconds, 0.95) * 1000, 2)
