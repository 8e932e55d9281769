"""Asks the shops that do not tell by themselves, or may have failed to: claim, ask with no transaction open,
record."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from booking_bot.channels import prestashop, woocommerce
from booking_bot.channels.outside import TOO_LATE, Outside, Unreachable
from booking_bot.models import ConnectionKind
from booking_bot.services.shops import asking, events, watching
from booking_bot.services.shops.asking import Question
from booking_bot.wiring import Wiring

log = logging.getLogger(__name__)

LONGEST = 300.0  # seconds for all that one shop is asked at a time
FAULT = "No hemos podido leer lo que contesta la tienda. Volvemos a probar solos."
AT_ONCE = 100  # orders that are stored together: nobody waits long for the database
Ask = Callable[[Outside, Question], Iterator[dict[str, Any]]]
ASK: dict[ConnectionKind, Ask] = {
    ConnectionKind.WOOCOMMERCE: lambda outside, one: woocommerce.changed(
        outside, one.url, one.key, since=one.since
    ),
    ConnectionKind.PRESTASHOP: lambda outside, one: prestashop.changed(
        outside, one.url, one.key, since=one.since, until=one.until, zone=one.zone
    ),
}


def _in_time(orders: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One that answers a page at a time for ever would keep the others waiting."""
    until = time.monotonic() + LONGEST
    for one in orders:
        if time.monotonic() > until:
            raise Unreachable("it took too long in all", TOO_LATE)
        yield one


class Shops:
    """The asking of one process. `on_progress` is called after what brought something new."""

    def __init__(
        self,
        parts: Wiring,
        *,
        on_progress: Callable[[], None],
        outside: Outside | None = None,
        ways: Mapping[ConnectionKind, Ask] = ASK,
    ) -> None:
        self.parts = parts
        self.ways = ways
        self.on_progress = on_progress
        self.outside = outside or Outside()

    def ask(self) -> int:
        """Ask those that are due, one after another; how many orders were new."""
        parts, now = self.parts, self.parts.clock()
        secret_key = parts.settings.secret_key.get_secret_value()
        with parts.database.transaction() as session:
            events.forget_old(session, now)
            due = asking.claim(session, secret_key, now)
        new = sum(self._ask(one) for one in due)
        with parts.database.transaction() as session:
            watching.look(session, parts.clock())
        if new:
            self.on_progress()
        return new

    def _ask(self, question: Question) -> int:
        """Nothing that one of them answers keeps the next from being asked."""
        try:
            return self._take(question)
        except Exception as error:
            # its words might quote what the shop said
            log.error("asking shop %s failed: %s", question.connection_id, type(error).__name__)  # noqa: TRY400
            with self.parts.database.transaction() as session:
                asking.record_failure(session, question, FAULT, now=self.parts.clock())
            return 0

    def _take(self, question: Question) -> int:
        parts = self.parts
        try:
            orders = list(_in_time(self.ways[question.kind](self.outside, question)))
        except Unreachable as error:
            log.warning("shop %s could not be asked: %s", question.connection_id, error)
            with parts.database.transaction() as session:
                asking.record_failure(session, question, error.explanation, now=parts.clock())
            return 0
        new = 0
        for start in range(0, len(orders), AT_ONCE):
            with parts.database.transaction() as session:
                some = orders[start : start + AT_ONCE]
                new += asking.record(session, question, some, now=parts.clock())
        with parts.database.transaction() as session:
            asking.finish(session, question)
        if new:
            log.info("shop %s was asked: %s orders are new or changed", question.connection_id, new)
        return new
