"""How the parts of one visit lie beside each other, as arithmetic over UTC seconds.

What one person has done follows, with a rest of at most one step; several persons begin at once
where that fits, else some begin as another is done. All of it is found, or nothing.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from booking_bot.domain.rooms import Room
from booking_bot.domain.slots import LONGEST, Member, Work, free_on, in_turn
from booking_bot.domain.spans import Span, crowded, intersect

# So many places are tried for one start before it counts as taken: a party of four needs some dozens.
PATIENCE = 200


class Part(NamedTuple):
    """One service of one person: `who` counts from 0, in the order of the parts.

    `works` are by member, `rooms` what it needs beside them, by id.
    """

    who: int
    members: Sequence[Member]
    works: Mapping[int, Work]
    rooms: Mapping[int, Room]


class Place(NamedTuple):
    """When a part begins and with whom; `work` is how long that takes."""

    start: int
    member: int
    work: Work

    @property
    def end(self) -> int:
        return self.start + self.work.length


class _Free(NamedTuple):
    """Who is free to begin a part: by start, with their turn that day; `starts` are in order."""

    starts: Sequence[int]
    members: Mapping[int, Sequence[tuple[tuple[int, int, int], Member]]]


class Puzzle:
    """The parts to be placed, and what is free for each. `busy` are the stretches taken, by room."""

    def __init__(
        self,
        parts: Sequence[Part],
        busy: Mapping[int, Sequence[Span]],
        step: int,
        *,
        earliest: int,
        latest: int,
    ) -> None:
        self._parts = parts
        self._step = step
        self._latest = latest
        end = _reach(parts, step, latest)
        self._free = [_free(part, step, earliest, end) for part in parts]
        # how much of what each person has done a member can do
        self._able = [
            Counter(member for part in parts if part.who == who for member in part.works)
            for who in range(parts[-1].who + 1)
        ]
        self._busy = {
            number: sorted(map(room.taken, busy.get(number, ())))
            for part in parts
            for number, room in part.rooms.items()
        }

    def starts(self) -> list[int]:
        """The starts of the first part, one of which is the start of the visit, earliest first."""
        return [start for start in self._free[0].starts if start <= self._latest]

    def visits(self) -> Iterator[list[Place]]:
        """Each start at which all of it fits, earliest first, with a place for each part."""
        for start in self.starts():
            found = self.at(start)
            if found is not None:
                yield found

    def at(self, start: int) -> list[Place] | None:
        """The places of all parts if the visit begins then, all persons at once where that fits."""
        together = self._searched(start, together=True)
        several = self._parts[-1].who > 0
        return together or (self._searched(start, together=False) if several else None)

    def _searched(self, start: int, *, together: bool) -> list[Place] | None:
        placed: list[Place] = []
        tries = PATIENCE

        def search(index: int) -> bool:
            nonlocal tries
            if index == len(self._parts):
                return True
            for place in self._places(index, start, placed, together=together):
                tries -= 1
                if tries < 0:
                    return False
                if not self._fits(self._parts[index], place, placed):
                    continue
                placed.append(place)
                if search(index + 1):
                    return True
                placed.pop()
            return False

        return placed if search(0) else None

    def _places(self, index: int, start: int, placed: Sequence[Place], *, together: bool) -> Iterator[Place]:
        """Where the part may lie beside those placed before it, the best first."""
        part = self._parts[index]
        follows = index > 0 and self._parts[index - 1].who == part.who
        before = placed[index - 1] if follows else None
        if before:
            ready = [before.end]
        elif index == 0 or together:
            ready = [start]
        else:
            ready = sorted({start, *(place.end for place in placed)})
        for moment in ready:
            rest = self._step if before or moment > start else 0
            for begin, member in self._free_from(index, moment, moment + rest, before):
                yield Place(begin, member.id, part.works[member.id])

    def _free_from(
        self, index: int, first: int, last: int, before: Place | None
    ) -> Iterator[tuple[int, Member]]:
        """Who is free to begin then: the same member goes on, and who does most for the person goes first."""
        free, able = self._free[index], self._able[self._parts[index].who]
        ranked = []
        for begin in free.starts[bisect_left(free.starts, first) : bisect_right(free.starts, last)]:
            for turn, member in free.members[begin]:
                another = before is not None and before.member != member.id
                ranked.append(((another, -able[member.id], begin, turn), member))
        for (_, _, begin, _), member in sorted(ranked, key=itemgetter(0)):
            yield begin, member

    def _fits(self, part: Part, place: Place, placed: Sequence[Place]) -> bool:
        """Whether it leaves those placed before it their staff and rooms."""
        own = _shifted(place.work.staff_parts, place.start)
        for other in placed:
            if other.member == place.member and intersect(own, _shifted(other.work.staff_parts, other.start)):
                return False
        for number, room in part.rooms.items():
            spans = [
                span
                for other, of in zip(placed, self._parts, strict=False)
                if number in of.rooms
                for span in room.parts(other.work.room_parts, other.start)
            ]
            wanted = room.parts(place.work.room_parts, place.start)
            if intersect(wanted, spans) and not self._has_room(number, room.capacity, wanted, spans):
                return False
        return True

    def _has_room(self, room: int, capacity: int, wanted: Sequence[Span], spans: Sequence[Span]) -> bool:
        low, high = min(start for start, _ in wanted), max(end for _, end in wanted)
        busy = self._busy[room]
        near = busy[bisect_left(busy, (low - LONGEST,)) : bisect_left(busy, (high,))]
        too_many = crowded([*near, *spans, *wanted], capacity + 1) if capacity > 1 else spans
        return not intersect(wanted, too_many)


def _reach(parts: Sequence[Part], step: int, latest: int) -> int:
    """The last second in which a part of a visit begun by `latest` may begin."""
    longest = (max((work.length for work in part.works.values()), default=0) + step for part in parts)
    return latest + sum(longest)


def _free(part: Part, step: int, earliest: int, latest: int) -> _Free:
    members: dict[int, list[tuple[tuple[int, int, int], Member]]] = defaultdict(list)
    for member in part.members:
        for day in range(len(member.opening)):
            turn = in_turn(member, day)
            for starts in free_on(member, day, step, earliest, latest):
                for start in starts:
                    members[start].append((turn, member))
    return _Free(sorted(members), members)


def _shifted(parts: Sequence[Span], start: int) -> list[Span]:
    return [(start + begin, start + end) for begin, end in parts]
