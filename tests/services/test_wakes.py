"""Wake-ups between processes: they come with the commit, and never break what they come with."""

import pytest
import sqlalchemy as sa

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import Delivery, MessageKind
from booking_bot.services import inbound, outbox, schema, wakes
from tests.services.sending import NOW, conversation, queue, seconds, statuses

JOBS = sa.text("SELECT task_name FROM procrastinate.procrastinate_jobs WHERE status = 'todo'")


def jobs(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.connection().scalars(JOBS))


@pytest.fixture
def carried(on_postgres: Database) -> Database:
    wakes.carry(on_postgres)
    return on_postgres


@pytest.mark.postgres
def test_who_queues_several_messages_at_once_wakes_a_worker_once(carried: Database) -> None:
    with carried.transaction() as session:
        for body in ("1", "2", "3"):
            outbox.queue(session, conversation(session), body=body, kind=MessageKind.REPLY, now=NOW)
    queue(carried, "4")

    assert jobs(carried) == ["wake", "wake"]


@pytest.mark.postgres
def test_what_is_rolled_back_or_planned_wakes_nobody(carried: Database) -> None:
    with carried.transaction() as session:
        outbox.queue(session, conversation(session), body="Hola", kind=MessageKind.REPLY, now=NOW)
        session.rollback()
    queue(carried, "mañana", send_at=NOW + seconds(86_400))

    assert jobs(carried) == []


@pytest.mark.postgres
def test_a_tap_wakes_a_worker_and_what_may_go_on_does_not(carried: Database) -> None:
    def write(sid: str, body: str, payload: str | None) -> list[str]:
        told = Inbound(sid, "whatsapp:+34600111222", NOW, "+34600111222", body=body, payload=payload)
        with carried.transaction() as session:
            inbound.receive(session, told, NOW)
        return jobs(carried)

    fragment, tap = write("SM1", "hola, quería", None), write("SM2", "Sí", "confirm:1:1")

    assert (fragment, tap) == ([], ["wake"])


@pytest.mark.postgres
def test_while_nobody_works_wake_ups_do_not_pile_up(carried: Database) -> None:
    for number in range(wakes.ENOUGH + 5):
        queue(carried, str(number))

    assert jobs(carried) == ["wake"] * wakes.ENOUGH


@pytest.mark.postgres
def test_a_wake_up_that_fails_leaves_the_message_queued(carried: Database) -> None:
    with carried.transaction() as session:
        session.connection().execute(sa.text("DROP TABLE procrastinate.procrastinate_jobs CASCADE"))

    queue(carried, "Hola")

    assert statuses(carried) == {"Hola": Delivery.QUEUED}


@pytest.mark.postgres
def test_another_version_of_procrastinate_gets_tables_of_its_own(carried: Database) -> None:
    queue(carried, "Hola")
    with carried.transaction() as session:
        session.connection().execute(sa.text("COMMENT ON SCHEMA procrastinate IS 'procrastinate 3.9'"))
    was_current = schema.is_current(carried)

    schema.migrate(carried)

    assert (was_current, schema.is_current(carried)) == (False, True)
    assert jobs(carried) == []
    assert statuses(carried) == {"Hola": Delivery.QUEUED}


def test_where_nobody_carries_them_none_are_asked_for(database: Database) -> None:
    queue(database, "Hola")

    assert statuses(database) == {"Hola": Delivery.QUEUED}
