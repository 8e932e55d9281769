"""When somebody who waits has what they waited for."""

from dataclasses import replace

from booking_bot.dialogue import windows
from booking_bot.dialogue.desk import Booked, Waiting


def is_met(wish: Waiting, booked: Booked) -> bool:
    """Whether it is booked on one of the days they wait for, at whatever hour, or moved there."""
    if wish.moving is not None and wish.moving.id not in [part.id for part in booked.parts]:
        return False
    days = [replace(one, earliest=None, latest=None, daypart=None) for one in wish.windows]
    return any(
        part.service == wish.service and (not days or any(windows.holds(part.start, day) for day in days))
        for part in booked.parts
    )
