"""A clock that can be moved on, for the demo: what is due tomorrow can be seen today."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock


class MovableClock:
    """Runs as `base` does, ahead of it by `ahead`, which only grows and is forgotten with the process."""

    def __init__(self, base: Callable[[], datetime]) -> None:
        self._base = base
        self._lock = Lock()
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return self._base() + self.ahead

    def move_to(self, moment: datetime) -> None:
        """Let it be at least `moment` now; a moment that has passed changes nothing."""
        with self._lock:
            self.ahead += max(timedelta(0), moment - self())
