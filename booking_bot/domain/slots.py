"""Where an appointment fits, as arithmetic over UTC seconds.

An appointment occupies its staff and rooms for *parts* of its time, given as offsets from its
start: buffers reach beyond it, processing leaves the staff free in the middle. What is busy thus
forbids stretches of starts, open at both ends, and what remains on the grid is free.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from booking_bot.domain.spans import Span

# No appointment occupies anything for longer, buffers included: the database holds it, so that whoever
# looks at a day need not look at all that ends later.
LONGEST = 7 * 24 * 3600

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
    start may lie, as `in_order` gives them.
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


def in_order(blocked: Iterable[Span]) -> list[Span]:
    """Open stretches sorted by their starts and by their ends; where they are not, they are joined.

    Between two that touch one start is left.
    """
    stretches = sorted(blocked)
    ends = [high for _, high in stretches]
    if ends == sorted(ends):
        return stretches
    joined = stretches[:1]
    for low, high in stretches[1:]:
        if low >= joined[-1][1]:
            joined.append((low, high))
        elif high > joined[-1][1]:
            joined[-1] = (joined[-1][0], high)
    return joined


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
    `blocked` comes from `in_order`. Raises ValueError when `length` or `step` is not positive.
    """
    if length <= 0 or step <= 0:
        raise ValueError("an appointment and the steps between starts need a length")
    found = []
    end = len(blocked)
    for anchor, close in opening:
        last = close - length if close - length < latest else latest
        cursor = anchor if anchor > earliest else earliest
        if cursor > last:
            continue
        ahead = bisect_left(blocked, (cursor,))
        if ahead:  # of those that begin before it the last ends last
            cursor = max(cursor, blocked[ahead - 1][1])
        for position in range(ahead, end):
            low, high = blocked[position]
            if low >= last:
                break
            if low >= cursor:
                first = cursor + (anchor - cursor) % step
                if first <= low:
                    found.append(range(first, low + 1, step))
            cursor = high
        first = cursor + (anchor - cursor) % step
        if first <= last:
            found.append(range(first, last + 1, step))
    return found


def offers(members: Sequence[Member], step: int, *, earliest: int, latest: int) -> dict[int, Member]:
    """Each free start once, earliest first, with the member who would get it."""
    found: dict[int, Member] = {}
    for day in range(len(members[0].opening) if members else 0):
        # The first in turn comes last, so that their name stands where several are free.
        for member in sorted(members, key=lambda member: in_turn(member, day), reverse=True):
            for starts in free_on(member, day, step, earliest, latest):
                for start in starts:
                    found[start] = member
    return dict(sorted(found.items()))


def takers(members: Sequence[Member], step: int, start: int) -> list[Member]:
    """Who is free to begin at `start`, first in turn first."""
    free = {
        member.id: (in_turn(member, day), member)
        for member in members
        for day in range(len(member.opening))
        if free_on(member, day, step, start, start)
    }
    return [member for _, member in sorted(free.values())]


def in_turn(member: Member, day: int) -> tuple[int, int, int]:
    """Who gets an appointment that several could take: the least busy that day, then the least versatile."""
    return member.load[day], member.skill, member.id


def free_on(member: Member, day: int, step: int, earliest: int, latest: int) -> list[range]:
    return free_starts(
        member.opening[day], member.blocked, member.length, step, earliest=earliest, latest=latest
    )
