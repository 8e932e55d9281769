"""One thread that answers and sends, as soon as it is woken and at every tick.

A nudge may be lost or come twice without harm: rows alone say what is due. What may wait for the network
ticks in threads of its own; on PostgreSQL one worker does for all what need not be done by each.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

from booking_bot.jobs import calendars, tasks
from booking_bot.jobs.media import MediaJobs
from booking_bot.jobs.missing_receipts import MissingReceipts
from booking_bot.jobs.recovery import Recovery
from booking_bot.jobs.retention import Retention
from booking_bot.jobs.second_looks import SecondLooks
from booking_bot.jobs.sender import Sender
from booking_bot.jobs.shops import Shops
from booking_bot.jobs.tellings import Tellings
from booking_bot.jobs.ticks import Metronome, Tick, guarded
from booking_bot.wiring import Wiring

if TYPE_CHECKING:
    from booking_bot.jobs.shared import SharedTicks

log = logging.getLogger(__name__)

TICK = 0.25  # seconds; a turn that waits for a burst to end is late by no more than this
SETTLE_EVERY = 1.0
OFFER_EVERY = 5.0  # a place that came free is offered no later than this
NOTICES_EVERY = 5.0
WATCH_EVERY = 60.0
FALL_BACK_EVERY = 30.0
TEAM_EVERY = 30.0
AHEAD_EVERY = 300.0
MEDIA_EVERY = 0.5
RECOVER_EVERY = 60.0
ASK_EVERY = 60.0
BEAT_EVERY = 60.0
FOLLOW_EVERY = 2.0
SHOPS_EVERY = 60.0
PROGRAMS_EVERY = 1.0
FORGET_EVERY = 3600.0
CALENDARS_EVERY = 60.0
BRING_IN_EVERY = 2.0


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
        self.missing_receipts = MissingReceipts(parts)
        self.shops = Shops(parts, on_progress=self.wake)
        self.tellings = Tellings(parts)
        self.looks = SecondLooks(parts.reader, on_progress=self.wake) if parts.reader else None
        self.bell = Event()
        self.stopping = False
        self.thread = Thread(target=self._run, name="worker", daemon=True)
        self.metronome = Metronome()
        self.shared: SharedTicks | None = None

    def start(self) -> None:
        self.thread.start()
        for tick in self._own():
            self.metronome.add(tick)
        if self.parts.settings.engine == "procrastinate":
            # A fifth of a second to import, which nobody on SQLite has to wait for.
            from booking_bot.jobs.shared import SharedTicks  # noqa: PLC0415

            self.shared = SharedTicks(self.parts.database.url, self._common(), self.wake)
            self.shared.start()
        else:
            for tick in self._common():
                self.metronome.add(tick)
        self.metronome.start()

    def _own(self) -> tuple[Tick, ...]:
        """What every process has to do for itself."""
        return (
            Tick("wake", TICK, self.wake),
            Tick("settle", SETTLE_EVERY, self.sender.settle),
            Tick("fetch", MEDIA_EVERY, self.media.drain),
            Tick("tell_programs", PROGRAMS_EVERY, self.tellings.drain),
            Tick("follow", FOLLOW_EVERY, self._follow, first=True),
            Tick("beat", BEAT_EVERY, lambda: tasks.beat(self.parts), first=True),
        )

    def _common(self) -> tuple[Tick, ...]:
        """What one process may do for all."""
        parts = self.parts
        return (
            Tick("offer_places", OFFER_EVERY, lambda: tasks.offer_places(parts)),
            Tick("notices", NOTICES_EVERY, lambda: tasks.hand_over_notices(parts), first=True),
            Tick("watch", WATCH_EVERY, lambda: tasks.watch(parts)),
            Tick("fall_back", FALL_BACK_EVERY, lambda: tasks.fall_back(parts)),
            Tick("tell_team", TEAM_EVERY, lambda: tasks.tell_team(parts)),
            Tick("look_ahead", AHEAD_EVERY, lambda: tasks.look_ahead(parts), first=True),
            Tick("follow_templates", WATCH_EVERY, lambda: tasks.follow_templates(parts)),
            Tick("ask_shops", SHOPS_EVERY, self.shops.ask, first=True),
            Tick("bring_in", BRING_IN_EVERY, lambda: tasks.bring_in(parts)),
            Tick("forget_files", FORGET_EVERY, lambda: tasks.forget_files(parts)),
            Tick("calendars", CALENDARS_EVERY, lambda: calendars.read_due(parts), first=True),
            Tick("forget", FORGET_EVERY, self.retention.run, first=True),
            Tick("forget_tellings", FORGET_EVERY, self.tellings.forget, first=True),
            Tick("recover", RECOVER_EVERY, self.recovery.look, first=True),
            Tick("ask", ASK_EVERY, self.missing_receipts.ask),
        )

    def every(self, seconds: float, task: Callable[[], object]) -> None:
        """Have `task` run at this interval, one at a time; a failure is logged and the next run comes."""
        self.metronome.add(Tick("task", seconds, task))

    def wake(self) -> None:
        """Look at once for what is due. Any thread may call it, at any time."""
        self.bell.set()

    def stop(self) -> None:
        """End after what is under way: no turn is cut off, and no message is left without its outcome."""
        self.stopping = True
        self.media.stop()
        self.retention.stop()
        self.tellings.stop()
        self.missing_receipts.stop()
        self.bell.set()
        if self.shared:
            self.shared.stop()
        if self.thread.is_alive():
            self.thread.join()
        self.sender.stop()
        self.metronome.stop()
        guarded(lambda: tasks.leave(self.parts))

    def _follow(self) -> None:
        """Work with the account that was entered in the page, as soon as it was."""
        self.parts.refresh()
        self.sender.keep_pace(sandbox=self.parts.settings.twilio_is_sandbox)

    def _run(self) -> None:
        guarded(lambda: tasks.warm_up(self.parts))
        while self.bell.wait() and not self.stopping:
            self.bell.clear()
            guarded(lambda: tasks.run_turns(self.parts, self.looks))
            guarded(lambda: tasks.read_shops(self.parts))
            guarded(self.sender.drain)
