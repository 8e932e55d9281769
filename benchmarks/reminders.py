"""A thousand reminders that fall due in the same second: planned, and handed to the outbox."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from benchmarks.agenda_data import sqlite_database
from benchmarks.delivery import customers
from benchmarks.tables import show
from booking_bot.db import Database
from booking_bot.domain import notices
from booking_bot.models import (
    Appointment,
    Business,
    Conversation,
    Delivery,
    Outbox,
    Resource,
    ResourceKind,
    Service,
    Source,
    row_id,
)
from booking_bot.services.notices import planning, running
from booking_bot.services.schema import migrate
from tests.postgres import server

COUNT = 1_000
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
START = NOW + timedelta(days=2)
DUE = START - timedelta(days=1)


def run() -> None:
    logging.disable(logging.INFO)
    rows = [measured("SQLite", sqlite_database())]
    with server() as url:
        database = Database(url)
        migrate(database)
        rows.append(measured("PostgreSQL", database))
    logging.disable(logging.NOTSET)
    show(
        f"{COUNT} reminders due in the same second",
        ("", "planned in (ms)", "statements", "handed over in (ms)", "statements", "queued"),
        rows,
    )


def measured(name: str, database: Database) -> tuple[object, ...]:
    open_shop(database, COUNT)
    with counted(database) as planned, database.transaction() as session:
        began = time.perf_counter()
        plan(session)
        in_ms = (time.perf_counter() - began) * 1000
    began = time.perf_counter()
    with counted(database) as handed:
        running.run_due(database, now=DUE)
    took = (time.perf_counter() - began) * 1000
    with database.reading() as session:
        queued = session.exec(
            select(sa.func.count(col(Outbox.id))).where(col(Outbox.status) == Delivery.QUEUED)
        ).one()
    database.dispose()
    return name, round(in_ms), len(planned), round(took), len(handed), queued


def open_shop(database: Database, count: int) -> None:
    """So many people, each with an appointment at the same time; what they take of the agenda is left out."""
    people = customers(database, count)
    with database.transaction() as session:
        session.add(Business(name="Peluquería", timezone="Europe/Madrid", hours={}, reminders=["24h"]))
        service = Service(slug="corte", name="Corte", length=timedelta(minutes=30))
        member = Resource(kind=ResourceKind.STAFF, slug="ana", name="Ana")
        session.add_all([service, member])
        session.flush()
        owners = session.exec(select(Conversation.customer_id).where(col(Conversation.id).in_(people)))
        session.add_all(
            Appointment(
                customer_id=owner, service_id=row_id(service), staff_id=row_id(member), starts_at=START,
                ends_at=START + timedelta(minutes=30), source=Source.BOT, created_at=NOW,
            )
            for owner in owners
        )  # fmt: skip


def plan(session: Session) -> None:
    rules = planning.rules_of(session.exec(select(Business)).one())
    rows: list[dict[str, Any]] = []
    for one in session.exec(select(Appointment)):
        for planned in notices.reminders(one.starts_at, rules, since=NOW, now=NOW):
            rows.append(planning.row_of(one, planned, now=NOW))
    planning.insert(session, rows)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(database.engine, "before_cursor_execute", note)
