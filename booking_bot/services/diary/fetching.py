"""Telling a customer that what they left here may be fetched: the dog, the car; once, where it is wanted.

Of a visit it is told once for all of it: who brought two animals comes for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.appointments import OPEN
from booking_bot.domain.gaps import filled
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, Business, Message, Service, row_id
from booking_bot.services import foreseen, notify, outbox, telling
from booking_bot.services.house import own_texts
from booking_bot.services.notices.writing import names_of
from booking_bot.services.notify import Dropped
from booking_bot.services.templates.texts import wording_of

READY = "ready"


@dataclass(frozen=True, slots=True)
class NotAllYet:
    """Nothing is said before the rest of the visit is ready too: these, by their names."""

    names: tuple[str, ...]


def tell(session: Session, appointment_id: int, *, now: datetime) -> Message | Dropped | NotAllYet | None:
    """Have it said by whatever way is open; None where there is none to reach them by.

    Raises NoSuchAppointment.
    """
    appointment = session.get(Appointment, appointment_id)
    business = foreseen.business_of(session)
    if appointment is None or business is None:
        raise NoSuchAppointment(appointment_id)
    others = [one for one in _visit(session, appointment) if one.id != appointment_id]
    unready = [one for one in others if one.status in OPEN and one.ready_at is None]
    if unready:
        return NotAllYet(_names(session, unready))
    line = notify.line_of(session, appointment.customer_id, now=now)
    if line is None:
        return None
    own = own_texts.one(session, READY)
    return telling.say(
        session,
        line,
        lambda talk: say(talk, talk.desk.find(appointment_id), own, business),
        dedupe_key=_key(session, appointment),
        template=telling.about(READY, appointment_id),
        now=now,
    )


def say(talk: Talk, booked: Booked, own: str, business: Business) -> None:
    """In the owner's words, where there are some; else as the approved text says it."""
    usual = wording_of(business, READY).filled({"shop": business.name, "what": talk.what(booked)})
    talk.lines.append(filled(own, names_of(talk, booked)) if own else usual)


def withdraw(session: Session, appointment_id: int) -> None:
    """It is not ready after all: what has not gone yet does not go, and may be said once it is."""
    appointment = session.get(Appointment, appointment_id)
    key = _key(session, appointment) if appointment else ""
    if key and outbox.cancel(session, key, reason="Todavía no estaba."):
        outbox.forget_key(session, key)


def _key(session: Session, appointment: Appointment) -> str:
    return f"ready:{min(map(row_id, _visit(session, appointment)))}"


def _visit(session: Session, appointment: Appointment) -> Sequence[Appointment]:
    """It, and all that was booked with it."""
    if appointment.visit is None:
        return [appointment]
    together = select(Appointment).where(col(Appointment.visit) == appointment.visit)
    return session.exec(together.order_by(col(Appointment.starts_at), col(Appointment.id))).all()


def _names(session: Session, parts: Sequence[Appointment]) -> tuple[str, ...]:
    """What is attended, else who comes, else what is done."""
    return tuple(
        one.subject or one.beneficiary or session.get_one(Service, one.service_id).name for one in parts
    )
