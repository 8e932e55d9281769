"""When there is room for a whole visit: several services, several people, found together or not at all."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from booking_bot.domain.visits import Part, Place, Puzzle
from booking_bot.domain.walltime import utc
from booking_bot.services.agenda import Agenda, load_all
from booking_bot.services.availability import Slot, limits

# What begins before the end of the look may end after it: no shop has visits that are longer.
_BEYOND = timedelta(days=1)


class Wanted(NamedTuple):
    """One service for one person, `who` counting from 0; None is anybody who does it."""

    service_id: int
    staff_id: int | None = None
    who: int = 0


def free_visits(
    session: Session,
    wanted: Sequence[Wanted],
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    moving: tuple[int, ...] = (),
    ignoring_hold_of: int | None = None,
) -> Iterator[tuple[Slot, ...]]:
    """Visits that begin in `[start, end)`, earliest first, a slot for each of `wanted`, which go by person.

    As many statements as for one service. Starts that the shop's notice or horizon forbids are left
    out. Raises NoSuchService.
    """
    if end <= start:
        return
    agendas = load_all(
        session,
        {one.service_id for one in wanted},
        start,
        end + _BEYOND,
        now=now,
        moving=moving,
        ignoring_hold_of=ignoring_hold_of,
    )
    agenda = agendas[wanted[0].service_id]
    low, high = limits(agenda, now)
    puzzle = Puzzle(
        [_part(one, agendas[one.service_id]) for one in wanted],
        agenda.busy,
        agenda.step,
        earliest=max(low, math.ceil(start.timestamp())),
        latest=min(high, math.ceil(end.timestamp()) - 1),
    )
    for places in puzzle.visits():
        yield tuple(map(_slot, places))


def _part(wanted: Wanted, agenda: Agenda) -> Part:
    members = [one for one in agenda.members if wanted.staff_id in (None, one.id)]
    works = {member.id: agenda.work[member.id] for member in members}
    return Part(wanted.who, members, works, agenda.rooms)


def _slot(place: Place) -> Slot:
    return Slot(utc(place.start), utc(place.end), place.member)
