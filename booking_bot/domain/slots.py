"""Where an appointment fits, as arithmetic over UTC seconds.

An appointment occupies its staff and rooms for *parts* of its time, given as offsets from its
start: buffers reach beyond it, processing leaves the staff free in the middle. What is busy thus
forbids stretches of starts, open at both ends, and what remains on the grid is free.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from booking_bot.domain.spans import Span

Parts = tuple[Span, ...]  # offsets from the start of the appointment, half-open


class Work(NamedTuple):
    """One service as one member of staff does it, in seconds. Processing lasts from `pause` to `resume`."""

    length: int
    before: int = 0
    after: int = 0
    pause: int = 0
    resume: int = 0

    @property
    def staff_parts(self) -> Parts:
        begin, end = -self.before, self.length + self.after
        pause, resume = min(self.pause, self.length), min(self.resume, self.length)
        if resume <= pause:
            return ((begin, end),)
        return tuple(part for part in ((begin, pause), (resume, end)) if part[0] < part[1])

    @property
    def room_parts(self) -> Parts:
        return ((-self.before, self.length + self.after),)

    @property
    def presence(self) -> Parts:
        """What must lie in the hours worked: buffers need not."""
        return ((0, self.length),)


class Member(NamedTuple):
    """Somebody who does the service. `opening`, `load` (seconds) have one entry a working day.

    `skill` is the number of services they do. `blocked` are the stretches between whose ends no
    start may lie, as `joined` gives them.
    """

    id: int
    length: int
    opening: Sequence[Sequence[Span]]
    blocked: Sequence[Span]
    load: Sequence[int]
    skill: int = 0


def blocked_starts(busy: Iterable[Span], parts: Parts) -> list[Span]:
    """The open stretches of starts with which one of `parts` would overlap `busy`."""
    if len(parts) == 1:
        ((begin, end),) = parts
        return [(start - end, stop - begin) for start, stop in busy]
    return [(start - end, stop - begin) for start, stop in busy for begin, end in parts]


def joined(blocked: Iterable[Span]) -> list[Span]:
    """Open stretches sorted and joined where they overlap; between two that touch one start is left."""
    out: list[Span] = []
    reach = None
    for low, high in sorted(blocked):
        if reach is None or low >= reach:
            out.append((low, high))
            reach = high
        elif high > reach:
            out[-1] = (out[-1][0], high)
            reach = high
    return out


def free_starts(
    opening: Iterable[Span],
    blocked: Sequence[Span],
    length: int,
    step: int,
    *,
    earliest: int,
    latest: int,
) -> list[range]:
    """Free starts in each opening span, from `earliest` to `latest`, both included.

    Starts lie every `step` from the beginning of their span, and the appointment ends within it.
    `blocked` comes from `joined`. Raises ValueError when `length` or `step` is not positive.
    """
    if length <= 0 or step <= 0:
        raise ValueError("an appointment and the steps between starts need a length")
    found = []
    for anchor, close in opening:
        last = min(close - length, latest)
        cursor = max(anchor, earliest)
        position = bisect_left(blocked, (cursor,))
        if position and blocked[position - 1][1] > cursor:
            cursor = blocked[position - 1][1]
        while cursor <= last:
            low, high = blocked[position] if position < len(blocked) else (last, last + 1)
            first = cursor + (anchor - cursor) % step
            final = min(low, last)
            if first <= final:
                found.append(range(first, final + 1, step))
            cursor = high
            position += 1
    return found


def offers(members: Sequence[Member], step: int, *, earliest: int, latest: int) -> dict[int, Member]:
    """Each free start once, earliest first, with the member who would get it."""
    found: dict[int, Member] = {}
    for day in range(len(members[0].opening) if members else 0):
        # The first in turn comes last, so that their name stands where several are free.
        for member in sorted(members, key=lambda member: in_turn(member, day), reverse=True):
            for starts in _free_on(member, day, step, earliest, latest):
                found.update(dict.fromkeys(starts, member))
    return dict(sorted(found.items()))


def takers(members: Sequence[Member], step: int, start: int) -> list[Member]:
    """Who is free to begin at `start`, first in turn first."""
    free = {
        member.id: (in_turn(member, day), member)
        for member in members
        for day in range(len(member.opening))
        if _free_on(member, day, step, start, start)
    }
    return [member for _, member in sorted(free.values())]


def in_turn(member: Member, day: int) -> tuple[int, int, int]:
    """Who gets an appointment that several could take: the least busy that day, then the least versatile."""
    return member.load[day], member.skill, member.id


def _free_on(member: Member, day: int, step: int, earliest: int, latest: int) -> list[range]:
    return free_starts(
        member.opening[day], member.blocked, member.length, step, earliest=earliest, latest=latest
    )
