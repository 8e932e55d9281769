"""What a database promises whichever it is: it keeps quiet, and nobody waits who only looks."""

import threading
import traceback

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import func, select

from booking_bot import db
from booking_bot.db import Database
from booking_bot.models import Customer, Identity, IdentityKind, row_id
from booking_bot.services import agenda_lock
from tests.shop import NOW


def test_no_error_tells_what_was_to_be_stored(database: Database) -> None:
    def store() -> None:
        with database.transaction() as session:
            ana = Customer(name="Ana Secreta", created_at=NOW)
            session.add(ana)
            session.flush()
            for _ in range(2):
                session.add(
                    Identity(
                        customer_id=row_id(ana), kind=IdentityKind.PHONE, value="+34600111222", created_at=NOW
                    )
                )

    with pytest.raises(IntegrityError) as refused:
        store()

    told = "".join(traceback.format_exception(refused.value))
    assert "identity" in told
    assert [secret for secret in ("600111222", "Ana Secreta") if secret in told] == []


def test_who_only_looks_never_waits_for_who_writes_and_sees_what_was_before(database: Database) -> None:
    seen: list[int] = []

    customers = select(func.count()).select_from(Customer)

    def look() -> None:
        with database.reading() as session:
            seen.append(session.exec(customers).one())
        with database.glance() as connection:
            seen.append(connection.execute(customers).scalar_one())

    with database.transaction() as session:
        session.add(Customer(name="Ana", created_at=NOW))
        session.flush()
        looker = threading.Thread(target=look)
        looker.start()
        looker.join(timeout=5)
        while_writing = list(seen)
    look()

    assert (while_writing, seen) == ([0, 0], [0, 0, 1, 1])


def test_a_connection_that_was_glanced_through_can_be_rolled_back_afterwards(database: Database) -> None:
    with database.glance() as connection:
        connection.execute(select(func.count()).select_from(Customer))
    with database.transaction() as session:
        session.add(Customer(name="Ana", created_at=NOW))
        session.flush()
        session.rollback()

    with database.glance() as connection:
        assert connection.execute(select(func.count()).select_from(Customer)).scalar_one() == 0


def test_who_vanishes_in_the_middle_of_a_transaction_lets_go_of_the_agenda(
    on_postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "POSTGRES_IDLE", "200ms")
    frozen = Database(on_postgres.url)

    def freeze() -> None:
        with frozen.transaction() as lost:
            agenda_lock.take(lost)
            with on_postgres.transaction() as session:
                session.connection().exec_driver_sql("SET LOCAL lock_timeout = '5s'")
                agenda_lock.take(session)
            lost.connection().exec_driver_sql("SELECT 1")

    with pytest.raises(DBAPIError, match="idle-in-transaction"):
        freeze()
    frozen.dispose()
