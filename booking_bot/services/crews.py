"""Who does each service, for how long and at what price, and what it takes beside them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking_bot.domain.drop_off import parse_clock, parse_window
from booking_bot.domain.opening import Week, parse_week
from booking_bot.domain.rooms import Room
from booking_bot.domain.slots import Work
from booking_bot.domain.spans import Span
from booking_bot.models import Resource, Service, ServiceStaff, row_id
from booking_bot.services.catalogue import Catalogue


class Doer(NamedTuple):
    """`week` are hours of their own, if they have any; `skill` is the number of services they do."""

    id: int
    week: Week | None
    work: Work
    price_cents: int | None
    skill: int


class Crew(NamedTuple):
    """Of one service, those who do it. `rooms` go by id; `before` and `after` are its buffers.

    What is left here has a `drop_off`, when it may begin, and a `pick_up`, both in minutes after midnight.
    """

    doers: Sequence[Doer]
    rooms: Mapping[int, Room]
    length: timedelta
    before: int
    after: int
    approval: bool
    drop_off: Span | None = None
    pick_up: int | None = None


@lru_cache(maxsize=8)
def crews_of(shop: Catalogue) -> dict[int, Crew]:
    """By the services that are offered; what is no longer active is left out."""
    services = {row_id(service): service for service in shop.services if service.active}
    staff = {row_id(member): member for member in shop.staff if member.active}
    zone = ZoneInfo(shop.business.timezone)
    rooms = {
        row_id(room): Room(room.capacity, zone if room.whole_day else None)
        for room in shop.rooms
        if room.active
    }
    skills = [one for one in shop.skills if one.service_id in services and one.staff_id in staff]
    versatile = Counter(one.staff_id for one in skills)
    doers: dict[int, list[Doer]] = defaultdict(list)
    for one in skills:
        member, service = staff[one.staff_id], services[one.service_id]
        doers[one.service_id].append(_doer(member, service, one, skill=versatile[one.staff_id]))
    needs: dict[int, dict[int, Room]] = defaultdict(dict)
    for number, room in shop.needs:
        if room in rooms:
            needs[number][room] = rooms[room]
    return {
        number: Crew(
            doers[number],
            needs[number],
            service.length,
            _seconds(service.buffer_before),
            _seconds(service.buffer_after),
            service.approval or service.deposit is not None,
            parse_window(service.drop_off) if service.drop_off else None,
            parse_clock(service.pick_up) if service.pick_up else None,
        )
        for number, service in services.items()
    }


def _doer(member: Resource, service: Service, own: ServiceStaff, *, skill: int) -> Doer:
    pause = _seconds(service.processing_after)
    work = Work(
        length=_seconds(own.length or service.length),
        before=_seconds(service.buffer_before),
        after=_seconds(service.buffer_after),
        pause=pause,
        resume=pause + _seconds(service.processing_length),
    )
    week = parse_week(member.hours) if member.hours is not None else None
    price = service.price_cents if own.price_cents is None else own.price_cents
    return Doer(row_id(member), week, work, price, skill)


def _seconds(length: timedelta | None) -> int:
    return int(length.total_seconds()) if length else 0
