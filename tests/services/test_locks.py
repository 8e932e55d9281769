"""Who waits for whom on PostgreSQL, where many write at once."""

import threading
from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from booking_bot.channels.base import Receipt, Remedy
from booking_bot.db import Database
from booking_bot.models import Conversation, Delivery, MessageKind, Outbox, row_id
from booking_bot.services import agenda_lock, customers, handovers, outbox, receipts, turns
from tests.e2e.programs import wait_for
from tests.services import sending
from tests.services.sending import NOW

pytestmark = pytest.mark.postgres
ANA = "whatsapp:+34600111222"


def of_a_webhook(session: Session, conversation: Conversation) -> None:
    customers.open_conversation(
        session,
        conversation.channel,
        conversation.address,
        phone="+34600111222",
        whatsapp_id=None,
        name=None,
        now=NOW,
    )


def of_a_turn(session: Session, conversation: Conversation) -> None:
    assert turns.run(session, row_id(conversation), now=NOW)


def of_a_click(session: Session, conversation: Conversation) -> None:
    handovers.take(session, row_id(conversation), by="owner:1", now=NOW)


@pytest.mark.parametrize("lock", [of_a_webhook, of_a_turn, of_a_click])
def test_a_notice_from_the_agenda_does_not_wait_for_a_talk_that_waits_for_the_agenda(
    on_postgres: Database, lock: Callable[[Session, Conversation], None]
) -> None:
    with on_postgres.transaction() as session:
        conversation = sending.conversation(session, ANA)
        conversation.turn_due_at = NOW
    talking, moving = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def talk() -> None:
        with on_postgres.transaction() as session:
            lock(session, session.exec(select(Conversation)).one())
            session.flush()
            talking.set()
            moving.wait(5)
            agenda_lock.take(session)

    def move() -> None:
        with on_postgres.transaction() as session:
            talking.wait(5)
            agenda_lock.take(session)
            moving.set()
            outbox.queue(session, conversation, body="Tu cita cambia", kind=MessageKind.NOTICE, now=NOW)

    def noted(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=noted, args=(work,)) for work in (talk, move)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert failures == []


WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def test_a_failure_told_of_what_is_queued_again_waits_for_the_talk_that_withdraws_it(
    on_postgres: Database,
) -> None:
    """The turn has the conversation, and the receipt is not to have the message before it has that too."""
    sending.queue(on_postgres, "Hola", to=ANA)
    with on_postgres.reading() as session:
        marker = outbox.marker_of(session.get_one(Outbox, 1))
    told = Receipt("SM1", "failed", marker=marker, error_code="63003", remedy=Remedy.UNREACHABLE)
    failures: list[BaseException] = []

    def fail() -> None:
        try:
            with on_postgres.transaction() as session:
                receipts.record(session, told, NOW)
        except BaseException as failure:
            failures.append(failure)

    failing = threading.Thread(target=fail)
    with on_postgres.transaction() as session:
        of_a_click(session, conversation := session.exec(select(Conversation)).one())
        failing.start()
        wait_for(lambda: session.connection().exec_driver_sql(WAITING).scalar())
        outbox.withdraw(session, conversation, reason="Una persona tomó la conversación.")
    failing.join(timeout=10)

    assert failures == []
    assert sending.statuses(on_postgres) == {"Hola": Delivery.FAILED}
