"""Asks the provider what became of messages whose receipts do not come."""

import logging

from booking_bot.channels.base import ChannelError, OutcomeUnknown, UnreadableAnswer
from booking_bot.services import missing_receipts, receipts
from booking_bot.services.missing_receipts import Unheard
from booking_bot.wiring import Wiring

log = logging.getLogger(__name__)

ASKED_AT_ONCE = 20


class MissingReceipts:
    """The asking of one process."""

    def __init__(self, parts: Wiring) -> None:
        self.parts = parts
        self.stopping = False

    def ask(self) -> int:
        """Ask about some of those that are due; of how many there was news."""
        now = self.parts.clock()
        with self.parts.database.reading() as session:
            if not missing_receipts.is_any_due(session, now):
                return 0
        with self.parts.database.transaction() as session:
            due = missing_receipts.to_ask_about(
                session, now, limit=ASKED_AT_ONCE, channels=list(self.parts.channels)
            )
        news = 0
        for one in due:
            if self.stopping:
                break
            try:
                news += self._ask_about(one)
            except UnreadableAnswer as error:
                log.warning("nothing can be read of what became of outbox %s: %s", one.id, error)
            except (ChannelError, OutcomeUnknown) as error:
                log.warning("nobody says what became of outbox %s: %s", one.id, error)
                break  # nor of the others, this time
            except Exception:
                log.exception("what became of outbox %s could not be noted", one.id)
        return news

    def stop(self) -> None:
        """End after what is under way."""
        self.stopping = True

    def _ask_about(self, one: Unheard) -> bool:
        receipt = self.parts.channels[one.channel].status(one.sid)
        if receipt is None:
            return False
        with self.parts.database.transaction() as session:
            is_news = receipts.record(session, receipt, self.parts.clock())
        if is_news:
            log.info("a receipt of outbox %s had got lost", one.id)
        return is_news
