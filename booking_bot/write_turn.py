"""Whose turn it is to write to SQLite, among the threads and processes of one machine.

SQLite lets one writer in and makes the others poll with growing pauses, so that of sixteen busy
processes some wait past any timeout. Here they queue on a lock of the system, which wakes them; a
process that dies gives its turn back. Whoever does not queue still meets SQLite's own lock.

The threads of a process come in the order in which they asked, and those that press before the others: a
lock of Python's own goes to whoever asks at the right instant, and that is who writes all the time.
"""

import os
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

# Of so many that press, one at a time, the others are let in once.
MOST_IN_A_ROW = 4


class WriteTurn:
    """A queue for one database file; of `None`, a database in memory, only threads queue."""

    def __init__(self, database: Path | None) -> None:
        self._file = database.with_name(database.name + ".turn") if database else None
        self._threads = Line()
        self._whose: int | None = None

    @contextmanager
    def taken(self, *, pressing: bool = False) -> Iterator[None]:
        """Wait for the turn and keep it meanwhile. Raises RuntimeError where this thread has it already."""
        if self._whose == threading.get_ident():
            raise RuntimeError("this thread writes already: a transaction was opened inside another")
        with self._threads.passed(pressing=pressing), self._processes():
            self._whose = threading.get_ident()
            try:
                yield
            finally:
                self._whose = None

    @property
    def waiting(self) -> int:
        """How many threads of this process wait for it."""
        return len(self._threads)

    @contextmanager
    def _processes(self) -> Iterator[None]:
        if self._file is None or sys.platform == "win32":
            yield
            return
        # Opened anew each time: a file kept open would be shared with whoever is forked.
        turn = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield
        finally:
            os.close(turn)


class Line:
    """Threads, of which one at a time passes: those that press first, else as they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._busy = False
        self._pressing: deque[threading.Lock] = deque()
        self._others: deque[threading.Lock] = deque()
        self._in_a_row = 0

    def __len__(self) -> int:
        return len(self._pressing) + len(self._others)

    @contextmanager
    def passed(self, *, pressing: bool) -> Iterator[None]:
        self._wait(self._pressing if pressing else self._others)
        try:
            yield
        finally:
            self._call_next()

    def _wait(self, lane: deque[threading.Lock]) -> None:
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            mine = threading.Lock()
            mine.acquire()
            lane.append(mine)
        try:
            mine.acquire()  # until whoever is before lets go of it
        except BaseException:  # a signal; nobody else must wait for who went away
            with self._guard:
                left = mine in lane
                if left:
                    lane.remove(mine)
            if not left:
                self._call_next()
            raise

    def _call_next(self) -> None:
        with self._guard:
            press = bool(self._pressing) and not (self._others and self._in_a_row >= MOST_IN_A_ROW)
            self._in_a_row = self._in_a_row + 1 if press else 0
            lane = self._pressing if press else self._others
            if lane:
                lane.popleft().release()
            else:
                self._busy = False
