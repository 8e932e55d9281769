"""What a turn sends to the database, from the webhook to the committed reply: so much, whatever there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from benchmarks.turn import NOW, Bench
from booking_bot.db import Database
from booking_bot.models import Appointment, Customer, Resource, Service, Source, row_id
from booking_bot.services import bookings

# What begins a transaction and savepoints count too; SQLite says more of both. One looks whether another
# program is told of the message, one whether of the appointment.
MOST = {
    "question": {"sqlite": 13, "postgresql": 11},
    "list of times": {"sqlite": 16, "postgresql": 14},
    "question in between": {"sqlite": 16, "postgresql": 14},
    "booking by a pick": {"sqlite": 27, "postgresql": 26},
    "proposal": {"sqlite": 22, "postgresql": 21},
    "no": {"sqlite": 15, "postgresql": 14},
    "asking to cancel": {"sqlite": 16, "postgresql": 14},
    "cancellation": {"sqlite": 25, "postgresql": 24},
}
ANA = 7


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(database.engine, "before_cursor_execute", note)


def costs(bench: Bench, day: int) -> dict[str, int]:
    """Of one talk: a question, a list of times, a pick, a proposal, and cancelling what was picked."""
    sent = {}
    bench.now += timedelta(hours=2)
    for kind, body in {
        "question": "¿cuánto cuesta un corte de caballero?",
        "list of times": f"mechas el {day} de marzo por la tarde",
        "question in between": "¿y cuánto tarda?",
        "booking by a pick": "la primera",
        "proposal": f"mechas el {day} de marzo a las 10:00",
        "no": "no, déjalo",
        "asking to cancel": f"anula mi cita del {day} de marzo",
        "cancellation": "sí",
    }.items():
        bench.now += timedelta(minutes=1)
        with counted(bench.database) as statements:
            bench.say(body, ANA)
        sent[kind] = len(statements)
    return sent


def crowd(database: Database) -> None:
    """A hundred of hers that are over, and three days ahead that somebody else fills."""
    with database.transaction() as session:
        service = session.exec(select(Service.id).order_by(col(Service.id))).first() or 0
        staff = session.exec(select(Resource.id).order_by(col(Resource.id))).first() or 0
        hers = session.exec(select(Customer.id)).one() or 0
        other = Customer(name="Otra", created_at=NOW)
        session.add(other)
        session.flush()
        told: dict[str, Any] = {
            "service_id": service,
            "staff_id": staff,
            "source": Source.IMPORT,
            "created_at": NOW,
        }
        for number in range(100):
            start = NOW - timedelta(days=1 + number)
            over = Appointment(
                customer_id=hers, starts_at=start, ends_at=start + timedelta(minutes=30), **told
            )
            session.add(over)
        for number in range(30):
            bookings.book(
                session,
                customer_id=row_id(other),
                service_id=service,
                staff_id=staff,
                start=NOW + timedelta(days=15 + number // 10, hours=number % 10),
                source=Source.OWNER,
                by="owner",
                now=NOW,
            )


def test_a_turn_sends_so_many_statements_whatever_was_said_and_booked_before(database: Database) -> None:
    bench = Bench(database)
    costs(bench, 15)
    at_first = costs(bench, 16)

    for _ in range(8):
        bench.now += timedelta(minutes=5)
        bench.say("¿cuánto cuesta un corte?", ANA)
        bench.say("hola", ANA)
    crowd(database)

    kind = database.engine.dialect.name
    assert costs(bench, 17) == at_first
    assert {one: sent for one, sent in at_first.items() if sent > MOST[one][kind]} == {}
