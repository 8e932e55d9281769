"""What came of a day that went wrong: who agreed, who chose otherwise, and whom somebody has to call.

All of it is read from the tables again and again, so it does not matter where an answer came: by a button, in
the talk, on the page, by telephone.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking_bot.db import Database
from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Affected,
    AffectedStatus,
    Appointment,
    ChannelName,
    Delivery,
    Disruption,
    DisruptionKind,
    Message,
    Outbox,
    row_id,
)
from booking_bot.services import audit, catalogue, open_questions, outbox
from booking_bot.services.agenda_entries import Entry, entries_of
from booking_bot.services.disruptions import writing

# Who has not answered by then, before it was to begin, is called.
CALL_BEFORE = timedelta(hours=1)
# But whoever was told late has this long to read it, as long as it has not begun.
AT_LEAST = timedelta(minutes=15)
# What nobody saw to by then is left as it is.
GIVEN_UP = timedelta(hours=12)
_WAITING = (AffectedStatus.WRITTEN, AffectedStatus.TO_CALL)
_FAILED = (Delivery.FAILED, Delivery.UNDELIVERED, Delivery.EXPIRED, Delivery.CANCELLED)


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
    entry: Entry
    instead: Entry | None
    conversation_id: int | None
    delivery: Delivery | None
    by_hand: bool

    @property
    def waits(self) -> bool:
        return self.status in _WAITING


@dataclass(frozen=True, slots=True)
class Story:
    disruption: Disruption
    staff: str
    lines: tuple[Line, ...]

    @property
    def answered(self) -> int:
        return sum(not line.waits for line in self.lines)

    @property
    def to_call(self) -> int:
        return sum(line.status is AffectedStatus.TO_CALL for line in self.lines)


def run_due(database: Database, *, now: datetime) -> int:
    """Look at all that are under way; how many rows became something else."""
    with database.reading() as session:
        if session.exec(_under_way().limit(1)).first() is None:
            return 0
    with database.transaction() as session:
        return sum(follow(session, one, now=now) for one in session.exec(_under_way()).all())


def follow(session: Session, disruption: Disruption, *, now: datetime) -> int:
    """Note what came of each, and end it once nobody is left to be spoken with."""
    rows = _rows(session, [row_id(disruption)])
    waiting = [row for row in rows if row.status in _WAITING]
    facts = _Facts(session, waiting, disruption)
    changed = 0
    for row in waiting:
        status = facts.status(row, now)
        if status is row.status:
            continue
        row.status = status
        row.ended_at = now if status not in _WAITING else None
        changed += 1
        if status is AffectedStatus.MOVED or status is AffectedStatus.CANCELLED:
            outbox.cancel(session, f"{writing.PREFIX}{row.id}", reason=writing.NO_NEED)
            open_questions.end(session, QuestionKind.OTHERWISE, [row_id(row)], at=now)
        audit.record(session, "clock", f"affected.{status}", row_id(row), now=now)
    left = [row for row in waiting if row.status in _WAITING]
    if all(row.from_starts_at + GIVEN_UP <= now for row in left):
        disruption.ended_at = now
    session.flush()
    return changed


def seen_to(session: Session, affected_id: int, *, by: str, now: datetime) -> Disruption:
    """Somebody of the shop spoke with them. Raises NoSuchDisruption."""
    lead = session.get(Affected, affected_id)
    if lead is None:
        raise NoSuchDisruption(affected_id)
    disruption = session.get_one(Disruption, lead.disruption_id)
    for row in _rows(session, [lead.disruption_id]):
        if row.first_id == lead.first_id and row.status in _WAITING:
            row.status, row.ended_at = AffectedStatus.SEEN_TO, now
            audit.record(session, by, "affected.seen_to", row_id(row), now=now)
    follow(session, disruption, now=now)
    return disruption


def story(session: Session, disruption_id: int) -> Story:
    """Raises NoSuchDisruption."""
    disruption = session.get(Disruption, disruption_id)
    if disruption is None:
        raise NoSuchDisruption(disruption_id)
    return _stories(session, [disruption])[0]


def under_way(session: Session) -> list[Story]:
    """Those of which somebody is still to be spoken with, or to answer; the newest first."""
    return _stories(session, session.exec(_under_way()).all())


def _under_way() -> SelectOfScalar[Disruption]:
    return select(Disruption).where(col(Disruption.ended_at).is_(None)).order_by(col(Disruption.id).desc())


def _rows(session: Session, disruptions: Collection[int]) -> Sequence[Affected]:
    return session.exec(
        select(Affected)
        .where(col(Affected.disruption_id).in_(disruptions))
        .order_by(col(Affected.from_starts_at), col(Affected.id))
        .execution_options(populate_existing=True)
    ).all()


class _Facts:
    """What the tables say of those who have not answered, read at once."""

    def __init__(self, session: Session, rows: Sequence[Affected], disruption: Disruption) -> None:
        self._late = disruption.kind is DisruptionKind.LATE
        wanted = [row.appointment_id for row in rows]
        found = session.exec(
            select(Appointment)
            .where(col(Appointment.id).in_(wanted))
            .execution_options(populate_existing=True)
        )
        self._appointments = {row_id(one): one for one in found}
        customers = {one.customer_id for one in self._appointments.values()}
        self._newest = newest_of(session, customers, disruption.created_at)
        self._failed = _not_delivered(session, [row.message_id for row in rows if row.message_id])

    def status(self, row: Affected, now: datetime) -> AffectedStatus:
        appointment = self._appointments.get(row.appointment_id)
        if appointment is None:
            return AffectedStatus.SEEN_TO
        if row.placed or self._late:
            said = _of_standing(row, appointment)
        else:
            taken = appointment.customer_id in self._newest
            said = AffectedStatus.MOVED if taken else None
        if said is not None:
            return said
        by = max(row.from_starts_at - CALL_BEFORE, min(row.at + AT_LEAST, row.from_starts_at))
        if row.message_id in self._failed or by <= now:
            return AffectedStatus.TO_CALL
        return row.status


def _of_standing(row: Affected, appointment: Appointment) -> AffectedStatus | None:
    """What they made of one that stands, None while they have made nothing of it."""
    if appointment.status is Status.CANCELLED:
        return AffectedStatus.CANCELLED
    if appointment.status not in OPEN:  # they came, or did not: nobody waits for an answer
        return AffectedStatus.SEEN_TO
    if appointment.revision != row.revision:
        return AffectedStatus.MOVED
    # being moved, it had to be confirmed anew
    confirmed = row.placed and appointment.status is Status.CONFIRMED
    return AffectedStatus.AGREED if appointment.arrived_at or confirmed else None


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


def _not_delivered(session: Session, messages: Collection[int]) -> set[int]:
    """Those that did not arrive, nor any that went instead of them."""
    last = _last_tried(session, messages)
    return {message for message, row in last.items() if row.status in _FAILED}


def _last_tried(session: Session, messages: Collection[int]) -> dict[int, Outbox]:
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
    rows = _rows(session, [row_id(one) for one in disruptions])
    staff = {one.id: one.name for one in catalogue.read(session).staff}
    entries = entries_of(session, {row.appointment_id for row in rows})
    customers = {entry.person.id for entry in entries.values()}
    since = min((one.created_at for one in disruptions), default=None)
    newest = newest_of(session, customers, since) if since and customers else {}
    chosen = entries_of(session, set(newest.values())) if newest else {}
    last = _last_tried(session, [row.message_id for row in rows if row.message_id])
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
                entry=entry,
                instead=instead if not entry.is_open and row.status is AffectedStatus.MOVED else None,
                conversation_id=lines_of.get(row.message_id or 0),
                delivery=sent.status if sent else None,
                by_hand=sent is not None and sent.channel is ChannelName.HAND,
            )
        )
    return [Story(one, staff.get(one.staff_id, ""), tuple(gathered[row_id(one)])) for one in disruptions]
