"""Who is due again or soon will be, with what becomes of it: the page's list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import Status
from booking_bot.domain.notices import NoticeKind
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import (
    Appointment,
    Business,
    Consent,
    ConsentKind,
    Notice,
    NoticeStatus,
    Service,
    row_id,
)
from booking_bot.services import audit, catalogue
from booking_bot.services.hand_messages import link_of
from booking_bot.services.inbox import Person, people
from booking_bot.services.notices import recalls
from booking_bot.services.templates.texts import wording_of

SOON, LONG_AGO = timedelta(days=30), timedelta(days=90)
_A_DAY = timedelta(days=1)
SEEN_TO = "Lo lleva el equipo."


class Told(StrEnum):
    """What becomes of it."""

    OFF = "off"  # the service writes to nobody
    PLANNED = "planned"
    SENT = "sent"
    DROPPED = "dropped"  # and `reason` says why
    MISSED = "missed"  # it fell due before it was switched on
    UNWANTED = "unwanted"  # they want no such messages


@dataclass(frozen=True, slots=True)
class DueAgain:
    """`last` is when it was done last, `at` when they are or were written to; `write` leads to their own
    WhatsApp, None where nobody should."""

    appointment_id: int
    person: Person
    service: str
    subject: str
    last: date
    due: date
    told: Told
    at: datetime | None
    reason: str
    write: str | None


class _Case(NamedTuple):
    appointment: Appointment
    due: date
    service: Service
    notice: Notice | None


def due_again(session: Session, *, now: datetime) -> list[DueAgain]:
    """The longest overdue first, in a fixed number of statements."""
    shop = catalogue.read(session)
    services = {row_id(one): one for one in shop.services if one.active and one.revisit}
    zone = ZoneInfo(shop.business.timezone)
    last = [
        (one, due)
        for one in _last_of_each(session, services, now=now)
        if (due := _due(one, services[one.service_id], zone)) - now.astimezone(zone).date() <= SOON
        and now.astimezone(zone).date() - due <= LONG_AGO
    ]
    notices = _notices(session, [row_id(one) for one, _ in last])
    unwanted = _unwanted(session, {one.customer_id for one, _ in last})
    known = people(session, [one.customer_id for one, _ in last])
    found = [
        _told(_Case(one, due, services[one.service_id], notices.get(row_id(one))), known[one.customer_id],
              shop.business, unwanted=one.customer_id in unwanted)
        for one, due in last
        if known[one.customer_id].name or known[one.customer_id].phone  # nobody else can be called back
    ]  # fmt: skip
    return sorted(
        (one for one in found if one.reason != SEEN_TO), key=lambda one: (one.due, one.appointment_id)
    )


def see_to(session: Session, appointment_id: int, *, by: str, now: datetime) -> None:
    """Its people have seen to it: nobody is written to any more. Raises NoSuchAppointment."""
    appointment = session.get(Appointment, appointment_id)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    notice = _notices(session, [appointment_id]).get(appointment_id)
    if notice is None:
        notice = Notice(
            appointment_id=appointment_id, revision=appointment.revision, kind=NoticeKind.RECALL, due_at=now,
            created_at=now,
        )  # fmt: skip
        session.add(notice)
    if notice.reason != SEEN_TO:
        notice.status, notice.reason, notice.ended_at = NoticeStatus.DROPPED, SEEN_TO, now
        audit.record(session, by, "recall.seen_to", appointment_id, now=now)


def _last_of_each(
    session: Session, services: Mapping[int, Service], *, now: datetime
) -> Sequence[Appointment]:
    """The last that was done of each kind, but where they are coming for it already."""
    if not services:
        return []
    longest = max(one.revisit for one in services.values() if one.revisit)
    done = session.exec(
        select(Appointment).where(
            col(Appointment.service_id).in_(services),
            col(Appointment.status) == Status.COMPLETED,
            col(Appointment.ends_at) <= now,
            col(Appointment.ends_at) > now - longest - LONG_AGO - _A_DAY,
        )
    ).all()
    last: dict[recalls.Kind, Appointment] = {}
    for one in sorted(done, key=lambda one: (one.starts_at, row_id(one))):
        last[recalls.kind_of(one)] = one
    others = recalls.later(session, {one.customer_id for one in last.values()}, services, now=now)
    return [one for one in last.values() if recalls.why_not(one, others) is None]


def _due(appointment: Appointment, service: Service, zone: ZoneInfo) -> date:
    return (appointment.ends_at.astimezone(zone) + (service.revisit or timedelta())).date()


def _notices(session: Session, appointments: Collection[int]) -> Mapping[int, Notice]:
    found = session.exec(
        select(Notice)
        .join(Appointment, col(Appointment.id) == col(Notice.appointment_id))
        .where(
            col(Notice.appointment_id).in_(appointments),
            col(Notice.kind) == NoticeKind.RECALL,
            col(Notice.revision) == col(Appointment.revision),
        )
    )
    return {one.appointment_id: one for one in found}


def _unwanted(session: Session, customers: Collection[int]) -> set[int]:
    """Who said that they want none of it, or no word from us at all."""
    newest: dict[tuple[int, ConsentKind], bool] = {}
    for one in session.exec(
        select(Consent).where(col(Consent.customer_id).in_(customers)).order_by(col(Consent.id))
    ):
        newest[one.customer_id, ConsentKind(one.kind)] = one.granted
    return {customer for (customer, _), granted in newest.items() if not granted}


def _told(case: _Case, person: Person, business: Business, *, unwanted: bool) -> DueAgain:
    appointment, due, service, notice = case
    zone = ZoneInfo(business.timezone)
    subject = appointment.subject or appointment.beneficiary or ""
    told = _becomes(notice, service, unwanted=unwanted)
    what = f"{service.name} para {subject}" if subject else service.name
    text = wording_of(business, "recall").filled({"shop": business.name, "what": what})
    by_hand = person.phone is not None and told not in (Told.SENT, Told.UNWANTED)
    return DueAgain(
        row_id(appointment),
        person,
        service.name,
        subject,
        appointment.starts_at.astimezone(zone).date(),
        due,
        told,
        (notice.due_at if told is Told.PLANNED else notice.ended_at) if notice else None,
        (notice.reason or "") if notice else "",
        link_of("", person.phone, text) if by_hand else None,
    )


def _becomes(notice: Notice | None, service: Service, *, unwanted: bool) -> Told:
    if notice is not None and notice.status is NoticeStatus.QUEUED:
        return Told.SENT
    if unwanted:
        return Told.UNWANTED
    if notice is not None and notice.status is NoticeStatus.DROPPED:
        return Told.DROPPED
    if not service.recall:
        return Told.OFF
    return Told.PLANNED if notice is not None and notice.status is NoticeStatus.PLANNED else Told.MISSED
