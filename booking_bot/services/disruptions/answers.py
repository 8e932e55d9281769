"""What they answer to how it is instead. Each visit is one, by the number of its first part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.refusals import AlreadyOver, NoSuchAppointment
from booking_bot.models import (
    Affected,
    AffectedStatus,
    Appointment,
    Disruption,
    DisruptionKind,
    Source,
    row_id,
)
from booking_bot.services import agenda_lock, audit, bookings, visits
from booking_bot.services.diary import silence
from booking_bot.services.visits import Held


@dataclass(frozen=True, slots=True)
class Told:
    """`parts` are those of one visit, the first first."""

    disruption: Disruption
    parts: Sequence[Affected]


def find(session: Session, number: int) -> Told:
    """Raises NoSuchAppointment."""
    lead = session.get(Affected, number, populate_existing=True)
    if lead is None:
        raise NoSuchAppointment(number)
    disruption = session.get_one(Disruption, lead.disruption_id)
    return Told(disruption, parts_of(session, lead))


def parts_of(session: Session, lead: Affected) -> Sequence[Affected]:
    """All of its visit, which are told in one message."""
    return session.exec(
        select(Affected)
        .where(col(Affected.disruption_id) == lead.disruption_id, col(Affected.first_id) == lead.first_id)
        .order_by(col(Affected.id))
    ).all()


def is_changed(session: Session, told: Told) -> bool:
    """Whether what they were told of is not so any more."""
    return told.parts[0].status is AffectedStatus.MOVED or any(
        appointment is None or appointment.revision != part.revision
        for part, appointment in _appointments(session, told)
    )


def chosen_since(session: Session, told: Told) -> int | None:
    """What they have instead of what does not stand any more: the first that was made for them since."""
    lead = told.parts[0]
    customer = select(Appointment.customer_id).where(col(Appointment.id) == lead.appointment_id)
    return session.exec(
        select(Appointment.id)
        .where(
            col(Appointment.customer_id).in_(customer),
            col(Appointment.status).in_(OPEN),
            col(Appointment.created_at) >= lead.at,
        )
        .order_by(col(Appointment.id))
    ).first()


def suits(
    session: Session, number: int, *, by: str, now: datetime, conversation_id: int | None = None
) -> int:
    """They come to what stands, or take what is offered; gives the appointment that it is then.

    Raises as `bookings.confirm` and `bookings.book` do; AlreadyOver where there is nothing to take.
    """
    agenda_lock.take(session)
    told = find(session, number)
    lead = told.parts[0]
    if lead.placed or told.disruption.kind is DisruptionKind.LATE:
        return _comes(session, told, by=by, now=now)
    if lead.status is AffectedStatus.MOVED or any(part.offer_starts_at is None for part in told.parts):
        raise AlreadyOver(lead.appointment_id, Status.CANCELLED)
    visit = token_hex(8) if len(told.parts) > 1 else None
    made = [
        bookings.book(
            session,
            customer_id=old.customer_id,
            service_id=old.service_id,
            start=part.offer_starts_at,
            staff_id=part.offer_staff_id,
            source=Source.OWNER,  # the shop's own proposal: nobody's word is missing
            by=by,
            now=now,
            note=old.note,
            beneficiary=old.beneficiary,
            subject=old.subject,
            visit=visit,
            conversation_id=conversation_id,
        )
        for part, old in _appointments(session, told)
        if old is not None and part.offer_starts_at is not None
    ]
    silence.keep(session, [row_id(one) for one in made], now=now)
    _settle(session, told, AffectedStatus.MOVED, now)
    return row_id(made[0])


def give_up(session: Session, number: int, *, now: datetime) -> None:
    """They want nothing instead."""
    told = find(session, number)
    _settle(session, told, AffectedStatus.CANCELLED, now)


def _comes(session: Session, told: Told, *, by: str, now: datetime) -> int:
    """Who begins later than planned may say so after the hour at which it was to begin."""
    lead = told.parts[0]
    pairs = [(part, one) for part, one in _appointments(session, told) if one and one.status in OPEN]
    ahead = [(part, one) for part, one in pairs if one.starts_at > now]
    parts = [Held(row_id(one), part.revision) for part, one in ahead]
    if parts:
        visits.confirm_visit(session, parts, by=by, now=now)
    _settle(session, told, AffectedStatus.AGREED, now)
    return lead.appointment_id


def _settle(session: Session, told: Told, status: AffectedStatus, now: datetime) -> None:
    for part in told.parts:
        part.status, part.ended_at = status, now
        audit.record(session, "bot", f"affected.{status}", row_id(part), now=now)
    session.flush()


def _appointments(session: Session, told: Told) -> list[tuple[Affected, Appointment | None]]:
    found = {
        one.id: one
        for one in session.exec(
            select(Appointment)
            .where(col(Appointment.id).in_([part.appointment_id for part in told.parts]))
            .execution_options(populate_existing=True)
        )
    }
    return [(part, found.get(part.appointment_id)) for part in told.parts]
