"""What the demo shop has in its books: three customers with a phone in the simulator, and full days.

Everything goes through the same verbs as in earnest, so that the demo shows nothing that could not be.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.orders import Item, OrderDraft, OrderStatus
from booking_bot.domain.refusals import Refused
from booking_bot.domain.walltime import instant, local_day, utc
from booking_bot.models import (
    Appointment,
    ConsentSource,
    Message,
    Notice,
    NoticeStatus,
    Resource,
    Service,
    ServiceStaff,
    Source,
    row_id,
)
from booking_bot.services import bookings
from booking_bot.services.introductions import introduce, vouch
from booking_bot.services.opening import Opening, opening_between
from booking_bot.services.orders import finding, storing
from booking_bot.services.place import place_of

BY = "owner:demo"
DAYS_BEFORE, DAYS_AFTER = 2, 6
BOOKED_AHEAD = timedelta(days=10)  # all of it was booked so long before
STEP = timedelta(minutes=15)
PAUSES = (0, 0, 15, 30, 45, 60, 90, 120)  # minutes left free after an appointment
NO_SHOWS = 0.06
CONFIRMED = 0.6
SOURCES = (Source.BOT, Source.BOT, Source.OWNER)


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody with a phone in the simulator; `lines` are things they might write first."""

    name: str
    phone: str
    lines: tuple[str, ...]


CAST = (
    Character(
        "Lucía Romero",
        "+34600000101",
        ("Hola, quería cita para cortarme el pelo mañana por la tarde", "¿Cuánto cuesta un tinte?"),
    ),
    Character(
        "Javier Ortiz",
        "+34600000102",
        ("¿Qué citas tengo?", "¿Cómo va mi pedido?", "Necesito cambiar mi cita", "Llego 10 minutos tarde"),
    ),
    Character(
        "Pilar Sanz",
        "+34600000103",
        ("BUENOS DIAS HIJA QUERIA PEINARME EL VIERNES", "Quiero hablar con una persona"),
    ),
)
WITH_APPOINTMENT = CAST[1]
# What each of the characters has ordered, what it costs, and how far it is.
ORDERS = (
    (
        (Item("Champú de argán", 2, 1250), Item("Peine de madera", 1, 690)),
        3190,
        (OrderStatus.RECEIVED, OrderStatus.READY),
    ),
    ((Item("Cera mate", 1, 1490),), 1490, (OrderStatus.RECEIVED, OrderStatus.PREPARING)),
    (
        (Item("Mascarilla de color", 1, 1890),),
        2280,
        (OrderStatus.RECEIVED, OrderStatus.PREPARING, OrderStatus.SHIPPED),
    ),
)
FIRST_ORDER = 1041
TRACKED = "https://envios.example.com/seguir/1043"
_FIRST = """
    Ana Marta Noelia Sergio Rosa Álex Inés Tomás Claudia Hugo Berta Óscar Nuria Elena Iván Julia Paco Sofía
"""
_LAST = """
    Sanz Gil Cano Vidal Pineda Ferrer Lozano Rey Mena Salas Nieto Prieto Campos Rubio Soler Marín Duarte Gea
"""
# So many that no shop's limit of appointments for one customer leaves its days empty.
EXTRAS = tuple(
    f"{first} {_LAST.split()[position - shift]}"
    for shift in (0, 5, 11)
    for position, first in enumerate(_FIRST.split())
)


def seed(session: Session, *, now: datetime) -> None:
    """Fill each day around `now` on which nothing is booked yet. Doing it again changes nothing.

    The business must be loaded. Raises NoBusiness.
    """
    zone = place_of(session).zone
    cast = {one: _met(session, one.name, one.phone, now) for one in CAST}
    extras = [_met(session, name, f"+346000002{number:02}", now) for number, name in enumerate(EXTRAS)]
    _order(session, cast, now)
    today = local_day(now, zone)
    window = opening_between(session, today - timedelta(days=DAYS_BEFORE), today + timedelta(days=DAYS_AFTER))
    empty = [opening for opening in window if not _anything_on(session, opening.day, zone)]
    offers = _offers(session)
    for opening in empty:
        Random(opening.day.toordinal()).shuffle(extras)
        visitors = cycle(extras)
        if opening.day > today:
            _promise(session, opening, offers, cast[WITH_APPOINTMENT], now)
        for staff_id, services in offers.items():
            _fill(session, opening, staff_id, services, visitors, now=now)


def latest_moment(session: Session) -> datetime | None:
    """The newest message's: a demo whose clock was moved on begins no earlier when it is started again."""
    return session.exec(select(func.max(Message.at))).one()


def _met(session: Session, name: str, phone: str, now: datetime) -> int:
    number = row_id(introduce(session, phone, name, now=now))
    vouch(session, number, ConsentSource.OWNER, now=now)  # so that days go wrong here as they do in earnest
    return number


