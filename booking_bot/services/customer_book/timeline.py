"""What there was with one customer, day by day, the newest first; of what was said only how much."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.orders import OrderStatus
from booking_bot.domain.walltime import instant, utc
from booking_bot.models import (
    Appointment,
    Conversation,
    Direction,
    Message,
    MessageKind,
    Note,
    Order,
    OrderEvent,
    Rating,
    Service,
    row_id,
)

DAYS = 15  # on a page
_ROWS, _MESSAGES = 60, 500  # read at once of each kind


@dataclass(frozen=True, slots=True)
class Booked:
    at: datetime
    id: int
    service: str
    subject: str | None
    status: Status


@dataclass(frozen=True, slots=True)
class Rated:
    at: datetime
    appointment_id: int
    figure: int
    comment: str | None


@dataclass(frozen=True, slots=True)
class Ordered:
    """A state that an order of theirs came to."""

    at: datetime
    order_id: int
    number: str
    status: OrderStatus


@dataclass(frozen=True, slots=True)
class Noted:
    at: datetime
    conversation_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """How much was said in one conversation on one day."""

    at: datetime
    conversation_id: int
    theirs: int
    ours: int


Event = Booked | Rated | Ordered | Noted | Said


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    events: tuple[Event, ...]

    @property
    def kinds(self) -> tuple[tuple[str, Event], ...]:
        return tuple((type(one).__name__.lower(), one) for one in self.events)


@dataclass(frozen=True, slots=True)
class Timeline:
    """`before` is the day before which the next page begins, None where this is the end."""

    days: tuple[Day, ...]
    before: date | None


def read(
    session: Session, customer_id: int, *, zone: ZoneInfo, now: datetime, before: date | None = None
) -> Timeline:
    """Whole days, in a constant number of statements; without what is still to come."""
    until = utc(instant(before, 0, zone)) if before is not None else None
    comes = sa.and_(col(Appointment.ends_at) > now, col(Appointment.status).in_(OPEN))
    by_day: dict[date, list[Event]] = defaultdict(list)
    complete = date.min
    sources = (
        _booked(session, customer_id, until, ~comes),
        _rated(session, customer_id, until),
        _ordered(session, customer_id, until),
        _noted(session, customer_id, until),
        _said(session, customer_id, until, zone),
    )
    for events, is_cut in sources:
        for one in events:
            by_day[one.at.astimezone(zone).date()].append(one)
        if is_cut:  # the oldest day of it may go on
            complete = max(complete, events[-1].at.astimezone(zone).date())
    days = sorted(by_day, reverse=True)
    whole = [day for day in days if day > complete] or days[:1]
    shown = whole[:DAYS]
    return Timeline(
        tuple(Day(day, tuple(sorted(by_day[day], key=_at, reverse=True))) for day in shown),
        shown[-1] if len(shown) < len(days) or complete > date.min else None,
    )


def _at(event: Event) -> datetime:
    return event.at


def _cut(events: Iterable[Event], read: int, most: int) -> tuple[Sequence[Event], bool]:
    return tuple(events), read == most


def _booked(
    session: Session, customer_id: int, until: datetime | None, which: sa.ColumnElement[bool]
) -> tuple[Sequence[Event], bool]:
    wanted = (
        select(Appointment, Service.name)
        .join(Service, col(Service.id) == col(Appointment.service_id))
        .where(col(Appointment.customer_id) == customer_id, which)
        .order_by(col(Appointment.starts_at).desc(), col(Appointment.id))
        .limit(_ROWS)
    )
    if until is not None:
        wanted = wanted.where(col(Appointment.starts_at) < until)
    rows = session.exec(wanted).all()
    events = [Booked(one.starts_at, row_id(one), name, one.subject, one.status) for one, name in rows]
    return _cut(events, len(rows), _ROWS)


def _rated(session: Session, customer_id: int, until: datetime | None) -> tuple[Sequence[Event], bool]:
    wanted = (
        select(Rating)
        .join(Appointment, col(Appointment.id) == col(Rating.appointment_id))
        .where(col(Appointment.customer_id) == customer_id)
        .order_by(col(Rating.at).desc())
        .limit(_ROWS)
    )
    if until is not None:
        wanted = wanted.where(col(Rating.at) < until)
    rows = session.exec(wanted).all()
    events = [Rated(one.at, one.appointment_id, one.rating, one.comment) for one in rows]
    return _cut(events, len(rows), _ROWS)


def _ordered(session: Session, customer_id: int, until: datetime | None) -> tuple[Sequence[Event], bool]:
    wanted = (
        select(OrderEvent, Order.number)
        .join(Order, col(Order.id) == col(OrderEvent.order_id))
        .where(col(Order.customer_id) == customer_id)
        .order_by(col(OrderEvent.at).desc(), col(OrderEvent.id).desc())
        .limit(_ROWS)
    )
    if until is not None:
        wanted = wanted.where(col(OrderEvent.at) < until)
    rows = session.exec(wanted).all()
    return _cut([Ordered(one.at, one.order_id, number, one.status) for one, number in rows], len(rows), _ROWS)


def _noted(session: Session, customer_id: int, until: datetime | None) -> tuple[Sequence[Event], bool]:
    wanted = (
        select(Note)
        .join(Conversation, col(Conversation.id) == col(Note.conversation_id))
        .where(col(Conversation.customer_id) == customer_id)
        .order_by(col(Note.at).desc(), col(Note.id).desc())
        .limit(_ROWS)
    )
    if until is not None:
        wanted = wanted.where(col(Note.at) < until)
    rows = session.exec(wanted).all()
    return _cut([Noted(one.at, one.conversation_id, one.text) for one in rows], len(rows), _ROWS)


def _said(
    session: Session, customer_id: int, until: datetime | None, zone: ZoneInfo
) -> tuple[Sequence[Event], bool]:
    """The days are the shop's, which no database knows: they are counted here."""
    wanted = (
        select(Message.at, Message.conversation_id, Message.direction)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(col(Conversation.customer_id) == customer_id, col(Message.kind) != MessageKind.STAFF)
        .order_by(col(Message.at).desc())
        .limit(_MESSAGES)
    )
    if until is not None:
        wanted = wanted.where(col(Message.at) < until)
    rows = session.exec(wanted).all()
    talks: dict[tuple[date, int], list[tuple[datetime, Direction]]] = defaultdict(list)
    for at, conversation_id, direction in rows:
        talks[at.astimezone(zone).date(), conversation_id].append((at, Direction(direction)))
    events = [
        Said(
            at=said[0][0],
            conversation_id=conversation_id,
            theirs=sum(direction is Direction.IN for _, direction in said),
            ours=sum(direction is Direction.OUT for _, direction in said),
        )
        for (_, conversation_id), said in talks.items()
    ]
    return _cut(events, len(rows), _MESSAGES)
