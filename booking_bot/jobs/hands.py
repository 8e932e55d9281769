"""Threads for work that waits for the network, so that no tick does."""

import logging
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, Protocol, TypeVar

log = logging.getLogger(__name__)


class Work(Protocol):
    @property
    def id(self) -> int: ...


W = TypeVar("W", bound=Work)


class Hands(Generic[W]):
    """So many threads for one kind of work; no more is claimed than there are hands free.

    They end with the process, in the middle of what they do: their lease ends by itself, and then it is
    done again.
    """

    def __init__(self, number: int, name: str) -> None:
        self.free = number
        self.name = name
        self.lock = Lock()

    def give(self, work: Callable[[W], None], claimed: W) -> None:
        with self.lock:
            self.free -= 1
        Thread(target=self._run, args=(work, claimed), name=self.name, daemon=True).start()

    def _run(self, work: Callable[[W], None], claimed: W) -> None:
        try:
            work(claimed)
        except Exception:
            log.exception("the work on %s %s broke off", self.name, claimed.id)
        finally:
            with self.lock:
                self.free += 1
