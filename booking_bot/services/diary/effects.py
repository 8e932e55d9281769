"""What stands in the way of an appointment that somebody puts into the agenda by hand.

The bot keeps to the shop's rules; its people may break them, but see before what they break.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.domain.refusals import NotTheirService
from booking_bot.domain.slots import Work
from booking_bot.domain.spans import Span, intersect
from booking_bot.domain.walltime import utc
from booking_bot.models import Absence, Appointment, Conversation, Occupancy, row_id
from booking_bot.services.agenda import Agenda, Wish, load
from booking_bot.services.agenda_entries import Entry, entries_of
from booking_bot.services.inbox import Person, people

_SECOND = timedelta(seconds=1)
# Who writes down at ten past what began at the hour knows what they do.
_JUST_NOW = timedelta(minutes=30)


class Hindrance(StrEnum):
    CLOSED = "closed"  # the shop is, at that time
    NOT_WORKING = "not_working"  # they have other hours
    AWAY = "away"  # they are not there
    OFFERED = "offered"  # a customer is choosing that time in the chat
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Effects:
    """`overlaps` are appointments that it would lie upon, `theirs` the customer's own at that time.

    `away_for` is the reason of an absence, "" where none is told; `choosing` who is about to take the time
    in a chat.
    """

    start: datetime
    end: datetime
    overlaps: tuple[Entry, ...] = ()
    theirs: tuple[Entry, ...] = ()
    hindrances: tuple[Hindrance, ...] = ()
    away_for: str = ""
    choosing: Person | None = None

    @property
    def any(self) -> bool:
        return bool(self.overlaps or self.theirs or self.hindrances)

    def has_more_than(self, seen: Collection[int]) -> bool:
        """Whether it lies upon an appointment that is none of those."""
        return any(one.id not in seen for one in self.overlaps)


class Hindered(Exception):
    """Something stands in the way, and nobody said yet that they know."""

    def __init__(self, effects: Effects) -> None:
        super().__init__(f"{effects.start.isoformat()} is not free")
        self.effects = effects


def effects(
    session: Session,
    service_id: int,
    staff_id: int,
    start: datetime,
    *,
    now: datetime,
    customer_id: int | None = None,
    moving: tuple[int, ...] = (),
) -> Effects:
    """Raises NoSuchService, or NotTheirService."""
    agenda = load(session, Wish(service_id, staff_id, moving), start, start + _SECOND, now=now)
    if not agenda.members:
        raise NotTheirService(start)
    work, at = agenda.work[staff_id], int(start.timestamp())
    numbers, chats = _in_the_way(session, agenda, staff_id, at, now=now, moving=moving)
    end = utc(at + work.length)
    own = _of_customer(session, customer_id, start, end, but=(*numbers, *moving))
    known = entries_of(session, {*numbers, *own})
    hindrances, away_for = _hours(session, agenda, staff_id, at, work)
    if chats:
        hindrances.append(Hindrance.OFFERED)
    if start < now - _JUST_NOW:
        hindrances.append(Hindrance.PAST)
    return Effects(
        start,
        end,
        _told(known, numbers),
        _told(known, own),
        tuple(hindrances),
        away_for,
        _whose(session, chats),
    )


def _whose(session: Session, chats: Collection[int]) -> Person | None:
    if not chats:
        return None
    number = session.exec(select(Conversation.customer_id).where(col(Conversation.id) == min(chats))).one()
    return people(session, [number])[number]


def _told(known: dict[int, Entry], numbers: Collection[int]) -> tuple[Entry, ...]:
    return tuple(sorted((known[one] for one in numbers), key=lambda entry: (entry.start, entry.id)))


def _hours(
    session: Session, agenda: Agenda, staff_id: int, at: int, work: Work
) -> tuple[list[Hindrance], str]:
    """The widest rule of the hours that it breaks, and why they are away where they are."""
    span = at, at + work.length
    if not _within(span, agenda.days.spans):
        return [Hindrance.CLOSED], ""
    if intersect([span], agenda.absences.get(staff_id, ())):
        reasons = session.exec(
            select(Absence.reason).where(
                col(Absence.staff_id) == staff_id,
                col(Absence.starts_at) < utc(span[1]),
                col(Absence.ends_at) > utc(at),
            )
        )
        return [Hindrance.AWAY], next(filter(None, reasons), "")
    if not _within(span, agenda.members[0].opening):
        return [Hindrance.NOT_WORKING], ""
    return [], ""


def _within(span: Span, days: Collection[Collection[Span]]) -> bool:
    return any(opens <= span[0] and span[1] <= closes for day in days for opens, closes in day)


def _in_the_way(
    session: Session, agenda: Agenda, staff_id: int, at: int, *, now: datetime, moving: tuple[int, ...]
) -> tuple[set[int], set[int]]:
    """The appointments upon which it would lie, and the chats in which somebody is about to take the time."""
    work = agenda.work[staff_id]
    wanted = {staff_id: [(at + begin, at + end) for begin, end in work.staff_parts]}
    for number, room in agenda.rooms.items():
        full = room.full(agenda.busy[number]) if number in agenda.busy else ()
        wanted[number] = intersect(room.parts(work.room_parts, at), full)
    reach = [span for spans in wanted.values() for span in spans]
    rows = session.exec(
        select(Occupancy).where(
            col(Occupancy.resource_id).in_(wanted),
            col(Occupancy.end_ts) > min(start for start, _ in reach),
            col(Occupancy.start_ts) < max(end for _, end in reach),
        )
    ).all()
    met = [row for row in rows if intersect(wanted[row.resource_id], [(row.start_ts, row.end_ts)])]
    numbers = {row.appointment_id for row in met if row.appointment_id and row.appointment_id not in moving}
    held = [row for row in met if row.hold_until is not None and row.hold_until > now.timestamp()]
    return numbers, {row.conversation_id for row in held if row.conversation_id}


def _of_customer(
    session: Session, customer_id: int | None, start: datetime, end: datetime, *, but: Collection[int]
) -> list[int]:
    """Nobody is in two places at once, but a family may come together."""
    if customer_id is None:
        return []
    rows = session.exec(
        select(Appointment).where(
            col(Appointment.customer_id) == customer_id,
            col(Appointment.status).in_(OPEN),
            col(Appointment.starts_at) < end,
            col(Appointment.ends_at) > start,
            col(Appointment.id).not_in(but),
        )
    )
    return [row_id(row) for row in rows]
