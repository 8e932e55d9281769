"""Forgets, once a day, what is older than RETENTION_DAYS."""

import logging
from datetime import datetime, timedelta

from booking_bot.services import media_files, retention
from booking_bot.wiring import Wiring

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)


class Retention:
    """The forgetting of one process; several do the same work, and nothing twice."""

    def __init__(self, parts: Wiring) -> None:
        self.parts = parts
        self.done_at: datetime | None = None
        self.stopping = False

    def run(self) -> int:
        """Forget all that is due, where a day has passed since; how many rows that were."""
        days, now = self.parts.settings.retention_days, self.parts.clock()
        if days is None or (self.done_at is not None and now - self.done_at < EVERY):
            return 0
        rows = 0
        while not self.stopping and (forgotten := self._forget_some(now - timedelta(days=days), now)):
            rows += forgotten
        self.done_at = now
        if rows:
            self.parts.database.forget_words()
            log.info("%s rows older than %s days were forgotten", rows, days)
        return rows

    def stop(self) -> None:
        """End after what is under way."""
        self.stopping = True

    def _forget_some(self, before: datetime, now: datetime) -> int:
        with self.parts.database.transaction() as session:
            forgotten = retention.forget_some(session, before, now)
        for path in forgotten.paths:
            media_files.remove(self.parts.settings.media_dir, path)
        return forgotten.rows
