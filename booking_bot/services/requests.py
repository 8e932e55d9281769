"""What the owner does about a request: accept it, decline it, or propose another time.

The customer is told in the same transaction; where we may not write to them now, the owner is asked to.
Each may come twice: the second time nothing is said again.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.dialogue.flows import requests as words
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.appointments import InvalidTransition, Status
from booking_bot.domain.patience import next_alert
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import Appointment, Attention, AttentionKind, row_id
from booking_bot.services import (
    agenda_lock,
    availability,
    awaited,
    bookings,
    granting,
    outbox,
    promises,
    telling,
)
from booking_bot.services.agenda import Wish
from booking_bot.services.one_by_one import each
from booking_bot.services.templates.texts import TemplateText

BY = "clock"
# How long a proposal waits for its answer, at most until what it is about begins.
ANSWER_WITHIN = timedelta(days=2)
# The owner is reminded once more when what waits for them is so near.
NEAR = timedelta(hours=3)


def accept(session: Session, appointment_id: int, *, by: str, now: datetime) -> bool:
    """Say yes; whether the customer could be told. Raises NoSuchAppointment or InvalidTransition."""
    agenda_lock.take(session)
    appointment = granting.grant(session, appointment_id, by=by, now=now)
    return _tell(
        session,
        appointment,
        lambda talk: words.accepted(talk, talk.desk.find(appointment_id)),
        dedupe_key=f"request-accepted:{appointment_id}:{appointment.revision}",
        now=now,
        template=telling.about("request_accepted", appointment_id),
    )


def decline(session: Session, appointment_id: int, *, by: str, now: datetime, why: str = "") -> bool:
    """Say no, with a sentence or without, and offer the nearest times; whether the customer could be told.

    Raises NoSuchAppointment, or InvalidTransition where it is booked already.
    """
    customer = session.exec(
        select(Appointment.customer_id).where(col(Appointment.id) == appointment_id)
    ).first()
    conversation = telling.lock(session, customer) if customer else None
    agenda_lock.take(session)
    parts = granting.requested(session, appointment_id)
    if parts[0].status not in (Status.REQUESTED, Status.CANCELLED):
        raise InvalidTransition(parts[0].status, Status.CANCELLED)
    for part in parts:
        if part.status is Status.REQUESTED:
            bookings.cancel(session, row_id(part), by=by, now=now)
    held = conversation is None or outbox.is_mute(conversation, now)
    return _tell(
        session,
        parts[0],
        lambda talk: _say_no(talk, appointment_id, why, held=held),
        dedupe_key=f"request-declined:{appointment_id}",
        now=now,
        template=telling.about("request_declined", appointment_id),
        goes_on=True,
    )


def _say_no(talk: Talk, appointment_id: int, why: str, *, held: bool) -> None:
    booked = talk.desk.find(appointment_id)
    words.declined(talk, booked, why)
    if not held:  # else a person is at it
        words.look_elsewhere(talk, booked)


def propose(session: Session, appointment_id: int, start: datetime, *, by: str, now: datetime) -> bool:
    """Ask the customer whether another time suits them; whether they could be asked.

    Raises NoSuchAppointment, InvalidTransition, or what booking that time would raise.
    """
    agenda_lock.take(session)
    parts = granting.requested(session, appointment_id)
    appointment = parts[0]
    for part in parts:
        staff_id = part.staff_id if len(parts) > 1 else None
        wish = Wish(part.service_id, staff_id, tuple(map(row_id, parts)))
        moment = start + (part.starts_at - appointment.starts_at)
        refusal = availability.why_not(session, wish, moment, now=now)
        if refusal is not None:
            raise refusal
    proposal = granting.propose(session, appointment_id, start, by=by, now=now)
    number = row_id(proposal)
    return _tell(
        session,
        appointment,
        lambda talk: words.propose(talk, talk.desk.proposal(number)),
        dedupe_key=f"request-proposal:{number}",
        now=now,
        template=lambda talk: _proposed(talk, number),
        asking=telling.Asking(
            QuestionKind.PROPOSAL,
            number,
            appointment.revision,
            min(now + ANSWER_WITHIN, start, appointment.starts_at),
        ),
    )


def _proposed(talk: Talk, number: int) -> TemplateText:
    offer = talk.desk.proposal(number).offer
    return TemplateText("proposal", {"what": talk.what(offer)}, offer.start)


def run_due(database: Database, *, now: datetime) -> int:
    """Remind the owner of what waits for their word; how many that were."""
    with database.reading() as session:
        due = [row_id(one) for one, appointment in _waiting(session) if _is_due(one, appointment, now)]
        due = due if due and promises.is_open(session, now) else []
    return each(database, due, _remind, now=now)


def lapse_due(database: Database, *, now: datetime) -> int:
    """Give up what nobody said yes or no to before it was to begin; how many that were.

    What waits for a deposit that is said to be paid stays: somebody's money is a person's to see to.
    """
    with database.reading() as session:
        begun = [
            row_id(appointment)
            for one, appointment in _waiting(session)
            if one.kind is AttentionKind.REQUEST and appointment.starts_at <= now
        ]
    return each(database, begun, lapse, now=now)


def lapse(session: Session, appointment_id: int, *, now: datetime) -> bool:
    """Cancel it with all its visit and tell the customer; False where somebody answered meanwhile."""
    agenda_lock.take(session)
    parts = granting.requested(session, appointment_id)
    if parts[0].status is not Status.REQUESTED or parts[0].starts_at > now:
        return False
    for part in parts:
        bookings.cancel(session, row_id(part), by=BY, now=now)
    _tell(
        session,
        parts[0],
        lambda talk: words.lapsed(talk, talk.desk.find(appointment_id)),
        dedupe_key=f"request-lapsed:{appointment_id}",
        now=now,
    )
    return True


def _remind(session: Session, attention_id: int, *, now: datetime) -> bool:
    attention = session.exec(
        select(Attention)
        .where(col(Attention.id) == attention_id, col(Attention.resolved_at).is_(None))
        .with_for_update(skip_locked=True)
    ).first()
    appointment = session.get(Appointment, attention.appointment_id) if attention else None
    if attention is None or appointment is None or not _is_due(attention, appointment, now):
        return False
    attention.alerted_at = now
    return True


def _waiting(session: Session) -> list[tuple[Attention, Appointment]]:
    rows = session.exec(
        select(Attention, Appointment)
        .join(Appointment, col(Appointment.id) == col(Attention.appointment_id))
        .where(col(Attention.kind).in_(awaited.ASKED), col(Attention.resolved_at).is_(None))
        .order_by(col(Appointment.starts_at))
    ).all()
    return list(rows)


def _is_due(attention: Attention, appointment: Appointment, now: datetime) -> bool:
    """At growing intervals once it takes too long, and once more when it is near."""
    asked, near = attention.alerted_at, appointment.starts_at - NEAR
    if near <= now < appointment.starts_at and (asked is None or asked < near) and attention.at < near:
        return True
    return attention.promised_at is not None and now >= next_alert(attention.promised_at, asked)


def _tell(
    session: Session,
    appointment: Appointment,
    compose: telling.Compose,
    *,
    dedupe_key: str,
    now: datetime,
    asking: telling.Asking | None = None,
    template: telling.Template | None = None,
    goes_on: bool = False,
) -> bool:
    session.flush()
    return telling.tell(
        session,
        appointment.customer_id,
        compose,
        dedupe_key=dedupe_key,
        now=now,
        asking=asking,
        appointment_id=row_id(appointment),
        template=template,
        goes_on=goes_on,
    )
