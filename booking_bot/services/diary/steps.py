"""What becomes of an appointment on its day, a tap each, and each of it taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from booking_bot.domain import notices
from booking_bot.domain.appointments import OPEN, InvalidTransition, Status, taken_back
from booking_bot.domain.refusals import NoSuchAppointment, Outdated
from booking_bot.models import Appointment, row_id
from booking_bot.services import agenda_lock, audit, bookings, catalogue, hooks
from booking_bot.services.diary import fetching
from booking_bot.services.notices import planning


class Step(StrEnum):
    ARRIVED = "arrived"
    BEGUN = "begun"
    READY = "ready"  # the pet, the car may be fetched
    COMPLETED = "completed"
    NO_SHOW = "no_show"


_ENDS = {Step.COMPLETED: Status.COMPLETED, Step.NO_SHOW: Status.NO_SHOW}
# What is true of all who come together, and of nobody of them alone.
_TOGETHER = frozenset({Step.ARRIVED, Step.NO_SHOW})


@dataclass(frozen=True, slots=True)
class Marks:
    """How far an appointment is."""

    status: Status
    arrived_at: datetime | None
    begun_at: datetime | None
    ready_at: datetime | None

    @classmethod
    def of(cls, appointment: Appointment) -> "Marks":
        return cls(*(getattr(appointment, one.name) for one in fields(cls)))

    def to_json(self) -> list[str | None]:
        return [self.status.value, *(one.isoformat() if one else None for one in self._times)]

    @classmethod
    def from_json(cls, told: Sequence[str | None]) -> "Marks":
        """Raises ValueError."""
        status, *times = told
        return cls(Status(status or ""), *(datetime.fromisoformat(one) if one else None for one in times))

    @property
    def _times(self) -> tuple[datetime | None, ...]:
        return self.arrived_at, self.begun_at, self.ready_at


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step did to one appointment."""

    appointment_id: int
    before: Marks
    after: Marks

    def to_json(self) -> list[Any]:
        return [self.appointment_id, self.before.to_json(), self.after.to_json()]

    @classmethod
    def from_json(cls, told: Sequence[Any]) -> "Taken":
        """Raises ValueError."""
        number, before, after = told
        return cls(int(number), Marks.from_json(before), Marks.from_json(after))


def take(session: Session, appointment_id: int, step: Step, *, by: str, now: datetime) -> list[Taken]:
    """Note it, of all that came together where it is true of all. What was noted before is no change.

    Raises NoSuchAppointment or InvalidTransition.
    """
    agenda_lock.take(session)
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    parts = [appointment]
    if step in _TOGETHER and appointment.visit is not None:
        parts += session.exec(
            select(Appointment).where(
                col(Appointment.visit) == appointment.visit,
                col(Appointment.status).in_(OPEN),
                col(Appointment.id) != appointment_id,
            )
        )
    return [taken for part in parts if (taken := _take(session, part, step, by, now)) is not None]


def undo(session: Session, steps: Sequence[Taken], *, by: str, now: datetime) -> None:
    """As they were before. Raises NoSuchAppointment, or Outdated where something else happened since."""
    agenda_lock.take(session)
    for step in steps:
        appointment = session.get(Appointment, step.appointment_id, populate_existing=True)
        if appointment is None:
            raise NoSuchAppointment(step.appointment_id)
        if Marks.of(appointment) != step.after:
            raise Outdated(step.appointment_id, appointment.revision)
        appointment.status = taken_back(appointment.status, step.before.status)
        appointment.arrived_at = step.before.arrived_at
        appointment.begun_at = step.before.begun_at
        appointment.ready_at = step.before.ready_at
        if step.before.ready_at is None:
            fetching.withdraw(session, step.appointment_id)
        audit.record(session, by, "appointment.taken_back", step.appointment_id, now=now)
        hooks.tell(session, "appointment.changed", step.appointment_id, now=now)
        if step.after.status is not step.before.status:
            _plan_anew(session, appointment, now)


def _take(session: Session, appointment: Appointment, step: Step, by: str, now: datetime) -> Taken | None:
    before, number = Marks.of(appointment), row_id(appointment)
    if step in _ENDS:
        bookings.close(session, number, _ENDS[step], by=by, now=now)
    else:
        if appointment.status not in OPEN or appointment.status is Status.REQUESTED:
            raise InvalidTransition(appointment.status, appointment.status)
        if step is not Step.READY:
            appointment.arrived_at = appointment.arrived_at or now
        if step is Step.BEGUN:
            appointment.begun_at = appointment.begun_at or now
        if step is Step.READY:
            appointment.ready_at = appointment.ready_at or now
    after = Marks.of(appointment)
    if after == before:
        return None
    if step not in _ENDS:
        audit.record(session, by, f"appointment.{step}", number, now=now)
    session.flush()
    return Taken(number, before, after)


def _plan_anew(session: Session, appointment: Appointment, now: datetime) -> None:
    """It stands again: what is said after its end, and nothing of its not having taken place."""
    planning.withdraw(session, appointment, now=now)
    rules = planning.rules_of(catalogue.read(session).business)
    again = notices.survey(appointment.ends_at, rules)
    planning.write(session, appointment, list(again), now=now)
