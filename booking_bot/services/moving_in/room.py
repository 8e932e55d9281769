"""Whether there is time for the lines of a diary, beside what is booked already and beside each other.

A constant number of statements, however many lines: what decides is read once for all their days. Whoever
saves a line looks again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.spans import Span, intersect
from booking_bot.domain.walltime import utc
from booking_bot.models import Appointment, Customer, Occupancy, Resource, row_id
from booking_bot.services.agenda import Agenda, load_all
from booking_bot.services.catalogue import Catalogue
from booking_bot.services.moving_in.entries import Entry, Read, Wait, numbers_of
from booking_bot.services.opening import shop_calendar

FURTHEST = timedelta(days=3 * 366)
_DAY = timedelta(days=1)
_NEAR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class _Busy:
    span: Span
    who: str


@dataclass(slots=True)
class _Book:
    """What is known of the days: the agendas by service, whose time is taken by whom, and by these lines."""

    shop: Catalogue
    agendas: Mapping[int, Agenda]
    taken: dict[int, list[_Busy]]
    planned: dict[int, list[_Busy]]


def find(session: Session, found: Read, *, now: datetime) -> None:
    """Say of each entry who it is with, or why it must wait."""
    ready = [one for one in found.entries if one.start is not None and one.services]
    for entry in ready:
        _judge_day(entry, now)
    ready = [one for one in ready if one.start is not None and now < one.start < now + FURTHEST]
    if not ready:
        return
    starts = sorted(one.start for one in ready if one.start)
    low, high = starts[0] - _DAY, starts[-1] + _DAY
    _find_those_there(session, ready)
    services = {number for one in ready for number in numbers_of(one.services)}
    agendas = load_all(session, services, low, high, now=now)
    book = _Book(found.shop, agendas, _taken(session, low, high), defaultdict(list))
    said = set[tuple[object, ...]]()
    # What is certain takes its time before what the owner has still to look at.
    for entry in sorted(ready, key=lambda one: (bool(one.waits), one.start)):
        if entry.there:
            continue
        same = (entry.start, entry.phone or entry.name.casefold(), tuple(numbers_of(entry.services)))
        if same in said:
            entry.waits.append(Wait("twice"))
            continue
        said.add(same)
        _judge_length(entry)
        _place(entry, book)


def _judge_day(entry: Entry, now: datetime) -> None:
    assert entry.start is not None
    if entry.start <= now:
        entry.waits.append(Wait("past"))
    elif entry.start >= now + FURTHEST:
        entry.waits.append(Wait("far"))


def _find_those_there(session: Session, entries: Sequence[Entry]) -> None:
    """However they ended: bringing the same diary again brings nothing back."""
    known = {one.customer_id for one in entries if one.customer_id}
    known |= {number for one in entries for number in one.namesakes}
    starts = {one.start for one in entries}
    rows = session.exec(
        select(Appointment.customer_id, Appointment.service_id, Appointment.starts_at).where(
            col(Appointment.customer_id).in_(known), col(Appointment.starts_at).in_(starts)
        )
    )
    there = set(rows.all())
    for entry in entries:
        who = {*entry.namesakes, entry.customer_id}
        if any((number, entry.services[0].id, entry.start) in there for number in who):
            entry.there, entry.waits = True, []


def _taken(session: Session, low: datetime, high: datetime) -> dict[int, list[_Busy]]:
    """Whose time it is already, so that it can be told."""
    rows = session.exec(
        select(Occupancy.resource_id, Occupancy.start_ts, Occupancy.end_ts, Customer.name)
        .join(Appointment, col(Appointment.id) == col(Occupancy.appointment_id))
        .join(Customer, col(Customer.id) == col(Appointment.customer_id))
        .where(col(Occupancy.end_ts) > low.timestamp(), col(Occupancy.start_ts) < high.timestamp())
    )
    taken = defaultdict(list)
    for resource, start, end, name in rows:
        taken[resource].append(_Busy((start, end), name or ""))
    return taken


def _judge_length(entry: Entry) -> None:
    """An end that was written and is not near the service's own may mean more, or something else."""
    if entry.corrected or entry.line.end is None or entry.clock is None:
        return
    minutes = [60 * one.hour + one.minute for one in (entry.clock, entry.line.end)]
    written = timedelta(minutes=minutes[1] - minutes[0])
    lasts = sum((one.length for one in entry.services), timedelta(0))
    if abs(written - lasts) > max(_NEAR, lasts / 2):
        entry.waits.append(Wait("lasts", f"{entry.line.end:%H:%M}", soft=True))


def _place(entry: Entry, book: _Book) -> None:
    """With the first who has time for it; else with the first who would, and why they have not."""
    able = [
        one
        for one in ([entry.staff] if entry.staff else [row for row in book.shop.staff if row.active])
        if all(row_id(one) in book.agendas[number].work for number in numbers_of(entry.services))
    ]
    if not able:
        who = entry.staff.name if entry.staff else ""
        entry.waits.append(Wait("not_theirs", who))
        return
    judged = [(_hindrance(entry, one, book), one) for one in able]
    wait, staff = min(judged, key=lambda pair: 0 if pair[0] is None else 1 if pair[0].code == "taken" else 2)
    if wait is not None:
        closed = [one for one, _ in judged if one is not None and one.code != "taken"]
        entry.waits.append(closed[0] if len(closed) == len(judged) else wait)
    if entry.staff is None and (wait is None or len(able) == 1):
        entry.staff = staff
    if wait is None and not entry.waits:
        _take(entry, staff, book)


def _hindrance(entry: Entry, staff: Resource, book: _Book) -> Wait | None:
    assert entry.start is not None
    at, number = int(entry.start.timestamp()), row_id(staff)
    for service in numbers_of(entry.services):
        agenda = book.agendas[service]
        work = agenda.work[number]
        if not any(
            opens <= at and at + work.length <= closes for day in agenda.days.spans for opens, closes in day
        ):
            return _closed(at, book)
        member = next(one for one in agenda.members if one.id == number)
        if not any(
            opens <= at and at + work.length <= closes for day in member.opening for opens, closes in day
        ):
            return Wait("not_working", staff.name, soft=True)
        parts = [(at + begin, at + end) for begin, end in work.staff_parts]
        for busy in (*book.planned[number], *book.taken.get(number, ())):
            if intersect(parts, [busy.span]):
                return Wait("taken", busy.who, soft=True)
        if any(low < at < high for low, high in member.blocked):
            return Wait("away", staff.name, soft=True)
        at += work.length
    return None


def _closed(at: int, book: _Book) -> Wait:
    calendar = shop_calendar(book.shop)
    hours = calendar.on(utc(at).astimezone(calendar.zone).date())
    if hours.hours:
        return Wait("closed_then", soft=True)
    return Wait("closed", hours.reason, soft=True)


def _take(entry: Entry, staff: Resource, book: _Book) -> None:
    assert entry.start is not None
    at, number = int(entry.start.timestamp()), row_id(staff)
    for service in numbers_of(entry.services):
        work = book.agendas[service].work[number]
        book.planned[number] += [_Busy((at + begin, at + end), entry.name) for begin, end in work.staff_parts]
        at += work.length
