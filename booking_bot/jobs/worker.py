"""The metronome: one thread that answers and sends, as soon as it is woken and at every tick.

A nudge may be lost or come twice without harm: rows alone say what is due. What may wait for the network
ticks in threads of its own.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from booking_bot.jobs import tasks
from booking_bot.jobs.media import MediaJobs
from booking_bot.jobs.recovery import Recovery
from booking_bot.jobs.retention import Retention
from booking_bot.jobs.second_looks import SecondLooks
from booking_bot.jobs.sender import Sender
from booking_bot.wiring import Wiring, utc_now

log = logging.getLogger(__name__)

# Its lines about every single tick are no news, and a tick that is passed over while one runs is meant so.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

TICK = 0.25  # seconds; a turn that waits for a burst to end is late by no more than this
SETTLE_EVERY = 1.0
OFFER_EVERY = 5.0  # a place that came free is offered no later than this
WATCH_EVERY = 60.0
MEDIA_EVERY = 0.5
RECOVER_EVERY = 60.0
BEAT_EVERY = 60.0
FORGET_EVERY = 3600.0


class Worker:
    """Runs turns and sends messages in the background, from `start` until `stop`."""

    def __init__(self, parts: Wiring) -> None:
        self.parts = parts
        self.sender = Sender(
            parts.database,
            parts.channels,
            parts.clock,
            deadline=parts.settings.delivery_deadline,
            grace=parts.settings.delivery_grace,
            on_progress=self.wake,
            sandbox=parts.settings.twilio_is_sandbox,
        )
        self.media = MediaJobs(parts, on_progress=self.wake)
        self.recovery = Recovery(parts, on_progress=self.wake)
        self.retention = Retention(parts)
        self.looks = SecondLooks(parts.reader, on_progress=self.wake) if parts.reader else None
        self.bell = Event()
        self.stopping = False
        self.thread = Thread(target=self._run, name="worker", daemon=True)
        self.scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )

    def start(self) -> None:
        self.thread.start()
        self.every(TICK, self.wake)
        self.every(SETTLE_EVERY, self.sender.settle)
        self.every(OFFER_EVERY, lambda: tasks.offer_places(self.parts))
        self.every(WATCH_EVERY, lambda: tasks.watch(self.parts))
        self.every(WATCH_EVERY, lambda: tasks.follow_templates(self.parts))
        self.every(MEDIA_EVERY, self.media.drain)
        self.every(BEAT_EVERY, lambda: tasks.beat(self.parts), at_once=True)
        self.every(FORGET_EVERY, self.retention.run, at_once=True)
        self.every(RECOVER_EVERY, self.recovery.look, at_once=True)
        self.scheduler.start()

    def every(self, seconds: float, task: Callable[[], object], *, at_once: bool = False) -> None:
        """Have `task` run at this interval, one at a time; a failure is logged and the next run comes."""
        first = {"next_run_time": utc_now()} if at_once else {}
        self.scheduler.add_job(guarded, "interval", seconds=seconds, args=[task], **first)

    def wake(self) -> None:
        """Look at once for what is due. Any thread may call it, at any time."""
        self.bell.set()

    def stop(self) -> None:
        """End after what is under way: no turn is cut off, and no message is left without its outcome."""
        self.stopping = True
        self.media.stop()
        self.retention.stop()
        self.bell.set()
        if self.thread.is_alive():
            self.thread.join()
        self.sender.stop()
        if self.scheduler.running:
            self.scheduler.shutdown(wait=True)

    def _run(self) -> None:
        guarded(lambda: tasks.warm_up(self.parts))
        while self.bell.wait() and not self.stopping:
            self.bell.clear()
            guarded(lambda: tasks.run_turns(self.parts, self.looks))
            guarded(self.sender.drain)


def guarded(task: Callable[[], object]) -> None:
    try:
        task()
    except Exception:
        log.exception("a task of the worker failed")
