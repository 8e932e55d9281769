"""Tells other programs what happened: claim, send with no transaction open, record."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Lock

from booking_bot.channels.outside import Outside, Unreachable
from booking_bot.jobs.hands import Hands
from booking_bot.models import ChannelName
from booking_bot.services.hooks import sending
from booking_bot.services.hooks.sending import Claimed
from booking_bot.wiring import Wiring

log = logging.getLogger(__name__)

AT_ONCE = 4
DEADLINE = timedelta(seconds=15)
LARGEST = 1024 * 1024  # of an answer, which nobody reads
REFUSED = "Ha contestado con un error ({status})."


class Tellings:
    """The telling of one process. In the demo an address may be one that only this machine reaches."""

    def __init__(self, parts: Wiring, *, outside: Outside | None = None) -> None:
        self.parts = parts
        private = ChannelName.SIMULATOR in parts.channels
        self.outside = outside or Outside(deadline=DEADLINE, largest=LARGEST, private=private)
        self.hands = Hands[Claimed](AT_ONCE, "telling")
        self.lock = Lock()
        self.stopping = False

    def drain(self) -> int:
        """Begin what is due, as far as there are hands free; how many that were."""
        parts = self.parts
        with self.lock:
            free, now = self.hands.free, parts.clock()
            if self.stopping or not free:
                return 0
            with parts.database.glance() as connection:
                if not sending.is_any_due(connection, now):
                    return 0
            secret_key = parts.settings.secret_key.get_secret_value()
            with parts.database.transaction() as session:
                claimed = sending.claim(session, now, limit=free, secret_key=secret_key)
            for one in claimed:
                self.hands.give(self.send, one)
        return len(claimed)

    def send(self, claimed: Claimed) -> None:
        """Send one, record what came of it, and go on with what is due."""
        record = self._post(claimed)
        with self.parts.database.transaction() as session:
            record(session, claimed, now=self.parts.clock())
        self.drain()

    def forget(self) -> int:
        """Forget what was told long ago; how many tellings that were."""
        with self.parts.database.transaction() as session:
            return sending.forget_old(session, self.parts.clock() - sending.KEPT_FOR)

    def stop(self) -> None:
        """Take up nothing new."""
        self.stopping = True

    def _post(self, claimed: Claimed) -> Callable[..., None]:
        """What records the outcome."""
        try:
            answer = self.outside.ask(
                claimed.url,
                method="POST",
                headers=claimed.headers(self.parts.clock()),
                data=claimed.body.encode(),
            )
        except Unreachable as error:
            log.info("telling %s did not get through: %s", claimed.id, error)
            return partial(
                sending.record_failed, answer=None, error=error.explanation, permanent=error.permanent
            )
        if 200 <= answer.status < 300:
            return partial(sending.record_done, answer=answer.status)
        return partial(
            sending.record_failed, answer=answer.status, error=REFUSED.format(status=answer.status)
        )
