"""Appointments from another agenda: those to come take their time here, those of the past are history.

Their customers are told nothing of it; those to come are reminded of as all others are. They last as long
as their service lasts here, and may lie outside the hours, but not on top of others.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_datetime
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import Status
from booking_bot.domain.folding import folded
from booking_bot.domain.refusals import NotTheirService
from booking_bot.models import Appointment, ImportKind, Resource, Service, Source, row_id
from booking_bot.services import agenda_lock, audit, bookings
from booking_bot.services.catalogue import Catalogue
from booking_bot.services.customer_book.changes import LONGEST_TEXT
from booking_bot.services.diary.effects import Effects, Hindrance, effects
from booking_bot.services.imports import people
from booking_bot.services.imports.columns import spoken, statuses
from booking_bot.services.imports.line import Done, Outcome, Row, Setting
from booking_bot.services.imports.people import Person
from booking_bot.services.imports.values import Fault, cell, line, moment

_STATUSES = {word: Status(state) for word, state in statuses(ImportKind.APPOINTMENTS).items()}
_ENDED = frozenset({Status.COMPLETED, Status.NO_SHOW})
FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says of an appointment; without a status it is simply booked."""

    person: Person
    service: Service
    staff: Resource | None
    start: datetime
    status: Status | None
    note: str | None


def read(row: Row, setting: Setting) -> Said:
    """Raises Fault."""
    shop, status = setting.shop, _STATUSES.get(spoken(line(row["status"])))
    said = Said(
        person=people.read(row, setting),
        service=_service(shop, line(row["service"])),
        staff=_member(shop, line(row["staff"])) if line(row["staff"]) else None,
        start=moment(row["date"], row["time"], setting.zone),
        status=status,
        note=cell(row["note"])[:LONGEST_TEXT] or None,
    )
    if said.start > setting.now + FURTHEST:
        raise Fault("Queda demasiado lejos: se apuntan citas de aquí a tres años.")
    if said.start > setting.now and status in _ENDED:
        raise Fault("Dice que ya se atendió, pero la fecha es de más adelante.")
    return said


def put(session: Session, said: Said, number: int, setting: Setting) -> Done:
    """Raises Fault."""
    agenda_lock.take(session)
    customer_id = row_id(people.meet(session, said.person, setting).customer)
    told = _told(said, setting)
    if _is_there(session, customer_id, said):
        return Done(Outcome.SAME, told)
    if said.start <= setting.now or said.status is Status.CANCELLED:
        _remember(session, customer_id, said, setting)
        return Done(Outcome.MADE, f"{told} ({'anulada' if said.status is Status.CANCELLED else 'ya pasada'})")
    made = bookings.book(
        session,
        customer_id=customer_id,
        service_id=row_id(said.service),
        staff_id=_free(session, said, setting),
        start=said.start,
        source=Source.IMPORT,
        by=setting.by,
        now=setting.now,
        note=said.note,
        idempotency_key=f"{setting.by}:{number}",
        knowing=True,
    )
    if said.status is Status.CONFIRMED:
        bookings.confirm(session, row_id(made), by=setting.by, now=setting.now)
    return Done(Outcome.MADE, told)


def _service(shop: Catalogue, said: str) -> Service:
    if not said:
        raise Fault("Falta el servicio.")
    found = [one for one in shop.services if folded(said) in map(folded, (one.name, one.slug, *one.aliases))]
    if not found:
        raise Fault(
            f"Aquí no hay ningún servicio «{said[:40]}». Añádelo, o ponle ese otro nombre al que sea."
        )
    return next((one for one in found if one.active), found[0])


def _member(shop: Catalogue, said: str) -> Resource:
    found = [one for one in shop.staff if folded(said) in map(folded, (one.name, one.slug, *one.aliases))]
    if not found:
        raise Fault(f"Aquí no trabaja nadie que se llame «{said[:40]}».")
    return next((one for one in found if one.active), found[0])


def _is_there(session: Session, customer_id: int, said: Said) -> bool:
    """However it ended: bringing the same file again brings nothing back."""
    same = select(Appointment.id).where(
        col(Appointment.customer_id) == customer_id,
        col(Appointment.service_id) == said.service.id,
        col(Appointment.starts_at) == said.start,
    )
    return session.exec(same.limit(1)).first() is not None


def _remember(session: Session, customer_id: int, said: Said, setting: Setting) -> None:
    """Keep it as history: it takes no time, and nothing is said of it."""
    ended = said.status if said.status in {Status.CANCELLED, Status.NO_SHOW} else Status.COMPLETED
    row = Appointment(
        customer_id=customer_id,
        service_id=row_id(said.service),
        staff_id=row_id(said.staff) if said.staff else _somebody(setting.shop, said.service),
        starts_at=said.start,
        ends_at=said.start + said.service.length,
        status=ended,
        source=Source.IMPORT,
        note=said.note,
        created_at=setting.now,
    )
    session.add(row)
    session.flush()
    audit.record(session, setting.by, "appointment.booked", row_id(row), now=setting.now, status=ended.value)


def _somebody(shop: Catalogue, service: Service) -> int:
    """Who is noted for what is long past, where nobody is named. Raises Fault."""
    able = [staff for done, staff in shop.done_by if done == service.id] or [
        row_id(one) for one in shop.staff
    ]
    if not able:
        raise Fault("Falta con quién es.")
    return able[0]


def _free(session: Session, said: Said, setting: Setting) -> int:
    """Who has the time for it: whoever is named, or the first who is free. Raises Fault."""
    if not said.service.active:
        raise Fault(f"«{said.service.name}» ya no se ofrece.")
    met: Effects | None = None
    for one in [said.staff] if said.staff else _those_who_do(setting.shop, said.service):
        with suppress(NotTheirService):
            met = effects(session, row_id(said.service), row_id(one), said.start, now=setting.now)
            if not met.overlaps and Hindrance.OFFERED not in met.hindrances:
                return row_id(one)
    who = said.staff.name if said.staff else "Nadie"
    if met is None:
        raise Fault(
            f"{who} no hace «{said.service.name}»." if said.staff else f"Nadie hace «{said.service.name}»."
        )
    if not said.staff:
        raise Fault("A esa hora no queda nadie libre para ese servicio.")
    if not met.overlaps:
        raise Fault("Un cliente está eligiendo esa hora ahora mismo en el chat.")
    raise Fault(f"{who} ya tiene otra cita, a las {met.overlaps[0].start.astimezone(setting.zone):%H:%M}.")


def _those_who_do(shop: Catalogue, service: Service) -> list[Resource]:
    able = {staff for done, staff in shop.done_by if done == service.id}
    return [one for one in shop.staff if one.active and one.id in able]


def _told(said: Said, setting: Setting) -> str:
    wall = said.start.astimezone(setting.zone)
    return f"{said.person}: {said.service.name}, {format_datetime(wall, 'd MMM y, HH:mm', locale='es')}"
