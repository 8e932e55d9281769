"""Sends what is due: claim, fence, send with no transaction open, record."""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Lock

from booking_bot.channels.base import Channel, ChannelError, OutcomeUnknown
from booking_bot.db import Database
from booking_bot.domain.pace import SANDBOX, SENDER
from booking_bot.models import ChannelName
from booking_bot.services import dispatch, settling

log = logging.getLogger(__name__)

AT_ONCE = 24  # messages under way; at 300 ms each, the 80 a second that Twilio takes
LOOKS_AT_ONCE = 20
LEASE_BEYOND_DEADLINE = timedelta(seconds=40)
LONGEST_PAUSE = LEASE_BEYOND_DEADLINE / 2  # between the fence and the sending


class Sender:
    """The sending of one process. `deadline` is the longest that a channel takes to send one message.

    `on_progress` is called, from any thread, when a message is through: the next to the same person may go.
    `sandbox` says that WhatsApp messages go from Twilio's, whose pace all processes keep together; any other
    number is quick enough for each process to look after itself.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[ChannelName, Channel],
        clock: Callable[[], datetime],
        *,
        deadline: timedelta,
        grace: timedelta,
        on_progress: Callable[[], None],
        sandbox: bool = False,
    ) -> None:
        self.database = database
        self.channels = channels
        self.clock = clock
        self.lease = deadline + LEASE_BEYOND_DEADLINE
        self.grace = grace
        self.on_progress = on_progress
        self.keep_pace(sandbox=sandbox)
        self.gone: deque[datetime] = deque(maxlen=SENDER.most)
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="send")
        self.free = AT_ONCE
        self.lock = Lock()
        self.stopping = False

    def keep_pace(self, *, sandbox: bool) -> None:
        """Go at that of the number in use, which may be another than at the start."""
        self.paces = {ChannelName.WHATSAPP: SANDBOX} if sandbox else {}

    def drain(self) -> int:
        """Begin to send what is due, as far as there are hands free; how many that were."""
        with self.lock:
            now = self.clock()
            room = min(self.free, SENDER.room(self.gone, now))
            if self.stopping or not (room and self.channels and self._is_any_due(now)):
                return 0
            with self.database.transaction() as session:
                claimed = dispatch.claim(
                    session, now, limit=room, lease=self.lease, channels=list(self.channels), paces=self.paces
                )
            self.gone.extend(now for _ in claimed)
            self.free -= len(claimed)
        for one in claimed:
            self.pool.submit(self._send, one)
        return len(claimed)

    def deliver(self, claimed: dispatch.Claimed) -> None:
        """Send one claimed row and record what came of it."""
        self.channels[claimed.channel].prepare(claimed.outbound)
        fenced_at = self.clock()
        with self.database.transaction() as session:
            passed = dispatch.fence(session, claimed, fenced_at, lease=self.lease)
        if not passed:
            return
        if self.clock() - fenced_at > LONGEST_PAUSE:
            # The machine slept. The lease ends by itself, and then it is looked for.
            log.warning("outbox %s is left alone: too long ago it was let through", claimed.id)
            return
        try:
            sid = self.channels[claimed.channel].send(claimed.outbound)
        except ChannelError as error:
            log.warning("outbox %s was not accepted: %s", claimed.id, error)
            with self.database.transaction() as session:
                dispatch.record_not_accepted(session, claimed, error, self.clock())
            return
        except Exception as error:
            if not isinstance(error, OutcomeUnknown):
                log.exception("the channel failed at outbox %s", claimed.id)
            log.warning("outbox %s may or may not have been accepted: %s", claimed.id, type(error).__name__)
            with self.database.transaction() as session:
                dispatch.record_unknown(session, claimed, self.clock(), first_look=settling.FIRST_LOOK)
            return
        with self.database.transaction() as session:
            dispatch.record_accepted(session, claimed, sid, self.clock())

    def settle(self) -> int:
        """Look for the messages whose outcome is unknown; how many were looked for."""
        now = self.clock()
        with self.database.transaction() as session:
            settling.end_leases(session, now)
            missing = settling.to_look_for(session, now, limit=LOOKS_AT_ONCE, channels=list(self.channels))
        if missing and not self.stopping:
            # All at once: where the provider does not answer, that is the time of one look.
            with ThreadPoolExecutor(len(missing), thread_name_prefix="look") as pool:
                list(pool.map(self._look_for, missing))
        return len(missing)

    def stop(self) -> None:
        """Take up nothing new, and wait until what is being sent is through."""
        self.stopping = True
        self.pool.shutdown(wait=True)

    def _is_any_due(self, now: datetime) -> bool:
        with self.database.reading() as session:
            return dispatch.is_any_due(session, now)

    def _send(self, claimed: dispatch.Claimed) -> None:
        try:
            self.deliver(claimed)
        except Exception:
            # Its lease ends by itself, and then it is looked for; the others go on.
            log.exception("the sending of outbox %s broke off", claimed.id)
        finally:
            with self.lock:
                self.free += 1
            self.on_progress()

    def _look_for(self, one: settling.Unsettled) -> None:
        asked_at = self.clock()
        try:
            sightings = self.channels[one.channel].find(one.recipient, one.since)
        except (ChannelError, OutcomeUnknown) as error:
            log.warning("outbox %s cannot be looked for: %s", one.id, error)
            return
        except Exception:
            log.exception("the channel failed to look for outbox %s", one.id)
            return
        try:
            with self.database.transaction() as session:
                status = settling.settle(session, one, sightings, asked_at, grace=self.grace)
        except Exception:
            # It is looked for again; the others are settled.
            log.exception("the outcome of outbox %s could not be noted", one.id)
            return
        log.info("outbox %s, whose outcome was unknown, is %s", one.id, status)
        self.on_progress()
