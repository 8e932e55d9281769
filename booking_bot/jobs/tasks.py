"""What the worker does at its ticks: a line each into services."""

from booking_bot.services import handover_watch, turns
from booking_bot.wiring import Wiring


def warm_up(parts: Wiring) -> None:
    """Do now what would make the first answer slow."""
    turns.warm_up(parts.database, now=parts.clock())


def run_turns(parts: Wiring) -> int:
    """Answer the conversations whose messages have waited long enough."""
    return turns.run_due(parts.database, now=parts.clock())


def watch(parts: Wiring) -> int:
    """See to what waits for a person."""
    return handover_watch.run_due(parts.database, now=parts.clock())