def _order(session: Session, cast: dict[Character, int], now: datetime) -> None:
    """What the characters have ordered, unless there are orders already: one state after another, unsaid."""
    if finding.there_are(session):
        return
    for number, (one, (items, total, statuses)) in enumerate(
        zip(cast, ORDERS, strict=True), start=FIRST_ORDER
    ):
        for days, status in enumerate(statuses):
            draft = OrderDraft(
                f"#{number}",
                status,
                items=items,
                total_cents=total,
                tracking_url=TRACKED if status is OrderStatus.SHIPPED else None,
            )
            at = now - timedelta(days=len(statuses) - days)
            storing.put(session, draft, customer_id=cast[one], by=BY, now=at, notify=False)


def _anything_on(session: Session, day: date, zone: ZoneInfo) -> bool:
    begin, end = (utc(instant(day, minutes, zone)) for minutes in (0, 24 * 60))
    statement = select(Appointment.id).where(
        col(Appointment.starts_at) >= begin, col(Appointment.starts_at) < end
    )
    return session.exec(statement).first() is not None


def _offers(session: Session) -> dict[int, list[int]]:
    """The services of each member of staff."""
    offers: dict[int, list[int]] = defaultdict(list)
    for staff_id, service_id in session.exec(
        select(ServiceStaff.staff_id, ServiceStaff.service_id)
        .join(Service, col(Service.id) == col(ServiceStaff.service_id))
        .join(Resource, col(Resource.id) == col(ServiceStaff.staff_id))
        .where(col(Service.active), col(Resource.active))
        .order_by(col(Resource.position), col(Resource.id), col(Service.position), col(Service.id))
    ):
        offers[staff_id].append(service_id)
    return offers


def _promise(
    session: Session, opening: Opening, offers: dict[int, list[int]], customer_id: int, now: datetime
) -> None:
    """Book the character who asks after their appointment one, unless they have it already."""
    has_one = select(Appointment.id).where(
        col(Appointment.customer_id) == customer_id,
        col(Appointment.status).in_(OPEN),
        col(Appointment.starts_at) > now,
    )
    if not offers or not opening.spans or session.exec(has_one).first() is not None:
        return
    staff_id, services = next(iter(offers.items()))
    begin, end = opening.spans[0]
    start = begin + timedelta(hours=1)
    while start < end and not _booked(session, customer_id, services[0], staff_id, start, source=Source.BOT):
        start += STEP


def _fill(
    session: Session,
    opening: Opening,
    staff_id: int,
    services: list[int],
    visitors: Iterator[int],
    *,
    now: datetime,
) -> None:
    """A day of one member of staff, the same each time it is made: appointments with some room between."""
    chance = Random(f"{opening.day} {staff_id}")
    for begin, end in opening.spans:
        start = begin + timedelta(minutes=chance.choice(PAUSES))
        while start < end:
            appointment = _booked(
                session,
                next(visitors),
                chance.choice(services),
                staff_id,
                start,
                source=chance.choice(SOURCES),
            )
            if appointment is None:
                start += STEP
                continue
            _age(session, appointment, chance, now)
            gone = appointment.ends_at + timedelta(minutes=chance.choice(PAUSES)) - begin
            start = begin + -(-gone // STEP) * STEP  # the next start on the shop's grid


def _booked(
    session: Session, customer_id: int, service_id: int, staff_id: int, start: datetime, *, source: Source
) -> Appointment | None:
    """Booked in good time, or None where the shop says no."""
    try:
        return bookings.book(
            session,
            customer_id=customer_id,
            service_id=service_id,
            staff_id=staff_id,
            start=start,
            source=source,
            by=BY,
            now=start - BOOKED_AHEAD,
        )
    except Refused:
        return None


def _age(session: Session, appointment: Appointment, chance: Random, now: datetime) -> None:
    """What became of it until now: attended, missed, or confirmed for the days to come."""
    number = row_id(appointment)
    if appointment.status is Status.REQUESTED:
        bookings.accept(session, number, by=BY, now=appointment.created_at)
    if appointment.ends_at <= now:
        ended = Status.NO_SHOW if chance.random() < NO_SHOWS else Status.COMPLETED
        bookings.close(session, number, ended, by=BY, now=appointment.ends_at)
        _ask_nothing(session, number, now)
    elif appointment.starts_at < now + timedelta(days=2) and chance.random() < CONFIRMED:
        bookings.confirm(session, number, by=BY, now=appointment.starts_at - timedelta(days=1))


def _ask_nothing(session: Session, appointment_id: int, now: datetime) -> None:
    """Of what is past before the demo begins nobody is asked how it was."""
    session.flush()
    for notice in session.exec(
        select(Notice).where(Notice.appointment_id == appointment_id, Notice.status == NoticeStatus.PLANNED)
    ):
        notice.status, notice.ended_at = NoticeStatus.CANCELLED, now
