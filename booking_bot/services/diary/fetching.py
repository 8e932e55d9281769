"""Telling a customer that what they left here may be fetched: the dog, the car; once, where it is wanted."""

from datetime import datetime

from sqlmodel import Session

from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.gaps import filled
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, Business, Message
from booking_bot.services import foreseen, notify, outbox, telling
from booking_bot.services.house import own_texts
from booking_bot.services.notices.writing import names_of
from booking_bot.services.notify import Dropped
from booking_bot.services.templates.texts import wording_of

READY = "ready"


def tell(session: Session, appointment_id: int, *, now: datetime) -> Message | Dropped | None:
    """Have it said by whatever way is open; None where there is none to reach them by.

    Raises NoSuchAppointment.
    """
    appointment = session.get(Appointment, appointment_id)
    business = foreseen.business_of(session)
    if appointment is None or business is None:
        raise NoSuchAppointment(appointment_id)
    line = notify.line_of(session, appointment.customer_id, now=now)
    if line is None:
        return None
    own = own_texts.one(session, READY)
    return telling.say(
        session,
        line,
        lambda talk: say(talk, talk.desk.find(appointment_id), own, business),
        dedupe_key=_key(appointment_id),
        template=telling.about(READY, appointment_id),
        now=now,
    )


def say(talk: Talk, booked: Booked, own: str, business: Business) -> None:
    """In the owner's words, where there are some; else as the approved text says it."""
    usual = wording_of(business, READY).filled({"shop": business.name, "what": talk.what(booked)})
    talk.lines.append(filled(own, names_of(talk, booked)) if own else usual)


def withdraw(session: Session, appointment_id: int) -> None:
    """It is not ready after all: what has not gone yet does not go, and may be said once it is."""
    if outbox.cancel(session, _key(appointment_id), reason="Todavía no estaba."):
        outbox.forget_key(session, _key(appointment_id))


def _key(appointment_id: int) -> str:
    return f"ready:{appointment_id}"
