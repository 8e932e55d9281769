"""The lines that the owner ticked, each in a transaction of its own and each once.

A line that is certain is taken; one that waits only for what may be meant so, where they said that it is, of
just what they saw. All else stays where it was, and nothing is taken of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.folding import folded
from booking_bot.domain.refusals import Refused
from booking_bot.models import Appointment, ConsentSource, Customer, ImportKind, Resource, Source, row_id
from booking_bot.services import agenda_lock, bookings, introductions
from booking_bot.services.diary.effects import Hindered, effects
from booking_bot.services.imports import people
from booking_bot.services.imports.line import Setting, setting_of
from booking_bot.services.imports.people import Person
from booking_bot.services.moving_in import entries, keeping, room
from booking_bot.services.moving_in.entries import Entry, Read, numbers_of


@dataclass(frozen=True, slots=True)
class Saved:
    """How many lines were taken, how many were there before, and how many still wait."""

    made: int
    same: int
    left: int


def look(session: Session, number: int, *, now: datetime) -> Read:
    """The diary as it would stand. Raises NoSuchImport or NotNow."""
    row = keeping.one(session, number, ImportKind.DIARY)
    # "Mañana" is the day after it was pasted, whenever it is looked at.
    found = entries.look(session, row.text or "", row.corrections or {}, now=row.created_at)
    room.find(session, found, now=now)
    return found


def save(
    database: Database,
    number: int,
    ticked: Collection[int],
    *,
    corrections: Mapping[int, Mapping[str, str]],
    seen: Mapping[int, str],
    opt_in: bool,
    now: datetime,
) -> Saved:
    """Take what can be taken; `seen` is what the owner says is meant so, as it stood before them.

    Raises NoSuchImport or NotNow.
    """
    with database.transaction() as session:
        keeping.correct(keeping.one(session, number, ImportKind.DIARY), corrections)
    with database.reading() as session:  # nobody waits while it is read
        found = look(session, number, now=now)
        setting = setting_of(session, number, opt_in=opt_in, now=now)
    outcomes = [
        _save(database, entry, setting, knowing=bool(entry.waits))
        for entry in found.entries
        if entry.number in ticked and _may(entry, seen)
    ]
    made, same = outcomes.count(True), outcomes.count(False)
    left = sum(not one.there for one in found.entries) - made - same
    with database.transaction() as session:
        keeping.count(session, number, made=made, same=same, now=now)
    return Saved(made, same, left)


def _may(entry: Entry, seen: Mapping[int, str]) -> bool:
    if entry.is_certain:
        return True
    meant = not entry.there and all(one.soft for one in entry.waits)
    return meant and seen.get(entry.number) == entry.stands


def _save(database: Database, entry: Entry, setting: Setting, *, knowing: bool) -> bool | None:
    """Whether it is new; None of what cannot be taken after all, which leaves nothing behind."""
    try:
        with database.transaction() as session:
            return put(session, entry, setting, knowing=knowing)
    except (Refused, Hindered):
        return None


def put(session: Session, entry: Entry, setting: Setting, *, knowing: bool) -> bool:
    """Write one line into the agenda; False where it is there. Raises Refused or Hindered."""
    agenda_lock.take(session)
    customer = _customer(session, entry, setting)
    if entry.start is None or _is_there(session, row_id(customer), entry):
        return False
    staff_id = row_id(entry.staff or _whoever(entry, setting))
    start, visit = entry.start, token_hex(8) if len(entry.services) > 1 else None
    for place, service_id in enumerate(numbers_of(entry.services)):
        met = effects(session, service_id, staff_id, start, now=setting.now)
        if met.any and not knowing:
            raise Hindered(met)
        made = bookings.book(
            session,
            customer_id=row_id(customer),
            service_id=service_id,
            staff_id=staff_id,
            start=start,
            source=Source.IMPORT,
            by=setting.by,
            now=setting.now,
            note=entry.note or None,
            beneficiary=_somebody_else(entry, customer),
            subject=entry.line.subject or None,
            visit=visit,
            idempotency_key=f"diary:{setting.number}:{entry.number}:{place}",
            knowing=True,
        )
        start = made.ends_at
    return True


def _customer(session: Session, entry: Entry, setting: Setting) -> Customer:
    if entry.customer_id is None:
        return people.meet(session, Person(entry.phone, entry.name), setting).customer
    customer = session.get_one(Customer, entry.customer_id)
    customer.name = customer.name or entry.name or None
    if setting.opt_in:
        introductions.vouch(session, entry.customer_id, ConsentSource.IMPORT, now=setting.now)
    return customer


def _somebody_else(entry: Entry, customer: Customer) -> str | None:
    """Who comes on somebody's number: a name that has no word of theirs."""
    theirs, said = set(folded(customer.name or "").split()), set(folded(entry.name).split())
    return entry.name if said and theirs and not said & theirs else None


def _is_there(session: Session, customer_id: int, entry: Entry) -> bool:
    same = select(Appointment.id).where(
        col(Appointment.customer_id) == customer_id,
        col(Appointment.service_id) == entry.services[0].id,
        col(Appointment.starts_at) == entry.start,
    )
    return session.exec(same.limit(1)).first() is not None


def _whoever(entry: Entry, setting: Setting) -> Resource:
    """Where nobody is free and the owner wants it so: the first of those who do it."""
    does = set(setting.shop.done_by)
    wanted = numbers_of(entry.services)
    able = (
        one
        for one in setting.shop.staff
        if one.active and all((service, one.id) in does for service in wanted)
    )
    return next(able, setting.shop.staff[0])
