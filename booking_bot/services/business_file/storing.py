"""A business file into the tables: afterwards the business is what the file says.

Rows are known again by their id in the file, so that appointments keep what they point at. Services,
staff and resources that the file no longer names become inactive and stand behind the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from booking_bot.domain.lengths import written
from booking_bot.models import (
    Absence,
    Business,
    ConfirmRule,
    Faq,
    Resource,
    ResourceKind,
    Service,
    ServiceResource,
    ServiceStaff,
    SpecialHours,
    Tone,
    row_id,
)
from booking_bot.services.file_form import form
from booking_bot.services.file_form.form import BusinessFile
from booking_bot.services.notices.replanning import replan

Row = TypeVar("Row", bound=SQLModel)
Values = Mapping[str, Any]


def load(session: Session, file: BusinessFile, *, now: datetime | None = None) -> None:
    """Make the business what `file` says. Doing it again changes nothing.

    What is still to be said of appointments follows its rules from `now` on; without it there are none yet.
    """
    told = _business(file)
    business = session.exec(select(Business)).one_or_none()
    if business is None:
        business = Business(**told)
        session.add(business)
        session.flush()  # an INSERT writes the column's default for what the file switches off
    _set(business, told)
    _replace(
        session,
        session.exec(select(SpecialHours)).all(),
        SpecialHours,
        map(_special, [*file.closed, *file.special]),
    )
    _replace(session, session.exec(select(Faq)).all(), Faq, _faqs(file))
    services = _named(
        session,
        session.exec(select(Service)).all(),
        Service,
        [(one.id, _service(one)) for one in file.services],
    )
    rooms = _resources(session, ResourceKind.ROOM, [(one.id, _room(one)) for one in file.resources])
    staff = _resources(session, ResourceKind.STAFF, [(one.id, _member(one)) for one in file.staff])
    session.flush()
    for service in file.services:
        _need(session, row_id(services[service.id]), [row_id(rooms[slug]) for slug in service.resources])
    for member in file.staff:
        number = row_id(staff[member.id])
        _do(session, number, {row_id(services[slug]): values for slug, values in _skills(file, member)})
        _absent(session, number, file, member)
    session.flush()
    if now is not None:
        replan(session, now=now)


def _business(file: BusinessFile) -> Values:
    told, rules = file.business, file.rules
    return {
        **told.model_dump(),
        "tone": Tone(told.tone),
        **rules.model_dump(exclude={"slot_minutes"}),
        "slot_length": rules.slot_minutes,
        "confirm": ConfirmRule(rules.confirm),
        "hours": file.hours.by_day(),
    }


def _special(days: form.Days) -> Values:
    hours = days.hours if isinstance(days, form.Special) else []
    return {"first_day": days.first, "last_day": days.last, "hours": hours, "reason": days.reason}


def _faqs(file: BusinessFile) -> Iterable[Values]:
    for position, faq in enumerate(file.faq):
        yield {"questions": faq.questions, "answer": faq.answer, "position": position}


def _room(room: form.Resource) -> Values:
    return {"name": room.name, "capacity": room.capacity, "whole_day": room.whole_day}


def _member(member: form.Staff) -> Values:
    return {
        "name": member.name,
        "aliases": member.aliases,
        "phone": member.phone,
        "hours": member.hours.by_day() if member.hours else None,
    }


def _service(service: form.Service) -> Values:
    kept = service.model_dump(exclude={"id", "minutes", "price", "processing", "resources", "deposit"})
    processing, deposit = service.processing, service.deposit
    return {
        **kept,
        "length": service.minutes,
        "price_cents": service.price,
        "processing_after": processing.after if processing else None,
        "processing_length": processing.minutes if processing else None,
        "deposit": _deposit(deposit) if deposit else None,
    }


def _deposit(deposit: form.Deposit) -> dict[str, Any]:
    kept: dict[str, Any] = {"amount_cents": deposit.amount}
    if deposit.how:
        kept["how"] = deposit.how
    if deposit.hold:
        kept["hold"] = written(deposit.hold)
    return kept


def _skills(file: BusinessFile, member: form.Staff) -> Iterable[tuple[str, Values]]:
    for slug in file.services_of(member):
        yield slug, {"length": member.minutes.get(slug), "price_cents": member.price.get(slug)}


def _resources(
    session: Session, kind: ResourceKind, wanted: Sequence[tuple[str, Values]]
) -> dict[str, Resource]:
    rows = session.exec(select(Resource).where(col(Resource.kind) == kind)).all()
    return _named(
        session, rows, Resource, [(slug, {"kind": kind, "active": True, **one}) for slug, one in wanted]
    )


def _named(
    session: Session, rows: Sequence[Any], table: type[Any], wanted: Sequence[tuple[str, Values]]
) -> dict[str, Any]:
    """Set the rows that the file names, in its order, and put the others to sleep behind them."""
    known = {row.slug: row for row in sorted(rows, key=lambda row: (row.position, row.id))}
    for position, (slug, values) in enumerate(wanted):
        if slug in known:
            _set(known[slug], {**values, "position": position})
        else:
            known[slug] = table(slug=slug, position=position, **values)
            session.add(known[slug])
    named = {slug for slug, _ in wanted}
    for position, row in enumerate((row for slug, row in known.items() if slug not in named), len(wanted)):
        _set(row, {"active": False, "position": position})
    return known


def _need(session: Session, service_id: int, rooms: Sequence[int]) -> None:
    links = session.exec(select(ServiceResource).where(col(ServiceResource.service_id) == service_id)).all()
    wanted = [{"service_id": service_id, "resource_id": room} for room in rooms]
    _replace(session, links, ServiceResource, wanted)


def _do(session: Session, staff_id: int, skills: Mapping[int, Values]) -> None:
    links = {
        link.service_id: link
        for link in session.exec(select(ServiceStaff).where(col(ServiceStaff.staff_id) == staff_id))
    }
    for service_id, values in skills.items():
        if service_id in links:
            _set(links.pop(service_id), values)
        else:
            session.add(ServiceStaff(service_id=service_id, staff_id=staff_id, **values))
    for link in links.values():
        session.delete(link)


def _absent(session: Session, staff_id: int, file: BusinessFile, member: form.Staff) -> None:
    own = col(Absence.calendar_id).is_(None)  # what a calendar of theirs says is none of the file's
    rows = session.exec(select(Absence).where(col(Absence.staff_id) == staff_id, own)).all()
    wanted = []
    for absence in member.absences:
        starts_at, ends_at = absence.stretch(file.zone)
        wanted.append(
            {"staff_id": staff_id, "starts_at": starts_at, "ends_at": ends_at, "reason": absence.reason}
        )
    _replace(session, rows, Absence, wanted)


def _replace(session: Session, rows: Iterable[Row], table: type[Row], wanted: Iterable[Values]) -> None:
    """Keep the rows that say what is wanted, delete the others and add what no row says."""
    left = list(rows)
    for values in wanted:
        same = next((row for row in left if _says(row, values)), None)
        if same is None:
            session.add(table(**values))
        else:
            left.remove(same)
    for row in left:
        session.delete(row)


def _says(row: SQLModel, values: Values) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _set(row: SQLModel, values: Values) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
