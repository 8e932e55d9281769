"""Saying yes to what was requested, and another time that the owner proposes for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import InvalidTransition, Status
from booking_bot.domain.refusals import AlreadyOver, NoSuchAppointment, NoSuchProposal, Outdated
from booking_bot.models import Appointment, AttentionKind, Proposal, row_id
from booking_bot.services import audit, awaited, bookings, visits


def grant(session: Session, appointment_id: int, *, by: str, now: datetime) -> Appointment:
    """Book the whole visit, or wait for its deposit where there is one; twice is no error.

    Raises NoSuchAppointment or InvalidTransition.
    """
    parts = requested(session, appointment_id)
    first = parts[0]
    if first.status is not Status.REQUESTED:
        return bookings.accept(session, appointment_id, by=by, now=now)  # says what it is
    deposits = [awaited.await_deposit(session, part, now=now) for part in parts]
    if any(deposits):
        awaited.settle(session, first, (AttentionKind.REQUEST,), now=now)
        audit.record(session, by, "appointment.granted", row_id(first), now=now)
        return first
    return book(session, parts, by=by, now=now)


def book(session: Session, parts: Sequence[Appointment], *, by: str, now: datetime) -> Appointment:
    """All of them, once nothing is waited for any more."""
    booked = [bookings.accept(session, row_id(part), by=by, now=now) for part in parts]
    return booked[0]


def requested(session: Session, appointment_id: int) -> list[Appointment]:
    """The appointment, and whatever else of its visit waits as it does. Raises NoSuchAppointment."""
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    if appointment.visit is None:
        return [appointment]
    others = session.exec(
        select(Appointment)
        .where(
            col(Appointment.visit) == appointment.visit,
            col(Appointment.status) == appointment.status,
            col(Appointment.id) != appointment_id,
        )
        .order_by(col(Appointment.id))
    ).all()
    return [appointment, *others]


def propose(session: Session, appointment_id: int, start: datetime, *, by: str, now: datetime) -> Proposal:
    """Keep what the owner proposes, instead of what was proposed before.

    Raises NoSuchAppointment, or InvalidTransition where it no longer waits for the owner.
    """
    appointment = requested(session, appointment_id)[0]
    if appointment.status is not Status.REQUESTED:
        raise InvalidTransition(appointment.status, Status.REQUESTED)
    for old in session.exec(
        select(Proposal).where(
            col(Proposal.appointment_id) == appointment_id, col(Proposal.ended_at).is_(None)
        )
    ):
        old.ended_at = now
    proposal = Proposal(
        appointment_id=appointment_id, revision=appointment.revision, starts_at=start, created_at=now
    )
    session.add(proposal)
    session.flush()
    awaited.ask_owner(session, appointment, AttentionKind.REQUEST, now=now, reason="proposed")
    audit.record(session, by, "appointment.proposed", appointment_id, now=now, start=start.isoformat())
    return proposal


def find(session: Session, proposal_id: int) -> tuple[Proposal, Appointment]:
    """Raises NoSuchProposal."""
    proposal = session.get(Proposal, proposal_id)
    appointment = session.get(Appointment, proposal.appointment_id) if proposal else None
    if proposal is None or appointment is None:
        raise NoSuchProposal(proposal_id)
    return proposal, appointment


def agree(
    session: Session, proposal_id: int, *, by: str, now: datetime, conversation_id: int | None = None
) -> Appointment:
    """The customer takes the time proposed: the request moves there and is granted.

    It is the owner's own time, so the shop's notice does not bind. Raises as `bookings.reschedule` does;
    Outdated or AlreadyOver where the request or the proposal is no longer what it was.
    """
    proposal, appointment = find(session, proposal_id)
    if appointment.status is not Status.REQUESTED:
        raise AlreadyOver(row_id(appointment), appointment.status)
    if proposal.ended_at is not None or proposal.revision != appointment.revision:
        raise Outdated(row_id(appointment), appointment.revision)
    _move(session, appointment, proposal.starts_at, now=now, conversation_id=conversation_id)
    proposal.ended_at = now
    audit.record(session, by, "appointment.agreed", row_id(appointment), now=now)
    return grant(session, row_id(appointment), by=by, now=now)


def _move(
    session: Session, appointment: Appointment, start: datetime, *, now: datetime, conversation_id: int | None
) -> None:
    """There with all of its visit, each part as far from the others as it was, and with who has it."""
    parts = requested(session, row_id(appointment))
    if len(parts) == 1:
        bookings.reschedule(
            session, row_id(appointment), start=start, by="owner", now=now, conversation_id=conversation_id
        )
        return
    by = start - appointment.starts_at
    moves = [
        (
            visits.Held(row_id(part), part.revision),
            visits.PartOfVisit(part.service_id, part.staff_id, part.starts_at + by),
        )
        for part in parts
    ]
    visits.reschedule_visit(session, moves, by="owner", now=now, conversation_id=conversation_id)


def refuse(session: Session, proposal_id: int, *, now: datetime) -> None:
    """They do not want that time; the request is the owner's to see to again."""
    proposal, appointment = find(session, proposal_id)
    if proposal.ended_at is None:
        proposal.ended_at = now
        if appointment.status is Status.REQUESTED:
            awaited.ask_owner(session, appointment, AttentionKind.REQUEST, now=now, reason="proposal_refused")
