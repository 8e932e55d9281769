"""How long the bot waits for more before it answers.

People write "hola", "quería cita", "mañana" as three messages and want one answer. What was complete,
or answered what was asked, waits a moment only; a button, not at all.
"""

from datetime import datetime, timedelta
from enum import Enum


class Arrival(Enum):
    """What came, by the quiet that must follow it."""

    BUTTON = timedelta(0)
    COMPLETE = timedelta(seconds=0.7)
    FRAGMENT = timedelta(seconds=2.5)


LONGEST = timedelta(seconds=10)


def turn_due(now: datetime, *, first: datetime, arrival: Arrival) -> datetime:
    """When the messages since `first`, the earliest unanswered one, shall be answered.

    `now` is when the newest came. It is never before `now`.
    """
    return max(now, min(now + arrival.value, first + LONGEST))


def reads_complete(text: str) -> bool:
    """Whether a text looks finished, by its shape alone: a question, a number or hour, or a sentence."""
    words = text.split()
    if text.rstrip().endswith("?"):
        return len(words) > 1
    return len(words) >= 6 or any(character.isdigit() for character in text)
