"""A day that goes wrong as its page tells it: each visit that was hit, and what came of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking_bot.domain.appointments import OPEN
from booking_bot.models import (
    Affected,
    AffectedStatus,
    Appointment,
    ChannelName,
    Delivery,
    Disruption,
    Message,
    Outbox,
    row_id,
)
from booking_bot.services import catalogue
from booking_bot.services.agenda_entries import Entry, entries_of
from booking_bot.services.disruptions.troubles import Trouble

WAITING = (AffectedStatus.WRITTEN, AffectedStatus.TO_CALL)


class NoSuchDisruption(Exception):
    """There is none of that number."""


@dataclass(frozen=True, slots=True)
class Line:
    """One visit that was hit, and what came of it. `instead` is what they have in place of it, if any."""

    id: int
    first_id: int
    status: AffectedStatus
    was: datetime
    placed: bool
    offer: datetime | None  # the nearest hour, of one that does not stand
    with_whom: str
    entry: Entry
    instead: Entry | None
    conversation_id: int | None
    delivery: Delivery | None
    by_hand: bool

    @property
    def waits(self) -> bool:
        return self.status in WAITING


@dataclass(frozen=True, slots=True)
class Story:
    id: int
    trouble: Trouble
    staff: str
    ended: bool
    lines: tuple[Line, ...]

    @property
    def answered(self) -> int:
        return sum(not line.waits for line in self.lines)

    @property
    def to_call(self) -> int:
        return sum(line.status is AffectedStatus.TO_CALL for line in self.lines)


def story(session: Session, disruption_id: int) -> Story:
    """Raises NoSuchDisruption."""
    disruption = session.get(Disruption, disruption_id)
    if disruption is None:
        raise NoSuchDisruption(disruption_id)
    return _stories(session, [disruption])[0]


def under_way(session: Session) -> list[Story]:
    """Those of which somebody is still to be spoken with, or to answer; the newest first."""
    return _stories(session, session.exec(unended()).all())


def unended() -> SelectOfScalar[Disruption]:
    return select(Disruption).where(col(Disruption.ended_at).is_(None)).order_by(col(Disruption.id).desc())


def rows_of(session: Session, disruptions: Collection[int]) -> Sequence[Affected]:
    return session.exec(
        select(Affected)
        .where(col(Affected.disruption_id).in_(disruptions))
        .order_by(col(Affected.from_starts_at), col(Affected.id))
        .execution_options(populate_existing=True)
    ).all()


def newest_of(session: Session, customers: Collection[int], since: datetime) -> dict[int, int]:
    """What was booked for each of them since then and stands: the first of it, by customer."""
    found = session.exec(
        select(Appointment.customer_id, Appointment.id)
        .where(
            col(Appointment.customer_id).in_(customers),
            col(Appointment.status).in_(OPEN),
            col(Appointment.created_at) >= since,
        )
        .order_by(col(Appointment.id).desc())
    )
    return {customer: number for customer, number in found if number is not None}


def last_tried(session: Session, messages: Collection[int]) -> dict[int, Outbox]:
    """The row of each, or the one that goes instead of it by now."""
    rows = session.exec(select(Outbox).where(col(Outbox.message_id).in_(messages))).all()
    last = {row.message_id: row for row in rows}
    while rows:
        of = {row_id(row): message for message, row in last.items()}
        rows = session.exec(select(Outbox).where(col(Outbox.follows_id).in_(of))).all()
        for row in rows:
            last[of[row.follows_id or 0]] = row
    return last


def _stories(session: Session, disruptions: Sequence[Disruption]) -> list[Story]:
    """A constant number of statements, however many lines there are."""
    if not disruptions:
        return []
    rows = rows_of(session, [row_id(one) for one in disruptions])
    staff = {one.id: one.name for one in catalogue.read(session).staff}
    entries = entries_of(session, {row.appointment_id for row in rows})
    customers = {entry.person.id for entry in entries.values()}
    since = min((one.created_at for one in disruptions), default=None)
    newest = newest_of(session, customers, since) if since and customers else {}
    chosen = entries_of(session, set(newest.values())) if newest else {}
    last = last_tried(session, [row.message_id for row in rows if row.message_id])
    told = session.exec(select(Message).where(col(Message.id).in_(last))).all() if last else []
    lines_of = {row_id(one): one.conversation_id for one in told}
    gathered: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        entry = entries.get(row.appointment_id)
        if entry is None or row.appointment_id != row.first_id:
            continue
        instead = chosen.get(newest.get(entry.person.id, 0))
        sent = last.get(row.message_id or 0)
        gathered[row.disruption_id].append(
            Line(
                id=row_id(row),
                first_id=row.first_id,
                status=row.status,
                was=row.from_starts_at,
                placed=row.placed,
                offer=row.offer_starts_at,
                with_whom=staff.get(row.offer_staff_id or 0, ""),
                entry=entry,
                instead=instead if not entry.is_open and row.status is AffectedStatus.MOVED else None,
                conversation_id=lines_of.get(row.message_id or 0),
                delivery=sent.status if sent else None,
                by_hand=sent is not None and sent.channel is ChannelName.HAND,
            )
        )
    return [
        Story(
            id=row_id(one),
            trouble=Trouble(one.kind, one.starts_at, one.ends_at, one.staff_id, one.delay, one.reason or ""),
            staff=staff.get(one.staff_id, ""),
            ended=one.ended_at is not None,
            lines=tuple(gathered[row_id(one)]),
        )
        for one in disruptions
    ]
