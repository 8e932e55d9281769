"""The rows that block time. They are written and deleted under the agenda's lock, and nowhere else."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from booking_bot.domain import lanes
from booking_bot.domain.spans import Span, subtract
from booking_bot.models import Conversation, Occupancy
from booking_bot.services import rows
from booking_bot.services.availability import Taker

# Lanes from here on are appointments that the owner put on top of others on purpose.
OVERBOOKED = 1000

_TABLE = rows.table(Occupancy)
_INSERT = sa.insert(_TABLE)
_OF_APPOINTMENT = sa.delete(_TABLE).where(_TABLE.c.appointment_id == sa.bindparam("appointment"))
_HELD_BY = sa.delete(_TABLE).where(_TABLE.c.conversation_id == sa.bindparam("conversation"))
_HELD_BY_OR_LAPSED = sa.delete(_TABLE).where(
    # Holds are few and appointments many: the index of conversations knows the holds apart.
    _TABLE.c.conversation_id > 0,
    sa.or_(
        _TABLE.c.conversation_id == sa.bindparam("conversation"), _TABLE.c.hold_until <= sa.bindparam("now")
    ),
)
# Whether a conversation holds anything: part of the statement with which every turn begins.
HELD = sa.exists().where(_TABLE.c.conversation_id == col(Conversation.id)).correlate(Conversation)


class _Row(NamedTuple):
    id: int
    lane: int
    span: Span
    appointment_id: int | None


def occupy(session: Session, taker: Taker, appointment_id: int) -> None:
    """Block the time of staff and rooms for an appointment. Raises IntegrityError where it is taken.

    What goes on top of others on purpose takes a lane of its own there, and blocks like all the rest.
    """
    _insert(session, taker, {"appointment_id": appointment_id}, moving=())


def hold(
    session: Session, taker: Taker, conversation_id: int, *, until: datetime, moving: tuple[int, ...]
) -> None:
    """Block it for a conversation until then. Raises IntegrityError where it is taken.

    What the appointments `moving` block already needs no row.
    """
    owner = {"conversation_id": conversation_id, "hold_until": int(until.timestamp())}
    _insert(session, taker, owner, moving=moving)


def free_appointment(session: Session, appointment_id: int) -> None:
    _delete(session, _OF_APPOINTMENT, appointment=appointment_id)


def free_hold(session: Session, conversation_id: int) -> None:
    _delete(session, _HELD_BY, conversation=conversation_id)


def free_holds(session: Session, conversation_id: int | None, now: datetime) -> None:
    """What the conversation holds, if one is given, and whatever others held too long."""
    _delete(session, _HELD_BY_OR_LAPSED, conversation=conversation_id, now=int(now.timestamp()))


def is_overlap(error: IntegrityError) -> bool:
    """Whether the guard against overlaps refused the row, on either database, and not another constraint."""
    return "occupancy_overlap" in str(error.orig)


def _insert(session: Session, taker: Taker, owner: dict[str, int], *, moving: tuple[int, ...]) -> None:
    session.flush()
    taken = [
        {**owner, "resource_id": resource, "lane": lane, "start_ts": start, "end_ts": end}
        for resource, capacity, span in _wanted(taker)
        for lane, (start, end) in (
            _on_top(session, resource, capacity, span)
            if taker.beside
            else _placed(session, resource, capacity, span, moving)
        )
    ]
    if taken:
        session.connection().execute(_INSERT, taken)


def _wanted(taker: Taker) -> Iterator[tuple[int, int, Span]]:
    """Resource, capacity and stretch of each row."""
    for start, end in taker.work.staff_parts:
        yield taker.staff_id, 1, (taker.start + start, taker.start + end)
    for number, room in taker.rooms.items():
        for span in room.parts(taker.work.room_parts, taker.start):
            yield number, room.capacity, span


def _placed(
    session: Session, resource: int, capacity: int, span: Span, moving: tuple[int, ...]
) -> Iterator[tuple[int, Span]]:
    """The lane to take and the stretches of it to block."""
    if capacity == 1 and not moving:
        yield 0, span  # no need to look: the guard does
        return
    near = _near(session, resource, span)
    own = [row for row in near if row.appointment_id in moving]
    lane = lanes.first_free({row.lane for row in near if row not in own}, capacity)
    if lane is None:
        lane = _make_room(session, resource, span, near)
    for piece in subtract(span, [row.span for row in own if row.lane == lane]):
        yield lane, piece


def _on_top(session: Session, resource: int, capacity: int, span: Span) -> Iterator[tuple[int, Span]]:
    taken = {row.lane for row in _near(session, resource, span, below=None)}
    lane = lanes.first_free(taken, capacity)
    yield (next(free for free in count(OVERBOOKED) if free not in taken) if lane is None else lane), span


def _make_room(session: Session, resource: int, span: Span, near: Sequence[_Row]) -> int:
    """Move appointments between equal rooms until one is free for all of `span`, and give its lane.

    There is room at every moment, or the slot would not have been free, but in several lanes. Rows
    that do not overlap, even through others, are left alone.
    """
    low, high = span
    while near:
        lower, upper = min(row.span[0] for row in near), max(row.span[1] for row in near)
        if low <= lower and upper <= high:
            break
        low, high = min(low, lower), max(high, upper)
        near = _near(session, resource, (low, high))
    *moved, lane = lanes.spread([*(row.span for row in near), span])
    connection = session.connection()
    # Out of each other's way first: the guard looks at every single step.
    connection.execute(
        sa.update(Occupancy)
        .where(col(Occupancy.id).in_([row.id for row in near]))
        .values(lane=-col(Occupancy.id))
    )
    for row, to in zip(near, moved, strict=True):
        connection.execute(sa.update(Occupancy).where(col(Occupancy.id) == row.id).values(lane=to))
    return lane


def _near(session: Session, resource: int, span: Span, *, below: int | None = OVERBOOKED) -> list[_Row]:
    """What overlaps `span` on the resource, unless `below` is None but for what was put on top on purpose."""
    found = session.connection().execute(
        sa.select(
            col(Occupancy.id),
            col(Occupancy.lane),
            col(Occupancy.start_ts),
            col(Occupancy.end_ts),
            col(Occupancy.appointment_id),
        ).where(
            col(Occupancy.resource_id) == resource,
            sa.true() if below is None else col(Occupancy.lane) < below,
            col(Occupancy.end_ts) > span[0],
            col(Occupancy.start_ts) < span[1],
        )
    )
    return [_Row(row.id, row.lane, (row.start_ts, row.end_ts), row.appointment_id) for row in found]


def _delete(session: Session, statement: sa.Delete, **values: int | None) -> None:
    session.flush()
    session.connection().execute(statement, values)
