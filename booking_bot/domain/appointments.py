"""The states of an appointment and the moves between them.

requested ─→ booked ─→ confirmed ─→ completed | no_show
    └──────────┴───────────┴─────→ cancelled
"""

from enum import StrEnum


class Status(StrEnum):
    REQUESTED = "requested"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    NO_SHOW = "no_show"


OPEN = frozenset({Status.REQUESTED, Status.BOOKED, Status.CONFIRMED})

MOVES: dict[Status, frozenset[Status]] = {
    Status.REQUESTED: frozenset({Status.BOOKED, Status.CANCELLED}),
    Status.BOOKED: frozenset({Status.CONFIRMED, Status.CANCELLED, Status.COMPLETED, Status.NO_SHOW}),
    Status.CONFIRMED: frozenset({Status.CANCELLED, Status.COMPLETED, Status.NO_SHOW}),
    Status.CANCELLED: frozenset(),
    Status.COMPLETED: frozenset({Status.NO_SHOW}),  # the owner noticed later
    Status.NO_SHOW: frozenset({Status.COMPLETED}),
}


class InvalidTransition(Exception):
    """The appointment cannot go from `current` to `wanted`."""

    def __init__(self, current: Status, wanted: Status) -> None:
        super().__init__(f"an appointment that is {current} cannot become {wanted}")
        self.current = current
        self.wanted = wanted


def move(current: Status, wanted: Status) -> Status:
    """The status after the move; staying is no move and always allowed. Raises InvalidTransition."""
    if wanted != current and wanted not in MOVES[current]:
        raise InvalidTransition(current, wanted)
    return wanted


def taken_back(current: Status, before: Status) -> Status:
    """The status it had `before` somebody noted by mistake how it ended. Raises InvalidTransition."""
    ended = current in {Status.COMPLETED, Status.NO_SHOW} and current in MOVES[before]
    if current is not before and not ended:  # the time of a cancelled one may be somebody else's by now
        raise InvalidTransition(current, before)
    return before
