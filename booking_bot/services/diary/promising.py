"""By when what was left here may be fetched, as the shop's own people say it once they see what it needs."""

from datetime import datetime

from sqlmodel import Session

from booking_bot.dialogue.talk import Talk
from booking_bot.domain.appointments import OPEN
from booking_bot.domain.refusals import AlreadyOver, NoSuchAppointment
from booking_bot.models import Appointment, Message
from booking_bot.services import agenda_lock, audit, foreseen, hooks, notify, outbox, telling
from booking_bot.services.notices import planning
from booking_bot.services.notify import Dropped
from booking_bot.services.templates.texts import TemplateText

PICK_UP = "pick_up"


class TooEarly(Exception):
    """It would be fetched before it is brought."""


def promise(session: Session, appointment_id: int, at: datetime, *, by: str, now: datetime) -> bool:
    """Note it; False where it was so before. What was to be said of another hour is not said any more.

    Raises NoSuchAppointment, AlreadyOver or TooEarly.
    """
    agenda_lock.take(session)
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    if appointment.status not in OPEN:
        raise AlreadyOver(appointment_id, appointment.status)
    if at <= appointment.starts_at:
        raise TooEarly
    before = appointment.pick_up_at
    if before == at:
        return False
    appointment.pick_up_at = at
    if (business := foreseen.business_of(session)) is not None:
        planning.promised(session, appointment, business)
    outbox.cancel(session, _key(appointment_id), reason="La hora cambió otra vez antes de que saliera.")
    outbox.release_key(session, _key(appointment_id))
    audit.record(
        session,
        by,
        "appointment.promised",
        appointment_id,
        now=now,
        before=before.isoformat() if before else "",
        after=at.isoformat(),
    )
    hooks.tell(session, "appointment.changed", appointment_id, now=now)
    session.flush()
    return True


def tell(session: Session, appointment_id: int, *, now: datetime) -> Message | Dropped | None:
    """Have the hour said as it is now, by whatever way is open; None where there is none to reach them by.

    Raises NoSuchAppointment.
    """
    appointment = session.get(Appointment, appointment_id)
    if appointment is None or appointment.pick_up_at is None or foreseen.business_of(session) is None:
        raise NoSuchAppointment(appointment_id)
    line = notify.line_of(session, appointment.customer_id, now=now)
    if line is None:
        return None
    at = appointment.pick_up_at

    def compose(talk: Talk) -> None:
        what = talk.what(talk.desk.find(appointment_id))
        if talk.is_today(at):
            talk.tell("{what}: it will be ready today {time}.", what=what, time=talk.hour(at))
        else:
            talk.tell("{what}: it will be ready on {moment}.", what=what, moment=talk.moment(at))

    def same(talk: Talk) -> TemplateText:
        return TemplateText(PICK_UP, {"what": talk.what(talk.desk.find(appointment_id))}, at)

    return telling.say(session, line, compose, dedupe_key=_key(appointment_id), template=same, now=now)


def _key(appointment_id: int) -> str:
    return f"pick_up:{appointment_id}"
