"""The next visit, asked for at the till: the same hour again, in as many weeks as the service is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import Appointment, Customer, Identity, IdentityKind, Service, Source
from booking_bot.services import agenda_lock, bookings
from booking_bot.services.diary.effects import Hindered, effects
from booking_bot.services.diary.near import near
from booking_bot.services.place import place_of
from booking_bot.services.standing.terms import start_on

USUAL_WEEKS = 4
LONGEST_WEEKS = 52
SHOWN = 5
_WEEK = timedelta(weeks=1)
# From then on somebody may be at the till.
_BEFOREHAND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NextVisit:
    """`wanted` is the same hour after `weeks`; `times` the free ones nearest to it with the same member."""

    weeks: int
    wanted: datetime
    times: tuple[datetime, ...]

    @property
    def is_free(self) -> bool:
        return self.wanted in self.times


def is_wanted(session: Session, appointment_id: int, *, now: datetime) -> bool:
    """Whether who is here can be asked for the next time: they are known, and have nothing to come."""
    appointment = _get(session, appointment_id)
    here = appointment.status is Status.COMPLETED or (
        appointment.status in OPEN - {Status.REQUESTED} and appointment.starts_at - now < _BEFOREHAND
    )
    return (
        here
        and appointment.standing_id is None
        and _is_known(session, appointment.customer_id)
        and not (_comes_again(session, appointment, now))
    )


def offer(session: Session, appointment_id: int, *, weeks: int | None = None, now: datetime) -> NextVisit:
    """Raises NoSuchAppointment."""
    appointment = _get(session, appointment_id)
    zone = place_of(session).zone
    after = weeks or weeks_after(session.get_one(Service, appointment.service_id))
    begins = appointment.starts_at.astimezone(zone)
    wanted = start_on(begins.date() + after * _WEEK, f"{begins:%H:%M}", zone)
    times = near(session, appointment.service_id, appointment.staff_id, wanted, now=now, many=SHOWN)
    return NextVisit(after, wanted.astimezone(zone), tuple(times))


def weeks_after(service: Service) -> int:
    if service.revisit is None:
        return USUAL_WEEKS
    return min(max(1, round(service.revisit / _WEEK)), LONGEST_WEEKS)


def book(
    session: Session, appointment_id: int, start: datetime, *, token: str, by: str, now: datetime
) -> Appointment:
    """The same again then, for the same person; the same token books once.

    Raises NoSuchAppointment, Hindered, NoSuchService or NotTheirService.
    """
    agenda_lock.take(session)
    again = _get(session, appointment_id)
    key = f"next:{token}"
    made = session.exec(select(Appointment).where(col(Appointment.idempotency_key) == key)).one_or_none()
    if made is not None:
        return made
    found = effects(session, again.service_id, again.staff_id, start, now=now, customer_id=again.customer_id)
    if found.any:
        raise Hindered(found)
    return bookings.book(
        session,
        customer_id=again.customer_id,
        service_id=again.service_id,
        staff_id=again.staff_id,
        start=start,
        source=Source.OWNER,
        by=by,
        now=now,
        beneficiary=again.beneficiary,
        subject=again.subject,
        idempotency_key=key,
        knowing=True,
    )


def _get(session: Session, appointment_id: int) -> Appointment:
    appointment = session.get(Appointment, appointment_id)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    return appointment


def _is_known(session: Session, customer_id: int) -> bool:
    if session.get_one(Customer, customer_id).name:
        return True
    phone = select(Identity.id).where(
        col(Identity.customer_id) == customer_id, col(Identity.kind) == IdentityKind.PHONE
    )
    return session.exec(phone).first() is not None


def _comes_again(session: Session, appointment: Appointment, now: datetime) -> bool:
    """They, or whoever or whatever it was for."""
    coming = select(Appointment.id).where(
        col(Appointment.customer_id) == appointment.customer_id,
        col(Appointment.beneficiary).is_not_distinct_from(appointment.beneficiary),
        col(Appointment.subject).is_not_distinct_from(appointment.subject),
        col(Appointment.status).in_(OPEN),
        col(Appointment.starts_at) > max(now, appointment.starts_at),
        col(Appointment.id) != appointment.id,
    )
    return session.exec(coming).first() is not None
