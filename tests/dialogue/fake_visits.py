"""When the shop in memory has room for a visit of several parts."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from booking_bot.dialogue.desk import Booked, Offer, Part
from booking_bot.domain import visits
from booking_bot.domain.slots import Member, Work, blocked_starts, in_order

if TYPE_CHECKING:
    from tests.dialogue.fake import FakeDesk


def free_visits(desk: "FakeDesk", parts: Sequence[Part], moving: Booked | None) -> Iterator[Offer]:
    """All of them from now on, earliest first."""
    now = int(desk.now.timestamp())
    puzzle = visits.Puzzle(
        [_part(desk, one, moving) for one in parts],
        {},
        int(desk.step.total_seconds()),
        earliest=now,
        latest=now + desk.days * 24 * 3600,
    )
    for places in puzzle.visits():
        offers = [
            Offer(
                part.service,
                desk.shop.staff[place.member].id,
                _time(desk, place.start),
                _time(desk, place.end),
                part.who,
            )
            for part, place in zip(parts, places, strict=True)
        ]
        yield Offer(offers[0].service, offers[0].staff, offers[0].start, offers[0].end, 0, tuple(offers[1:]))


def _part(desk: "FakeDesk", part: Part, moving: Booked | None) -> visits.Part:
    length = next(one.length for one in desk.shop.services if one.id == part.service)
    work = Work(int(length.total_seconds()))
    able = [
        number
        for number, one in enumerate(desk.shop.staff)
        if part.service in one.services and part.staff in (None, one.id)
    ]
    members = [_member(desk, number, work, moving) for number in able]
    return visits.Part(part.who, members, dict.fromkeys(able, work), {})


def _member(desk: "FakeDesk", number: int, work: Work, moving: Booked | None) -> Member:
    staff = desk.shop.staff[number].id
    taken = [
        (int(one.start.timestamp()), int(one.end.timestamp()))
        for visit in desk.booked
        for one in visit.parts
        if (moving is None or one.id not in [part.id for part in moving.parts])
        and one.staff == staff
        and one.status != "cancelled"
    ]
    others = [(int(start.timestamp()) - 1, int(start.timestamp()) + 1) for start in desk.busy]
    opening = []
    for day in (desk.now.date() + timedelta(days=ahead) for ahead in range(desk.days)):
        spans = desk.shop.hours[day.isoweekday() - 1] if (staff, day) not in desk.away else ()
        begins = [datetime.combine(day, opens, tzinfo=desk.shop.zone) for opens, _ in spans]
        opening.append(
            [
                (int(begin.timestamp()), int((begin + length).timestamp()))
                for begin, (_, length) in zip(begins, spans, strict=True)
            ]
        )
    blocked = in_order(blocked_starts(taken, work.staff_parts) + others)
    return Member(number, work.length, opening, blocked, [0] * len(opening))


def _time(desk: "FakeDesk", seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, desk.shop.zone)
