"""Visits of several parts: booked, held, moved and cancelled whole or not at all.

Each part is an appointment of its own, and takes its time by the verbs of `bookings`; what belongs
together bears the same `visit`. A part that is refused undoes those before it.
"""

import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast
from sqlmodel import Session, col, or_, select

from booking_bot.domain.appointments import OPEN
from booking_bot.models import Appointment, Service, Source
from booking_bot.services import agenda_lock, bookings, occupancies


@dataclass(frozen=True, slots=True)
class PartOfVisit:
    """What is booked: `beneficiary` comes, where it is not the customer; `subject` is what is attended."""

    service_id: int
    staff_id: int
    start: datetime
    beneficiary: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment as the customer knew it when they agreed to change it."""

    appointment_id: int
    revision: int


def _whole(session: Session, parts: Sequence[object]) -> AbstractContextManager[object]:
    """All or none, under the agenda's lock; one alone sees to that by itself."""
    if len(parts) < 2:
        return nullcontext()
    agenda_lock.take(session)
    return session.begin_nested()


def book_visit(
    session: Session,
    parts: Sequence[PartOfVisit],
    *,
    customer_id: int,
    source: Source,
    by: str,
    now: datetime,
    note: str | None = None,
    conversation_id: int | None = None,
) -> list[Appointment]:
    """Book all of them; what the conversation holds becomes the visit. Raises as `bookings.book` does.

    Where one needs the owner's word or a deposit, all of them wait for it: who comes for half a visit
    did not want that.
    """
    requested = len(parts) > 1 and source not in bookings.OWNERS_OWN and _waits(session, parts)
    visit = secrets.token_hex(8) if len(parts) > 1 else None
    with _whole(session, parts):
        return [
            bookings.book(
                session,
                customer_id=customer_id,
                service_id=part.service_id,
                staff_id=part.staff_id,
                start=part.start,
                beneficiary=part.beneficiary,
                subject=part.subject,
                note=note,
                visit=visit,
                source=source,
                by=by,
                now=now,
                conversation_id=conversation_id,
                requested=requested,
            )
            for part in parts
        ]


def _waits(session: Session, parts: Sequence[PartOfVisit]) -> bool:
    asks = or_(col(Service.approval), cast(col(Service.deposit), Text).is_not(None))
    which = select(Service.id).where(col(Service.id).in_([one.service_id for one in parts]), asks)
    return session.exec(which).first() is not None


def hold_visit(
    session: Session,
    parts: Sequence[PartOfVisit],
    *,
    conversation_id: int,
    now: datetime,
    moving: tuple[int, ...] = (),
) -> None:
    """Keep all of them for a conversation, instead of what it held before. Raises as `bookings.hold` does."""
    with _whole(session, parts):
        for number, part in enumerate(parts):
            bookings.hold(
                session,
                conversation_id=conversation_id,
                service_id=part.service_id,
                staff_id=part.staff_id,
                start=part.start,
                now=now,
                moving=moving,
                beside=number > 0,
            )


def reschedule_visit(
    session: Session,
    moves: Sequence[tuple[Held, PartOfVisit]],
    *,
    by: str,
    now: datetime,
    conversation_id: int | None = None,
    knowing: bool = False,
) -> list[Appointment]:
    """Move each to its new place. Raises as `bookings.reschedule` does; then all stay as they were."""
    together = tuple(held.appointment_id for held, _ in moves)
    with _whole(session, moves):
        for number in together[1:]:  # out of the way of those that go first
            occupancies.free_appointment(session, number)
        moved = [
            bookings.reschedule(
                session,
                held.appointment_id,
                start=part.start,
                staff_id=part.staff_id,
                by=by,
                now=now,
                conversation_id=conversation_id,
                revision=held.revision,
                together=together,
                knowing=knowing,
            )
            for held, part in moves
        ]
        _set_apart(session, moved)
        return moved


def _set_apart(session: Session, moved: Sequence[Appointment]) -> None:
    """One part that moves without the others is of their visit no more."""
    first = moved[0]
    if len(moved) > 1 or first.visit is None:
        return
    stays = select(Appointment.id).where(
        col(Appointment.visit) == first.visit,
        col(Appointment.status).in_(OPEN),
        col(Appointment.id) != first.id,
    )
    if session.exec(stays).first() is not None:
        first.visit = None


def cancel_visit(session: Session, parts: Sequence[Held], *, by: str, now: datetime) -> list[Appointment]:
    """Raises as `bookings.cancel` does; then none of them is cancelled."""
    with _whole(session, parts):
        return [
            bookings.cancel(session, part.appointment_id, by=by, now=now, revision=part.revision)
            for part in parts
        ]


def confirm_visit(session: Session, parts: Sequence[Held], *, by: str, now: datetime) -> list[Appointment]:
    """Raises as `bookings.confirm` does; then none of them is confirmed."""
    with _whole(session, parts):
        return [
            bookings.confirm(session, part.appointment_id, by=by, now=now, revision=part.revision)
            for part in parts
        ]
