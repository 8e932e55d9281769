"""What came of a day that went wrong: who agreed, who chose otherwise, and whom somebody has to call.

All of it is read from the tables again and again, so it does not matter where an answer came: by a button, in
the talk, on the page, by telephone.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Affected,
    AffectedStatus,
    Appointment,
    Delivery,
    Disruption,
    DisruptionKind,
    row_id,
)
from booking_bot.services import audit, open_questions, outbox, staff_messages, team
from booking_bot.services.agenda_entries import entries_of
from booking_bot.services.disruptions import judging, words, writing
from booking_bot.services.disruptions.stories import (
    WAITING,
    NoSuchDisruption,
    last_tried,
    newest_of,
    rows_of,
    unended,
)
from booking_bot.services.place import place_of

# Who has not answered by then, before it was to begin, is called.
CALL_BEFORE = timedelta(hours=1)
# But whoever was told late has this long to read it, as long as it has not begun.
AT_LEAST = timedelta(minutes=15)
# What nobody saw to by then is left as it is.
GIVEN_UP = timedelta(hours=12)
_FAILED = (Delivery.FAILED, Delivery.UNDELIVERED, Delivery.EXPIRED, Delivery.CANCELLED)


def run_due(database: Database, *, now: datetime) -> int:
    """Look at all that are under way; how many rows became something else."""
    with database.reading() as session:
        if session.exec(unended().limit(1)).first() is None:
            return 0
    with database.transaction() as session:
        return sum(follow(session, one, now=now) for one in session.exec(unended()).all())


def follow(session: Session, disruption: Disruption, *, now: datetime) -> int:
    """Note what came of each, and end it once nobody is left to be spoken with."""
    rows = rows_of(session, [row_id(disruption)])
    waiting = [row for row in rows if row.status in WAITING]
    facts = _Facts(session, waiting, disruption)
    changed: list[Affected] = []
    for row in waiting:
        status = facts.status(row, now)
        if status is row.status:
            continue
        row.status = status
        row.ended_at = now if status not in WAITING else None
        changed.append(row)
        if status is AffectedStatus.MOVED or status is AffectedStatus.CANCELLED:
            outbox.cancel(session, f"{judging.PREFIX}{row.id}", reason=writing.NO_NEED)
            open_questions.end(session, QuestionKind.OTHERWISE, [row_id(row)], at=now)
        audit.record(session, "clock", f"affected.{status}", row_id(row), now=now)
    left = [row for row in waiting if row.status in WAITING]
    if all(row.from_starts_at + GIVEN_UP <= now for row in left):
        disruption.ended_at = now
    session.flush()
    _tell_owners(session, [row for row in changed if row.status is AffectedStatus.TO_CALL], now)
    return len(changed)


def _tell_owners(session: Session, rows: Sequence[Affected], now: datetime) -> None:
    """Whom to call now, in one message."""
    first = [row for row in rows if row.first_id == row.appointment_id]
    if not first:
        return
    place = place_of(session)
    entries = entries_of(session, {row.appointment_id for row in first})
    lines = [
        f"{row.from_starts_at.astimezone(place.zone):%H:%M} "
        f"{words.called(entries[row.appointment_id].person, place.country)}"
        for row in first
    ]
    text = "\n".join(["No han contestado, o no les llegó. Hay que llamar a:", *(f"- {one}" for one in lines)])
    for member in team.owners(session):
        staff_messages.tell(
            session,
            member,
            text,
            key=f"{judging.PREFIX}call:{first[0].id}",
            now=now,
            news=f"hay que llamar a {lines[0]}" + (f" y {len(lines) - 1} más" if lines[1:] else ""),
        )


def seen_to(session: Session, affected_id: int, *, by: str, now: datetime) -> Disruption:
    """Somebody of the shop spoke with them. Raises NoSuchDisruption."""
    lead = session.get(Affected, affected_id)
    if lead is None:
        raise NoSuchDisruption(affected_id)
    disruption = session.get_one(Disruption, lead.disruption_id)
    for row in rows_of(session, [lead.disruption_id]):
        if row.first_id == lead.first_id and row.status in WAITING:
            row.status, row.ended_at = AffectedStatus.SEEN_TO, now
            audit.record(session, by, "affected.seen_to", row_id(row), now=now)
    follow(session, disruption, now=now)
    return disruption


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


def _not_delivered(session: Session, messages: Collection[int]) -> set[int]:
    """Those that did not arrive, nor any that went instead of them."""
    last = last_tried(session, messages)
    return {message for message, row in last.items() if row.status in _FAILED}
