"""How long somebody waits for a person's answer, counted in the hours in which there is one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

OpenSpan = tuple[datetime, datetime]

# A customer who waits for a person is told when it takes longer than this.
ANSWER_WITHIN = timedelta(minutes=30)
# The owner is reminded of what else waits for their word after this.
DECIDE_WITHIN = timedelta(hours=2)


def after_open(spans: Iterable[OpenSpan], start: datetime, length: timedelta) -> datetime | None:
    """When the shop has been open for `length` since `start`; None where the `spans` do not reach so far.

    `spans` are earliest first.
    """
    left = length
    for opens, closes in spans:
        begin = max(opens, start)
        if closes - begin >= left:
            return begin + left
        left -= max(closes - begin, timedelta(0))
    return None


def next_alert(due: datetime, alerted_at: datetime | None, least: timedelta = ANSWER_WITHIN) -> datetime:
    """When the owner is reminded next of what was `due`: at once, and then at growing intervals.

    An alert from before `due` was of something else.
    """
    if alerted_at is None or alerted_at < due:
        return due
    return alerted_at + max(least, alerted_at - due)
