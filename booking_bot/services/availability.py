"""When there is room. One function decides for listing, booking, moving and holding alike."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from booking_bot.domain.drop_off import is_within
from booking_bot.domain.horizon import earliest_start, latest_start
from booking_bot.domain.refusals import (
    BeyondHorizon,
    ClosedDay,
    NoSuchService,
    NotTheirService,
    OffGrid,
    OutsideDropOff,
    OutsideHours,
    Refused,
    SlotTaken,
    StaffAway,
    TooSoon,
)
from booking_bot.domain.rooms import Room
from booking_bot.domain.slots import Work, offers, takers
from booking_bot.domain.spans import Span, intersect
from booking_bot.domain.walltime import local_day, utc
from booking_bot.models import Business
from booking_bot.services.agenda import Agenda, Wish, load
from booking_bot.services.pick_up import PickUp

_SECOND = timedelta(seconds=1)


class Slot(NamedTuple):
    """A free stretch in UTC, with the member of staff who would get it."""

    start: datetime
    end: datetime
    staff_id: int


class Taker(NamedTuple):
    """Somebody free to begin at `start` (UTC seconds), their price, the rooms it takes (by id).

    With `beside` they may be busy: it is put on top of what is there.
    """

    staff_id: int
    start: int
    work: Work
    rooms: Mapping[int, Room]
    price_cents: int | None
    beside: bool = False
    pick_up: PickUp | None = None

    @property
    def slot(self) -> Slot:
        return Slot(utc(self.start), utc(self.start + self.work.length), self.staff_id)

    @property
    def pick_up_at(self) -> datetime | None:
        """By when what is left here may be fetched."""
        return self.pick_up.after(self.slot.end) if self.pick_up else None


class Decision(NamedTuple):
    """Who is free, first in turn first; the reason where nobody is.

    `length` is that of the first, or else the service's own; `approval` whether it is only requested;
    `business` has the rules of which the decision was made.
    """

    takers: list[Taker]
    refusal: Refused | None
    length: timedelta
    approval: bool
    business: Business


def free_slots(
    session: Session,
    *,
    service_id: int,
    staff_id: int | None = None,
    start: datetime,
    end: datetime,
    now: datetime,
    moving: tuple[int, ...] = (),
    ignoring_hold_of: int | None = None,
    for_owner: bool = False,
) -> list[Slot]:
    """Free starts in `[start, end)`, earliest first, each once with the member who would get it.

    Starts that the shop's notice or horizon forbids are left out, since they bind all but its owner.
    Raises NoSuchService.
    """
    if end <= start:
        return []
    wish = Wish(service_id, staff_id, moving, ignoring_hold_of)
    agenda = load(session, wish, start, end, now=now)
    low, high = limits(agenda, now)
    if for_owner:
        low, high = math.ceil(now.timestamp()), math.ceil(end.timestamp())
    found = offers(
        agenda.members,
        agenda.step,
        earliest=max(low, math.ceil(start.timestamp())),
        latest=min(high, math.ceil(end.timestamp()) - 1),
    )
    lengths = {member.id: timedelta(seconds=member.length) for member in agenda.members}
    return [
        Slot(begin, begin + lengths[member.id], member.id)
        for begin, member in zip(map(utc, found), found.values(), strict=True)
    ]


def decide(session: Session, wish: Wish, start: datetime, *, now: datetime) -> Decision:
    """Who may take `start`, from the same values by which `free_slots` lists it. Raises NoSuchService."""
    agenda = load(session, wish, start, start + _SECOND, now=now)
    free = _takers(agenda, start, now) or (_whoever_does_it(agenda, start) if wish.knowing else [])
    length = timedelta(seconds=free[0].work.length) if free else agenda.crew.length
    refusal = None if free else _obstacle(agenda, start, now)
    return Decision(free, refusal, length, agenda.crew.approval, agenda.business)


def why_not(session: Session, wish: Wish, start: datetime, *, now: datetime) -> Refused | None:
    """The refusal that booking `start` would raise, None if it is free."""
    try:
        return decide(session, wish, start, now=now).refusal
    except NoSuchService as refusal:
        return refusal


def _takers(agenda: Agenda, start: datetime, now: datetime) -> list[Taker]:
    at = int(start.timestamp())
    low, high = limits(agenda, now)
    if start.microsecond or not low <= at <= high:
        return []
    return [_taker(agenda, member.id, at) for member in takers(agenda.members, agenda.step, at)]


def _whoever_does_it(agenda: Agenda, start: datetime) -> list[Taker]:
    return [_taker(agenda, member.id, int(start.timestamp()), beside=True) for member in agenda.members]


def _taker(agenda: Agenda, member: int, at: int, *, beside: bool = False) -> Taker:
    clock = agenda.crew.pick_up
    return Taker(
        member,
        at,
        agenda.work[member],
        agenda.rooms,
        agenda.prices[member],
        beside,
        None if clock is None else PickUp(clock, agenda.calendar),
    )


def limits(agenda: Agenda, now: datetime) -> Span:
    """The first and the last second in which appointments may begin."""
    earliest = earliest_start(now, agenda.business.min_notice)
    latest = latest_start(now, agenda.business.horizon_days, agenda.days.calendar.zone)
    return math.ceil(earliest.timestamp()), int(latest.timestamp())


def _obstacle(agenda: Agenda, start: datetime, now: datetime) -> Refused:
    """The first rule, from the widest to the narrowest, that an appointment at `start` would break."""
    at = int(start.timestamp())
    low, high = limits(agenda, now)
    if at < low:
        return TooSoon(start, utc(low))
    if at > high:
        return BeyondHorizon(start, utc(high))
    if not agenda.members:
        return NotTheirService(start)
    wanted = [(at, at + member.length) for member in agenda.members]
    if not any(_around(span, agenda.days.spans) for span in wanted):
        today = agenda.days.dates.index(local_day(start, agenda.days.calendar.zone))
        if agenda.days.spans[today]:
            return OutsideHours(start)
        return ClosedDay(start, agenda.days.hours[today].reason)
    present = [
        opening
        for member, span in zip(agenda.members, wanted, strict=True)
        if not intersect([span], agenda.absences.get(member.id, ()))
        for opening in _around(span, member.opening)
    ]
    if not present:
        return StaffAway(start)
    if agenda.crew.drop_off and not is_within(start, agenda.crew.drop_off, agenda.days.calendar.zone):
        return OutsideDropOff(start)
    if start.microsecond or all((at - opens) % agenda.step for opens, _ in present):
        return OffGrid(start)
    return SlotTaken(start)


def _around(span: Span, days: Iterable[Iterable[Span]]) -> list[Span]:
    """The opening spans within which all of `span` lies."""
    return [
        (opens, closes) for day in days for opens, closes in day if opens <= span[0] and span[1] <= closes
    ]
