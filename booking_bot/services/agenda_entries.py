"""Appointments as the agenda shows them: who comes, for what, and how far they are."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status
from booking_bot.models import Appointment, CustomerAnswer, Source, row_id
from booking_bot.services import catalogue
from booking_bot.services.inbox import Person, people
from booking_bot.services.place import place_of
from booking_bot.services.shown_files import ShownFile, of_appointments


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment; times are the shop's."""

    id: int
    start: datetime
    end: datetime
    service: str
    staff: str
    staff_id: int
    person: Person
    beneficiary: str | None
    subject: str | None
    note: str | None
    status: Status
    source: Source
    files: tuple[ShownFile, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()  # what the service asks, and what they answered
    visit: str | None = None
    rest: "tuple[Entry, ...]" = ()  # the other parts of its visit that stand as it does
    service_id: int = 0
    revision: int = 1
    arrived_at: datetime | None = None
    begun_at: datetime | None = None
    ready_at: datetime | None = None
    pick_up_at: datetime | None = None  # by when what was left here is promised
    is_first: bool = False  # they never came before
    missed: int = 0  # how often they did not come
    standing_id: int | None = None  # of what it is a turn

    @property
    def is_open(self) -> bool:
        """It may still be moved, cancelled, or said how it ended."""
        return self.status in OPEN

    @property
    def is_firm(self) -> bool:
        """It is open, and nobody has to say yes to it first."""
        return self.is_open and self.status is not Status.REQUESTED


class Past:
    """What is known of customers from before, read at once for all of them."""

    def __init__(self, session: Session, customer_ids: Collection[int]) -> None:
        self._first: dict[int, datetime] = {}
        self._missed: dict[int, int] = {}
        if not customer_ids:
            return
        missed = col(Appointment.status) == Status.NO_SHOW
        rows = session.exec(
            select(
                Appointment.customer_id,
                sa.func.min(Appointment.starts_at),
                sa.func.sum(sa.case((missed, 1), else_=0)),
            )
            .where(
                col(Appointment.customer_id).in_(customer_ids),
                col(Appointment.status) != Status.CANCELLED,
            )
            .group_by(col(Appointment.customer_id))
        )
        for number, first, times in rows:
            self._first[number], self._missed[number] = first, times

    def is_first(self, appointment: Appointment) -> bool:
        """Whether nothing of theirs lies before the day of this one, cancelled ones aside."""
        first = self._first.get(appointment.customer_id)
        return first is None or first > appointment.starts_at - timedelta(hours=12)

    def missed(self, appointment: Appointment) -> int:
        return self._missed.get(appointment.customer_id, 0)


def entries_of(session: Session, appointment_ids: Collection[int]) -> dict[int, Entry]:
    """These appointments by id, as the agenda shows them, each with the rest of its visit."""
    if not appointment_ids:
        return {}
    these = col(Appointment.id).in_(appointment_ids)
    visits = sa.select(col(Appointment.visit)).where(these, col(Appointment.visit).is_not(None))
    zone = place_of(session).zone
    found = entries(session, sa.or_(these, col(Appointment.visit).in_(visits)), zone=zone)
    return {
        one.id: replace(one, rest=tuple(filter(partial(_belongs_to, one), found)))
        for one in found
        if one.id in appointment_ids
    }


def _belongs_to(entry: Entry, other: Entry) -> bool:
    together = entry.visit is not None and other.visit == entry.visit
    return together and other.id != entry.id and other.status is entry.status


def entries(session: Session, *which: sa.ColumnElement[bool], zone: ZoneInfo) -> list[Entry]:
    """Those that meet all conditions, earliest first, in a fixed number of statements."""
    rows = session.exec(
        select(Appointment).where(*which).order_by(col(Appointment.starts_at), col(Appointment.id))
    ).all()
    shop = catalogue.read(session)
    services = {row_id(one): one for one in shop.services}
    names = {row_id(one): one.name for one in shop.staff}
    known = people(session, [appointment.customer_id for appointment in rows])
    files = of_appointments(session, [row_id(appointment) for appointment in rows])
    past = Past(session, {appointment.customer_id for appointment in rows})
    answers = _answers(session, [one.customer_id for one in rows if services[one.service_id].questions])
    return [
        Entry(
            id=row_id(appointment),
            start=appointment.starts_at.astimezone(zone),
            end=appointment.ends_at.astimezone(zone),
            service=services[appointment.service_id].name,
            staff=names[appointment.staff_id],
            staff_id=appointment.staff_id,
            person=known[appointment.customer_id],
            beneficiary=appointment.beneficiary,
            subject=appointment.subject,
            note=appointment.note,
            status=appointment.status,
            source=appointment.source,
            files=files.get(row_id(appointment), ()),
            answers=tuple(
                (one["ask"], told)
                for one in services[appointment.service_id].questions
                if (told := answers.get((appointment.customer_id, one["id"])))
            ),
            visit=appointment.visit,
            service_id=appointment.service_id,
            revision=appointment.revision,
            arrived_at=appointment.arrived_at,
            begun_at=appointment.begun_at,
            ready_at=appointment.ready_at,
            pick_up_at=appointment.pick_up_at.astimezone(zone) if appointment.pick_up_at else None,
            is_first=past.is_first(appointment),
            missed=past.missed(appointment),
            standing_id=appointment.standing_id,
        )
        for appointment in rows
    ]


def _answers(session: Session, customer_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """What customers answered, by who and the id of the question."""
    if not customer_ids:
        return {}
    rows = session.exec(select(CustomerAnswer).where(col(CustomerAnswer.customer_id).in_(customer_ids)))
    return {(row.customer_id, row.question): row.answer for row in rows}
