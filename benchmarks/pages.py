"""What the pages of a full day cost the server: ten members of staff, two hundred appointments.

The page is asked for as a browser does, signed in, with everything from the route to the last byte counted.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks.agenda_data import sqlite_database
from benchmarks.tables import percentile, show
from booking_bot.app import create_app
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.models import Source
from booking_bot.services import users
from booking_bot.wiring import Wiring
from tests.shop import Shop, every_day
from tests.web.house import Visitor

NOW = datetime(2027, 3, 1, 10, tzinfo=UTC)  # a Monday
EMAIL, PASSWORD = "owner@example.com", "a long word for this"
TIMES, WARM = 60, 10
# Milliseconds of the server that a page of a full day may take.
BAR = 60
PAGES = {
    "Hoy": "/admin/",
    "what of Hoy is fetched again": "/admin/hoy/ahora",
    "the day": "/admin/agenda/",
    "the week": "/admin/agenda/semana",
    "the day of one member": "/admin/agenda/?con=1",
    "on paper": "/admin/agenda/imprimir",
    "a new appointment": "/admin/citas/nueva?servicio=1",
    "without an appointment": "/admin/citas/sin-cita",
}


def full_day(database: Database) -> None:
    """Twenty appointments of half an hour with each of ten people, all of them with a telephone."""
    with database.transaction() as session:
        shop = Shop(session, every_day("09:00-19:00"))
        users.add(session, EMAIL, PASSWORD, now=NOW)
        people = [shop.staff(f"Persona {number}") for number in range(10)]
        cut = shop.service("Corte", minutes=30, by=people)
        for number in range(29):
            shop.service(f"Servicio {number}", minutes=30, by=people)
        opens = datetime(2027, 3, 1, 8, tzinfo=UTC)
        for staff in people:
            for half_hour in range(20):
                customer = shop.customer(
                    f"Cliente {staff} {half_hour}", phone=f"+346{staff:02}{half_hour:06}"
                )
                start = opens + timedelta(minutes=30 * half_hour)
                long_ago = NOW - timedelta(days=5)
                shop.book(cut, start, staff, customer=customer, source=Source.IMPORT, by="bot", now=long_ago)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(database.engine, "before_cursor_execute", note)


def timed(ask: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Milliseconds of each answer on the clock, and of this process."""
    wall, cpu = [], []
    for _ in range(WARM + TIMES):
        clock, process = time.perf_counter(), time.process_time()
        ask()
        wall.append(1000 * (time.perf_counter() - clock))
        cpu.append(1000 * (time.process_time() - process))
    return wall[WARM:], cpu[WARM:]


def run() -> None:
    database = sqlite_database()
    full_day(database)
    settings = Settings(_env_file=None, secret_key="0123456789" * 4, database_url=database.url)
    visitor = Visitor(create_app(parts=Wiring(settings=settings, database=database, clock=lambda: NOW)))
    visitor.sign_in(EMAIL, PASSWORD)
    rows = [row_of(database, visitor, name, path) for name, path in PAGES.items()]
    head = ("page", "CPU", "median", "95 %", "statements", "KB")
    show(f"Pages of a full day, milliseconds (the bar is {BAR})", head, rows)


def row_of(database: Database, visitor: Visitor, name: str, path: str) -> tuple[object, ...]:
    with counted(database) as statements:
        page = visitor.get(path)
    if page.status_code != 200:
        raise SystemExit(f"{path} answers {page.status_code}")
    wall, cpu = timed(lambda: visitor.get(path))
    figures = [f"{figure:.0f}" for figure in (median(cpu), median(wall), percentile(wall, 0.95))]
    return name, *figures, len(statements), f"{len(page.data) / 1024:.0f}"
