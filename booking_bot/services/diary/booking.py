"""Appointments that the shop's own people write down: by telephone, at the desk, or of who just came in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from secrets import token_hex

from sqlmodel import Session, col, select

from booking_bot.domain.refusals import SlotTaken
from booking_bot.domain.slots import free_starts, in_turn
from booking_bot.domain.walltime import utc
from booking_bot.models import Appointment, Source, row_id
from booking_bot.services import agenda_lock, audit, bookings, catalogue
from booking_bot.services.agenda import Agenda, Wish, load_all
from booking_bot.services.availability import decide
from booking_bot.services.diary import visitors
from booking_bot.services.diary.effects import Effects, Hindered, effects
from booking_bot.services.diary.visitors import Visitor

_SECOND = timedelta(seconds=1)
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Wanted:
    """`services` follow each other; without `staff_id` whoever is free then. The same `token` books once.

    Who is `knowing` has `seen` these appointments in the way, or whatever is there where that is None.
    """

    services: tuple[int, ...]
    start: datetime
    token: str
    staff_id: int | None = None
    visitor: Visitor = field(default_factory=Visitor)
    note: str = ""
    knowing: bool = False
    seen: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class FreeNow:
    """A service, and who does it today, by when they could begin: those who can this minute first."""

    service_id: int
    name: str
    length: timedelta
    staff: tuple[tuple[int, str, datetime | None], ...]
    now: datetime

    @property
    def free(self) -> tuple[tuple[int, str, datetime | None], ...]:
        return tuple(one for one in self.staff if one[2] == self.now)


def book(session: Session, wanted: Wanted, *, country: str, by: str, now: datetime) -> list[Appointment]:
    """Write it down, whatever the rules say, as long as nothing stands in the way or they know of it.

    Raises Hindered, UnknownPhone, NoSuchService, NotTheirService, or SlotTaken where nobody is free.
    """
    agenda_lock.take(session)
    made = _made_before(session, wanted)
    if made:
        return made
    customer_id = visitors.settle(session, wanted.visitor, country=country, by=by, now=now)
    staff_id = wanted.staff_id or _whoever_is_free(session, wanted, now)
    parts = _parts(session, wanted, staff_id, customer_id, now)
    if hindered := next((part for part in parts if _is_news(part, wanted)), None):
        raise Hindered(hindered)
    visit = token_hex(8) if len(parts) > 1 else None
    return [
        bookings.book(
            session,
            customer_id=customer_id,
            service_id=service_id,
            staff_id=staff_id,
            start=part.start,
            source=Source.OWNER,
            by=by,
            now=now,
            note=wanted.note or None,
            visit=visit,
            idempotency_key=f"{wanted.token}:{number}",
            knowing=True,
        )
        for number, service_id, part in zip(count(), wanted.services, parts)
    ]


def walk_in(
    session: Session,
    service_id: int,
    staff_id: int,
    *,
    token: str,
    knowing: bool,
    seen: frozenset[int] | None = None,
    by: str,
    now: datetime,
) -> Appointment:
    """Somebody came in without an appointment and is attended from this minute on; who they are can wait.

    Raises Hindered, NoSuchService or NotTheirService.
    """
    start = now.replace(second=0, microsecond=0)
    wanted = Wanted((service_id,), start, token, staff_id, knowing=knowing, seen=seen)
    (appointment,) = book(session, wanted, country="", by=by, now=now)
    if appointment.arrived_at is None:
        appointment.arrived_at = appointment.begun_at = now
        audit.record(session, by, "appointment.begun", row_id(appointment), now=now)
    return appointment


def _is_news(part: Effects, wanted: Wanted) -> bool:
    """Whether something stands in the way that they did not see when they said that they know."""
    if not wanted.knowing:
        return part.any
    return wanted.seen is not None and part.has_more_than(wanted.seen)


def free_now(session: Session, *, now: datetime) -> list[FreeNow]:
    """What could be begun at once, and by whom, in the shop's order."""
    kept = catalogue.read(session)
    services = [service for service in kept.services if service.active]
    if not services:
        return []
    start = now.replace(second=0, microsecond=0)
    agendas = load_all(session, [row_id(one) for one in services], start, start + _SECOND, now=now)
    names = {row_id(one): one.name for one in kept.staff}
    at = int(start.timestamp())
    return [
        FreeNow(
            row_id(service),
            service.name,
            service.length,
            tuple(
                (member, names[member], begins) for member, begins in _in_turn(agendas[row_id(service)], at)
            ),
            start,
        )
        for service in services
    ]


def _in_turn(agenda: Agenda, at: int) -> list[tuple[int, datetime | None]]:
    """Who does it, by when they could begin from `at` on: any minute, since who comes in keeps to no grid."""
    found = {}
    for member in agenda.members:
        opening = [span for day in member.opening for span in day if span[1] > at]
        starts = [
            one
            for one in free_starts(opening, member.blocked, member.length, 1, earliest=at, latest=at + _DAY)
            if one
        ]
        turn = min((in_turn(member, day) for day in range(len(member.load))), default=(0, 0, member.id))
        found[member.id] = (min((one[0] for one in starts), default=None), turn)
    order = sorted(found, key=lambda number: (found[number][0] or at + 2 * _DAY, found[number][1]))
    return [(number, utc(begins) if (begins := found[number][0]) else None) for number in order]


def _made_before(session: Session, wanted: Wanted) -> list[Appointment]:
    keys = [f"{wanted.token}:{number}" for number, _ in enumerate(wanted.services)]
    return list(
        session.exec(
            select(Appointment)
            .where(col(Appointment.idempotency_key).in_(keys))
            .order_by(col(Appointment.id))
        )
    )


def _whoever_is_free(session: Session, wanted: Wanted, now: datetime) -> int:
    found = decide(session, Wish(wanted.services[0]), wanted.start, now=now)
    if not found.takers:
        raise found.refusal or SlotTaken(wanted.start)
    return found.takers[0].staff_id


def _parts(session: Session, wanted: Wanted, staff_id: int, customer_id: int, now: datetime) -> list[Effects]:
    parts: list[Effects] = []
    for service_id in wanted.services:
        start = parts[-1].end if parts else wanted.start
        parts.append(effects(session, service_id, staff_id, start, now=now, customer_id=customer_id))
    return parts
