"""What the workers of all machines have in common, by procrastinate on PostgreSQL.

A job is a wake-up and no more: it may be lost or come twice, since rows alone say what is to be done. One is
deferred in the transaction that queues a message (`services/wakes.py`) and reaches a worker by NOTIFY; a tick
is deferred once for all workers, and one of them runs it.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any

import procrastinate
import sqlalchemy as sa
from procrastinate.jobs import Status
from psycopg import AsyncConnection, sql

from booking_bot.jobs.ticks import Tick, guarded
from booking_bot.services import wakes

log = logging.getLogger(__name__)

# Every job would be two lines at its INFO.
logging.getLogger("procrastinate").setLevel(logging.WARNING)

AT_ONCE = 8
CONNECTIONS = 4
PATIENCE = 10.0  # seconds to wait for a connection
TIDY_EVERY = 600.0  # what a worker was at that died is lost, and ticks make up for it
PAUSE = 1.0  # after a failure, as of a server that is started anew


class SharedTicks:
    """This process's part in them, in a thread of its own; `wake` is what a wake-up rings here."""

    def __init__(self, url: str, ticks: Sequence[Tick], wake: Callable[[], None]) -> None:
        self.url = url
        self.ticks = ticks
        self.wake = wake
        self.stopping = Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.main: asyncio.Task[Any] | None = None
        self.thread = Thread(target=self._run, name="procrastinate", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """End after what is under way."""
        self.stopping.set()
        if self.loop is not None and self.main is not None:
            with suppress(RuntimeError):  # it has ended by itself
                self.loop.call_soon_threadsafe(self.main.cancel)
        if self.thread.is_alive():
            self.thread.join()

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._work())

    async def _work(self) -> None:
        self.loop, self.main = asyncio.get_running_loop(), asyncio.current_task()
        while not self.stopping.is_set():
            try:
                async with self._made().open_async() as app:
                    await app.run_worker_async(
                        concurrency=AT_ONCE,
                        delete_jobs="always",
                        install_signal_handlers=False,
                        listen_notify=True,
                    )
            except Exception as error:
                # What waits is found by each worker's own ticks meanwhile.
                log.warning("procrastinate broke off and is started again: %s", type(error).__name__)
            await asyncio.sleep(PAUSE)

    def _made(self) -> procrastinate.App:
        connector = procrastinate.PsycopgConnector(
            conninfo=_conninfo(self.url),
            min_size=1,
            max_size=CONNECTIONS,
            timeout=PATIENCE,
            configure=_enter,
        )
        app = procrastinate.App(connector=connector)

        async def wake() -> None:
            self.wake()

        app.task(name=wakes.TASK, queue=wakes.QUEUE)(wake)
        for tick in self.ticks:
            self._register(app, tick)

        async def tidy(timestamp: int) -> None:
            for job in await app.job_manager.get_stalled_jobs():
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)

        app.periodic(cron=cron_of(TIDY_EVERY))(app.task(name="tidy", queue=wakes.QUEUE)(tidy))
        return app

    def _register(self, app: procrastinate.App, tick: Tick) -> None:
        paced = Paced(tick)

        def run(timestamp: int) -> None:
            paced.run()

        # One that still waits is enough, however long nobody came to it.
        task = app.task(name=tick.name, queue=wakes.QUEUE, queueing_lock=tick.name)(run)
        app.periodic(cron=cron_of(tick.seconds))(task)


class Paced:
    """A tick in one process. At its start procrastinate makes up for the last one that nobody ran, and the
    next may come right behind it: that is one too many, and so is one that comes while another still runs.
    """

    def __init__(self, tick: Tick, clock: Callable[[], float] = time.monotonic) -> None:
        self.tick = tick
        self.clock = clock
        self.running = Lock()
        self.begun_at: float | None = None

    def run(self) -> None:
        if not self.running.acquire(blocking=False):
            return
        try:
            now = self.clock()
            if self.begun_at is None or now - self.begun_at >= self.tick.seconds / 2:
                self.begun_at = now
                guarded(self.tick.run)
        finally:
            self.running.release()


def cron_of(seconds: float) -> str:
    """The times of day at which something is due every so many seconds; they divide a minute, hour or day."""
    for unit, form in ((3600, "0 */{} * * *"), (60, "*/{} * * * *"), (1, "* * * * * */{}")):
        if seconds >= unit:
            return form.format(int(seconds // unit))
    raise ValueError(f"{seconds} seconds are too short for a shared tick")


async def _enter(connection: AsyncConnection) -> None:
    """Look for procrastinate's tables where `migrate` puts them."""
    await connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(wakes.SCHEMA)))
    if not connection.autocommit:
        await connection.commit()


def _conninfo(url: str) -> str:
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
