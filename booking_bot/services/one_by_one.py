"""What is due at a tick, each in a transaction of its own: what fails keeps none of the others waiting."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from booking_bot.db import Database

log = logging.getLogger(__name__)


def each(database: Database, numbers: Iterable[int], work: Callable[..., bool], *, now: datetime) -> int:
    """For how many of `numbers` did `work(session, number, now=now)` do something.

    A failure is logged; what failed comes up again at the next tick.
    """
    done = 0
    for number in numbers:
        try:
            with database.transaction() as session:
                done += work(session, number, now=now)
        except Exception:
            log.exception("%s.%s failed at %s", work.__module__, work.__name__, number)
    return done
