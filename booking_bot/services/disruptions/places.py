"""Where else appointments fit, all of them together: what one is given is no longer there for the next.

The same hour with somebody else goes first; then the nearest other hour, on the day itself before all.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlmodel import Session

from booking_bot.domain.slots import Work, blocked_starts, in_order, offers, takers
from booking_bot.domain.spans import Span
from booking_bot.domain.visits import Part, Puzzle
from booking_bot.domain.walltime import instant, local_day, utc
from booking_bot.models import Appointment, row_id
from booking_bot.services import catalogue
from booking_bot.services.agenda import Agenda, load_all
from booking_bot.services.availability import limits
from booking_bot.services.crews import crews_of
from booking_bot.services.disruptions.troubles import Visit

REACH = timedelta(days=8)  # so far beyond the last of them another hour is looked for


class Place(NamedTuple):
    staff_id: int
    start: datetime
    end: datetime


Places = tuple[Place, ...]  # one for each part, in the order of the parts


class Search:
    """`away` are those who do not work, and when. What the visits take now counts as free."""

    def __init__(
        self, session: Session, visits: Sequence[Visit], away: Mapping[int, Sequence[Span]], *, now: datetime
    ) -> None:
        self._away, self._now = away, now
        self._taken: dict[int, list[Span]] = defaultdict(list)
        known = crews_of(catalogue.read(session))
        parts = [part for visit in visits for part in visit]
        services = {part.service_id for part in parts if part.service_id in known}
        self._agendas: dict[int, Agenda] = {}
        if services:
            first, last = min(part.starts_at for part in parts), max(part.starts_at for part in parts)
            self._agendas = load_all(
                session,
                services,
                min(first, now),
                last + REACH,
                now=now,
                moving=tuple(row_id(part) for part in parts),
            )

    def same_hour(self, visits: Sequence[Visit]) -> dict[int, Places]:
        """Of those that fit at their hour, by the id of their first part: who could go to fewest, first."""
        order = sorted(range(len(visits)), key=lambda index: (self._choices(visits[index]), index))
        found = {row_id(visits[index][0]): self._same(visits[index]) for index in order}
        return {number: places for number, places in found.items() if places}

    def nearest(self, visit: Visit) -> Places:
        """The other hour that lies nearest; none where nothing is free."""
        if any(part.service_id not in self._agendas for part in visit):
            return ()
        places = self._nearest_of_one(visit[0]) if len(visit) == 1 else self._nearest_of_many(visit)
        self._take(visit, places)
        return places

    def _choices(self, visit: Visit) -> int:
        return min((len(self._takers(part, {})) for part in visit), default=0)

    def _same(self, visit: Visit) -> Places:
        """Each part at its own hour, with who has it where they are there."""
        trial: dict[int, list[Span]] = defaultdict(list)
        places = []
        for part in visit:
            free = self._takers(part, trial)
            if not free or part.starts_at <= self._now:
                return ()
            staff = part.staff_id if part.staff_id in free else free[0]
            work = self._agendas[part.service_id].work[staff]
            places.append(Place(staff, part.starts_at, part.starts_at + timedelta(seconds=work.length)))
            self._note(trial, self._agendas[part.service_id], staff, part.starts_at, work)
        self._take(visit, tuple(places))
        return tuple(places)

    def _takers(self, part: Appointment, trial: Mapping[int, Sequence[Span]]) -> list[int]:
        """Who is free then, on the shop's grid or off it, first in turn first."""
        if part.service_id not in self._agendas:
            return []
        agenda = self._beside(part.service_id, trial)
        return [member.id for member in takers(agenda.members, 1, int(part.starts_at.timestamp()))]

    def _nearest_of_one(self, part: Appointment) -> Places:
        agenda = self._beside(part.service_id, {})
        low, high = limits(agenda, self._now)
        # not a day before: they come when they said, or later
        zone = agenda.days.calendar.zone
        low = max(low, instant(local_day(part.starts_at, zone), 0, zone))
        found = offers(agenda.members, agenda.step, earliest=low, latest=high)
        if not found:
            return ()
        start = min(found, key=partial(_distance, part.starts_at.astimezone(zone)))
        free = {member.id: member for member in takers(agenda.members, agenda.step, start)}
        member = free.get(part.staff_id, found[start])  # with whom they chose, where that can be
        return (Place(member.id, utc(start), utc(start + member.length)),)

    def _nearest_of_many(self, visit: Visit) -> Places:
        """The first from their hour on at which all of it fits."""
        agendas = {part.service_id: self._beside(part.service_id, {}) for part in visit}
        first = agendas[visit[0].service_id]
        low, high = limits(first, self._now)
        people = list(dict.fromkeys(part.beneficiary for part in visit))
        puzzle = Puzzle(
            [
                Part(
                    people.index(part.beneficiary),
                    agendas[part.service_id].members,
                    agendas[part.service_id].work,
                    agendas[part.service_id].rooms,
                )
                for part in visit
            ],
            first.busy,
            first.step,
            earliest=max(low, math.ceil(visit[0].starts_at.timestamp())),
            latest=high,
        )
        found = next(iter(puzzle.visits()), ())
        return tuple(Place(one.member, utc(one.start), utc(one.end)) for one in found)

    def _take(self, visit: Visit, places: Places) -> None:
        for part, place in zip(visit, places, strict=False):
            agenda = self._agendas[part.service_id]
            self._note(self._taken, agenda, place.staff_id, place.start, agenda.work[place.staff_id])

    def _note(
        self, taken: dict[int, list[Span]], agenda: Agenda, staff: int, start: datetime, work: Work
    ) -> None:
        at = int(start.timestamp())
        taken[staff] += [(at + begin, at + end) for begin, end in work.staff_parts]
        for room in agenda.rooms:
            taken[room] += [(at + begin, at + end) for begin, end in work.room_parts]

    def _beside(self, service_id: int, trial: Mapping[int, Sequence[Span]]) -> Agenda:
        """The agenda with what was given away meanwhile."""
        agenda = self._agendas[service_id]
        more = {key: [*self._taken.get(key, ()), *trial.get(key, ())] for key in {*self._taken, *trial}}
        busy = defaultdict(list, {key: list(spans) for key, spans in agenda.busy.items()})
        for key, spans in more.items():
            busy[key] = [*busy[key], *spans]
        full = [stretch for number, room in agenda.rooms.items() for stretch in room.full(busy[number])]
        members = []
        for member in agenda.members:
            work = agenda.work[member.id]
            blocked = blocked_starts(more.get(member.id, ()), work.staff_parts)
            blocked += blocked_starts(self._away.get(member.id, ()), work.presence)
            blocked += blocked_starts(full, work.room_parts)
            members.append(member._replace(blocked=in_order([*member.blocked, *blocked])))
        return replace(agenda, members=members, busy=busy)


def away(staff: Collection[int], start: datetime, end: datetime) -> dict[int, list[Span]]:
    return {number: [(int(start.timestamp()), math.ceil(end.timestamp()))] for number in staff}


def _distance(was: datetime, start: int) -> tuple[int, timedelta, bool]:
    """Days away, and then by the clock: who comes at noon comes at noon, and later sooner than earlier."""
    there = utc(start).astimezone(was.tzinfo)
    days = (there.date() - was.date()).days
    by = there.replace(tzinfo=None) - was.replace(tzinfo=None) - timedelta(days=days)
    return abs(days), abs(by), by < timedelta(0)
