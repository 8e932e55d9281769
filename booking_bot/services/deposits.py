"""Deposits paid by hand: what the owner sees on the account, and what the clock does.

    awaited → claimed → received    the customer says so, the owner has seen it: it is booked
    claimed → awaited               it has not come: the customer is asked again
    awaited → released              nothing came in time: the time is given back

What is claimed the clock never releases: the owner is reminded instead (`requests.run_due`).
"""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.dialogue.flows import book
from booking_bot.dialogue.flows import deposits as words
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.appointments import InvalidTransition, Status
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, AttentionKind, Deposit, DepositStatus, Service, row_id
from booking_bot.services import agenda_lock, audit, awaited, bookings, granting, telling
from booking_bot.services.one_by_one import each

BY = "clock"


class NoSuchDeposit(Exception):
    def __init__(self, appointment_id: int) -> None:
        super().__init__(f"no deposit is known of appointment {appointment_id}")
        self.appointment_id = appointment_id


def received(session: Session, appointment_id: int, *, by: str, now: datetime) -> bool:
    """The owner has seen it: it is booked; whether the customer could be told.

    Raises NoSuchDeposit, or InvalidTransition where the time was given back meanwhile.
    """
    _, deposit = _found(session, appointment_id)
    parts = granting.requested(session, appointment_id)
    if deposit.status in awaited.OPEN_DEPOSIT:
        deposit.status, deposit.ended_at = DepositStatus.RECEIVED, now
        audit.record(session, by, "appointment.deposit_received", appointment_id, now=now)
    booked = granting.book(session, parts, by=by, now=now)
    return _tell(
        session,
        booked,
        lambda talk: _came(talk, appointment_id),
        dedupe_key=f"deposit-received:{deposit.id}",
        now=now,
        template=telling.about("request_accepted", appointment_id),
    )


def missing(session: Session, appointment_id: int, *, by: str, now: datetime) -> bool:
    """The owner looked and it has not come: the customer is asked again, and has as long as at first.

    Raises NoSuchDeposit, or InvalidTransition where nothing is awaited any more.
    """
    appointment, deposit = _found(session, appointment_id)
    if appointment.status is not Status.REQUESTED:
        raise InvalidTransition(appointment.status, Status.REQUESTED)
    if deposit.status is DepositStatus.CLAIMED:
        terms = session.get_one(Service, appointment.service_id).deposit or {}
        deposit.status = DepositStatus.AWAITED
        deposit.due_at = awaited.due(appointment, terms.get("hold"), now)
        awaited.settle(session, appointment, (AttentionKind.DEPOSIT,), now=now)
        audit.record(session, by, "appointment.deposit_missing", appointment_id, now=now)
    asked_at = int(deposit.due_at.timestamp())
    return _tell(
        session,
        appointment,
        lambda talk: _ask_again(talk, appointment_id),
        dedupe_key=f"deposit-missing:{deposit.id}:{asked_at}",
        now=now,
    )


def run_due(database: Database, *, now: datetime) -> int:
    """Give back the times whose deposit did not come; how many that were."""
    with database.reading() as session:
        due = session.exec(
            select(Deposit.appointment_id)
            .where(col(Deposit.status) == DepositStatus.AWAITED, col(Deposit.due_at) <= now)
            .order_by(col(Deposit.due_at))
        ).all()
    return each(database, due, release, now=now)


def release(session: Session, appointment_id: int, *, now: datetime) -> bool:
    """Cancel what was held for it and tell the customer, once; False where it came meanwhile."""
    appointment, deposit = _found(session, appointment_id)
    if deposit.status is not DepositStatus.AWAITED or deposit.due_at > now:
        return False
    parts = granting.requested(session, appointment_id)
    deposit.status, deposit.ended_at = DepositStatus.RELEASED, now
    if appointment.status is not Status.REQUESTED:
        return False
    for part in parts:
        bookings.cancel(session, row_id(part), by=BY, now=now)
    _tell(
        session,
        appointment,
        lambda talk: words.released(talk, talk.desk.find(appointment_id)),
        dedupe_key=f"deposit-released:{deposit.id}",
        now=now,
        template=telling.about("cancelled", appointment_id),
    )
    return True


def _came(talk: Talk, appointment_id: int) -> None:
    booked = talk.desk.find(appointment_id)
    words.came(talk, booked)
    book.prepare(talk, booked)


def _ask_again(talk: Talk, appointment_id: int) -> None:
    deposit = words.of(talk, talk.desk.find(appointment_id))
    if deposit is not None:
        words.ask_again(talk, deposit)


def _found(session: Session, appointment_id: int) -> tuple[Appointment, Deposit]:
    """Under the agenda's lock, which whoever changes either takes first."""
    agenda_lock.take(session)
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    deposit = awaited.deposit_of(session, appointment)
    if deposit is None:
        raise NoSuchDeposit(appointment_id)
    return appointment, deposit


def _tell(
    session: Session,
    appointment: Appointment,
    compose: telling.Compose,
    *,
    dedupe_key: str,
    now: datetime,
    template: telling.Template | None = None,
) -> bool:
    session.flush()
    return telling.tell(
        session,
        appointment.customer_id,
        compose,
        dedupe_key=dedupe_key,
        now=now,
        appointment_id=row_id(appointment),
        template=template,
    )
