"""What is done again and again, and the clockwork that does it in one process."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from booking_bot.wiring import utc_now

log = logging.getLogger(__name__)

# Its lines about every single tick are no news, and a tick that is passed over while one runs is meant so.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Tick:
    """`seconds` lie between two runs; the first comes at the start with `first`, else after them."""

    name: str
    seconds: float
    run: Callable[[], object]
    first: bool = False


class Metronome:
    """Runs ticks in threads of its own, each one at a time."""

    def __init__(self) -> None:
        self.scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(AT_ONCE)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )

    def add(self, tick: Tick) -> None:
        first = {"next_run_time": utc_now()} if tick.first else {}
        self.scheduler.add_job(guarded, "interval", seconds=tick.seconds, args=[tick.run], **first)

    def start(self) -> None:
        self.scheduler.start()

    def stop(self) -> None:
        """End after what is under way."""
        if self.scheduler.running:
            self.scheduler.shutdown(wait=True)


def guarded(task: Callable[[], object]) -> None:
    """A failure is logged, and the next run comes."""
    try:
        task()
    except Exception:
        log.exception("a task of the worker failed")
