"""Whose turn it is to write to SQLite, among the threads and processes of one machine.

SQLite lets one writer in and makes the others poll with growing pauses, so that of sixteen busy
processes some wait past any timeout. Here they queue on a lock of the system, which wakes them; a
process that dies gives its turn back. Whoever does not queue still meets SQLite's own lock.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class WriteTurn:
    """A queue for one database file; of `None`, a database in memory, only threads queue."""

    def __init__(self, database: Path | None) -> None:
        self._file = database.with_name(database.name + ".turn") if database else None
        self._threads = threading.Lock()
        self._whose: int | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn and keep it meanwhile. Raises RuntimeError where this thread has it already."""
        if self._whose == threading.get_ident():
            raise RuntimeError("this thread writes already: a transaction was opened inside another")
        with self._threads, self._processes():
            self._whose = threading.get_ident()
            try:
                yield
            finally:
                self._whose = None

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
