"""What several workers have in common on PostgreSQL, through procrastinate itself."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import sqlalchemy as sa

from booking_bot.db import Database
from booking_bot.jobs.shared import Paced, SharedTicks, cron_of
from booking_bot.jobs.ticks import Tick
from booking_bot.services import wakes
from tests.services.sending import queue

pytestmark = pytest.mark.postgres

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
)
LISTENERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
)


def soon(happened: Callable[[], object], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not happened() and time.monotonic() < until:
        time.sleep(0.01)
    return bool(happened())


def listeners(database: Database) -> int:
    with database.reading() as session:
        return int(session.connection().exec_driver_sql(LISTENERS.replace("%", "%%")).scalar_one())


@contextmanager
def sharing(database: Database, *workers: tuple[Tick, ...], wake: Callable[[], None]) -> Iterator[None]:
    """One that shares for each of these sets of ticks, all of them listening."""
    with ExitStack() as stack:
        for ticks in workers:
            shared = SharedTicks(database.url, ticks, wake)
            shared.start()
            stack.callback(shared.stop)
        assert soon(lambda: listeners(database) >= len(workers))
        yield


@pytest.fixture
def web(on_postgres: Database) -> Database:
    """The database as another process has it, which wakes workers."""
    wakes.carry(on_postgres)
    return on_postgres


def test_a_message_that_is_committed_wakes_one_worker(web: Database) -> None:
    rung = threading.Event()

    with sharing(web, (), (), wake=rung.set):
        silent = not rung.wait(0.2)
        queue(web, "Hola")
        heard = rung.wait(5)

    assert (silent, heard) == (True, True)


def test_a_tick_is_run_once_for_all_workers(web: Database) -> None:
    runs: list[float] = []
    tick = (Tick("count", 1, lambda: runs.append(time.monotonic())),)

    with sharing(web, tick, tick, tick, wake=lambda: None):
        assert soon(lambda: len(runs) >= 4)

    # The first may be one that was due before the start. Three workers would take a second.
    assert runs[3] - runs[0] > 1.5


def test_a_tick_that_comes_right_behind_another_is_passed_over() -> None:
    runs: list[float] = []
    instants = iter([0.0, 0.5, 60.0, 89.0, 120.0])
    paced = Paced(Tick("count", 60, lambda: runs.append(now)), clock=lambda: now)

    for now in instants:  # noqa: B007 - the clock tells it
        paced.run()

    assert runs == [0.0, 60.0, 120.0]


def test_a_tick_that_comes_while_another_runs_is_passed_over() -> None:
    runs: list[float] = []

    def run() -> None:
        runs.append(now)
        paced.run()

    paced = Paced(Tick("count", 60, run), clock=lambda: now)
    now = 0.0
    paced.run()
    now = 60.0
    paced.run()

    assert runs == [0.0, 60.0]


def test_a_tick_that_fails_is_run_again(web: Database, caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []

    def failing() -> None:
        runs.append(1)
        raise ZeroDivisionError

    with sharing(web, (Tick("failing", 1, failing),), wake=lambda: None):
        assert soon(lambda: len(runs) >= 2)

    assert "a task of the worker failed" in caplog.text


def test_when_the_server_drops_all_connections_wake_ups_come_again(web: Database) -> None:
    rung = threading.Event()

    with sharing(web, (), wake=rung.set):
        with web.reading() as session:
            session.connection().exec_driver_sql(f"{OTHERS} pg_backend_pid()")
        assert soon(lambda: listeners(web) == 1, seconds=60)  # its pool waits longer from try to try
        queue(web, "Hola")
        heard = rung.wait(5)

    assert heard


def test_to_stop_waits_for_the_tick_that_is_running(web: Database) -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        time.sleep(0.3)
        ended.set()

    with sharing(web, (Tick("slow", 1, slow),), wake=lambda: None):
        assert begun.wait(5)

    assert ended.is_set()
    with web.reading() as session:
        left = sa.text("SELECT status FROM procrastinate.procrastinate_jobs WHERE task_name = 'slow'")
        assert "doing" not in session.connection().scalars(left).all()


@pytest.mark.parametrize(
    ("seconds", "cron"),
    [(5, "* * * * * */5"), (60, "*/1 * * * *"), (300, "*/5 * * * *"), (3600, "0 */1 * * *")],
)
def test_ticks_fall_at_even_times_of_day(seconds: float, cron: str) -> None:
    assert cron_of(seconds) == cron


def test_what_comes_more_often_than_each_second_is_not_shared() -> None:
    with pytest.raises(ValueError, match="too short"):
        cron_of(0.25)
