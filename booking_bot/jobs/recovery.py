"""Looks for what was lost: at the start and once a day at the provider, all the time in the tables."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from booking_bot.channels.base import ChannelError, Inbound, OutcomeUnknown
from booking_bot.channels.history import History
from booking_bot.models import ChannelName
from booking_bot.services import recovery
from booking_bot.wiring import Wiring

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)


class Recovery:
    """The looking of one process. `on_progress` is called when a turn is due because of it."""

    def __init__(self, parts: Wiring, *, on_progress: Callable[[], None]) -> None:
        self.parts = parts
        self.on_progress = on_progress
        self.asked_at: dict[ChannelName, datetime] = {}

    def look(self) -> int:
        """Whatever is to be looked at now; how much was found. Without an answer it is asked again."""
        now = self.parts.clock()
        with self.parts.database.transaction() as session:
            found = recovery.restart_stuck(session, now)
        for channel, history in self.parts.history.items():
            asked_at = self.asked_at.get(channel)
            if asked_at is None or now - asked_at >= EVERY:
                found += self._ask(channel, history, now)
        if found:
            self.on_progress()
        return found

    def _ask(self, channel: ChannelName, history: History, now: datetime) -> int:
        with self.parts.database.reading() as session:
            since = recovery.seen_until(session, channel, now)
        try:
            came = history.since(since) if since else []
        except (ChannelError, OutcomeUnknown) as error:
            log.warning("messages that were lost cannot be looked for: %s", error)
            return 0
        self.asked_at[channel] = now
        taken = [self._take(one, channel, now) for one in came]
        if None not in taken:
            with self.parts.database.transaction() as session:
                recovery.note_seen(session, channel, now)
        return sum(filter(None, taken))

    def _take(self, one: Inbound, channel: ChannelName, now: datetime) -> bool | None:
        """Whether it was missing; None where it could not be stored, which keeps no other from it."""
        voice = self.parts.hears(channel)
        try:
            with self.parts.database.transaction() as session:
                return recovery.take(session, one, now, channel=channel, voice=voice)
        except Exception:
            log.exception("a message that was lost could not be stored")
            return None
