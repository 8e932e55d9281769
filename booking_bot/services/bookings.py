"""Taking time from the agenda and giving it back.

Every verb takes the agenda's lock, looks again with the function that listed the slot, and writes
in a savepoint, so that what is refused leaves everything as it was. The database's guard stays the
last word: where it refuses somebody, the next who is free is tried.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN, Status, move
from booking_bot.domain.refusals import (
    AlreadyOver,
    NeedsTheOwner,
    NoSuchAppointment,
    Outdated,
    SlotTaken,
    TooLateToChange,
)
from booking_bot.domain.walltime import local_day
from booking_bot.models import (
    Affected,
    AffectedStatus,
    Appointment,
    Business,
    Quote,
    QuoteStatus,
    Source,
    row_id,
)
from booking_bot.services import (
    agenda_lock,
    audit,
    awaited,
    catalogue,
    freed_places,
    hooks,
    limits,
    occupancies,
)
from booking_bot.services.agenda import Wish
from booking_bot.services.availability import Slot, Taker, decide
from booking_bot.services.notices import planning

_Written = TypeVar("_Written")

# How many of those who are free are tried, should the guard refuse one.
_TRIES = 4
# What the owner books needs nobody's word.
OWNERS_OWN = frozenset({Source.OWNER, Source.IMPORT})


def book(
    session: Session,
    *,
    customer_id: int,
    service_id: int,
    start: datetime,
    staff_id: int | None = None,
    source: Source,
    by: str,
    now: datetime,
    note: str | None = None,
    beneficiary: str | None = None,
    subject: str | None = None,
    visit: str | None = None,
    idempotency_key: str | None = None,
    conversation_id: int | None = None,
    requested: bool = False,
    knowing: bool = False,
) -> Appointment:
    """Book `start` with that member, or with whoever is first in turn; a known key gives what it gave.

    A hold of the conversation becomes the appointment; of who asked the bot and did not come too often
    in the last year, only a request, and so does what is `requested` with something else. An owner who is
    `knowing` may put it on top of others, or outside the hours. Raises NoSuchService, Overlapping, SlotTaken,
    TooSoon, BeyondHorizon, ClosedThen or TooManyOpen.
    """
    agenda_lock.take(session)
    if idempotency_key is not None and (made := _made_with(session, idempotency_key)):
        return made
    wish = Wish(service_id, staff_id, ignoring_hold_of=conversation_id, knowing=knowing)
    found, refusal, length, approval, business = decide(session, wish, start, now=now)
    theirs: list[limits.Still] = []
    if not knowing and (refusal is None or isinstance(refusal, SlotTaken)):  # perhaps by themselves
        theirs = limits.still(session, customer_id, min(start, now))
        limits.refuse_two_at_once(session, customer_id, beneficiary, theirs, start=start, end=start + length)
    if refusal:
        raise refusal
    asks = approval and source not in OWNERS_OWN
    stood_up, missed, zone = False, list[datetime](), ZoneInfo(business.timezone)
    if source in {Source.BOT, Source.API}:
        limit, no_shows = business.max_open_per_customer, business.max_no_shows
        limits.refuse_too_many(theirs, visit, now, limit=limit)
        if source is Source.BOT:
            limits.refuse_stranger(session, customer_id, theirs, start, now, zone=zone, visit=visit)
            missed = limits.missed(session, customer_id, now) if no_shows else []
            stood_up = 0 < no_shows <= len(missed)

    def write(taker: Taker) -> Appointment:
        appointment = Appointment(
            customer_id=customer_id,
            service_id=service_id,
            staff_id=taker.staff_id,
            starts_at=taker.slot.start,
            ends_at=taker.slot.end,
            status=Status.REQUESTED if asks or stood_up or requested else Status.BOOKED,
            source=source,
            visit=visit,
            beneficiary=beneficiary,
            subject=subject,
            note=note,
            price_cents=taker.price_cents,
            pick_up_at=taker.pick_up_at,
            idempotency_key=idempotency_key,
            created_at=now,
        )
        session.add(appointment)
        session.flush()
        occupancies.free_holds(session, conversation_id, now)
        occupancies.occupy(session, taker, row_id(appointment))
        return appointment

    appointment = _first_of(session, found, write)
    audit.record(session, by, "appointment.booked", row_id(appointment), now=now)
    hooks.tell(session, f"appointment.{appointment.status}", row_id(appointment), now=now)
    if asks or stood_up:
        awaited.begin(
            session,
            appointment,
            now=now,
            reason="no_shows" if stood_up else "",
            summary=limits.told(missed, zone, now) if stood_up else "",
            conversation_id=conversation_id,
        )
    planning.booked(session, appointment, business, now=now)
    return appointment


def reschedule(
    session: Session,
    appointment_id: int,
    *,
    start: datetime,
    staff_id: int | None = None,
    by: str,
    now: datetime,
    conversation_id: int | None = None,
    revision: int | None = None,
    together: tuple[int, ...] = (),
    knowing: bool = False,
) -> Appointment:
    """Move it to `start`, as long as its service lasts now; with nobody named the same member goes first.

    `together` are the appointments that move with it, and stand in nobody's way where they were.
    A confirmed one has to be confirmed anew; `knowing` as in `book`. Raises as `book` and `cancel` do, and
    NeedsTheOwner where a customer moves what the owner would have to be asked about; then it stays as it was.
    """
    agenda_lock.take(session)
    appointment = _open(session, appointment_id, by=by, now=now, revision=revision)
    wish = Wish(appointment.service_id, staff_id, (appointment_id,), conversation_id, knowing)
    found, refusal, _, _, business = decide(session, wish, start, now=now)
    if refusal:
        raise refusal
    found.sort(key=lambda taker: taker.staff_id != appointment.staff_id)
    if not knowing:
        theirs = limits.still(session, appointment.customer_id, min(start, now))
        limits.refuse_two_at_once(
            session,
            appointment.customer_id,
            appointment.beneficiary,
            theirs,
            start=start,
            end=found[0].slot.end,
            but=(appointment_id, *together),
        )
        _refuse_by_history(session, appointment, theirs, business, start, by=by, now=now)
    before = Slot(appointment.starts_at, appointment.ends_at, appointment.staff_id)

    def write(taker: Taker) -> Taker:
        occupancies.free_appointment(session, appointment_id)
        occupancies.free_holds(session, conversation_id, now)
        occupancies.occupy(session, taker, appointment_id)
        return taker

    taken = _first_of(session, found, write)
    after = taken.slot
    if after == before:
        return appointment
    freed_places.note(session, appointment_id, before, now=now)
    appointment.starts_at, appointment.ends_at, appointment.staff_id = after
    if (after.start, after.end) != (before.start, before.end):
        appointment.pick_up_at = taken.pick_up_at
    if after.staff_id != before.staff_id and not _is_agreed(session, appointment_id):
        appointment.price_cents = taken.price_cents
    if appointment.status is Status.CONFIRMED:
        appointment.status = Status.BOOKED
    appointment.revision += 1
    audit.record(
        session, by, "appointment.moved", appointment_id, now=now, before=_told(before), after=_told(after)
    )
    session.flush()
    hooks.tell(session, "appointment.changed", appointment_id, now=now)
    planning.moved(session, appointment, business, was=before.start, by=by, now=now)
    return appointment


def cancel(
    session: Session, appointment_id: int, *, by: str, now: datetime, revision: int | None = None
) -> Appointment:
    """Give its time back and keep the appointment as history.

    Raises NoSuchAppointment, AlreadyOver, Outdated, or TooLateToChange, which does not bind the owner.
    """
    agenda_lock.take(session)
    appointment = _open(session, appointment_id, by=by, now=now, revision=revision)
    occupancies.free_appointment(session, appointment_id)
    given_back = Slot(appointment.starts_at, appointment.ends_at, appointment.staff_id)
    freed_places.note(session, appointment_id, given_back, now=now)
    appointment.revision += 1
    before = appointment.status
    _become(session, appointment, Status.CANCELLED, by, now)
    planning.cancelled(session, appointment, before=before, by=by, now=now)
    return appointment


def accept(session: Session, appointment_id: int, *, by: str, now: datetime) -> Appointment:
    """The owner takes what was requested. Raises NoSuchAppointment or InvalidTransition."""
    agenda_lock.take(session)
    appointment = _fresh(session, appointment_id)
    was_requested = appointment.status is Status.REQUESTED
    if was_requested:
        appointment.revision += 1
    _become(session, appointment, Status.BOOKED, by, now)
    if was_requested:
        planning.booked(session, appointment, catalogue.read(session).business, now=now)
    return appointment


def confirm(
    session: Session, appointment_id: int, *, by: str, now: datetime, revision: int | None = None
) -> Appointment:
    """The customer says they will come; saying it twice is no error.

    Raises NoSuchAppointment, AlreadyOver, Outdated or InvalidTransition.
    """
    agenda_lock.take(session)
    appointment = _open(session, appointment_id, by=by, now=now, revision=revision, notice=False)
    return _become(session, appointment, Status.CONFIRMED, by, now)


def put_in_name(
    session: Session, appointment_id: int, beneficiary: str | None, *, by: str, now: datetime
) -> Appointment:
    """Note who comes, None being the customer. Raises NoSuchAppointment."""
    appointment = _fresh(session, appointment_id)
    if appointment.beneficiary != beneficiary:
        appointment.beneficiary = beneficiary
        audit.record(session, by, "appointment.renamed", appointment_id, now=now)
        hooks.tell(session, "appointment.changed", appointment_id, now=now)
    return appointment


def close(session: Session, appointment_id: int, status: Status, *, by: str, now: datetime) -> Appointment:
    """Say how it ended, `completed` or `no_show`. Raises NoSuchAppointment or InvalidTransition."""
    agenda_lock.take(session)
    appointment = _fresh(session, appointment_id)
    before = appointment.status
    _become(session, appointment, status, by, now)
    if before is not status:
        planning.closed(session, appointment, catalogue.read(session).business, now=now)
    return appointment


def hold(
    session: Session,
    *,
    conversation_id: int,
    service_id: int,
    start: datetime,
    staff_id: int | None = None,
    now: datetime,
    moving: tuple[int, ...] = (),
    beside: bool = False,
) -> Slot:
    """Keep one start for a conversation for as long as the shop holds, instead of what it held before.

    With `beside` that is kept as well: the parts of a visit are held one by one.
    Raises NoSuchService, SlotTaken, TooSoon, BeyondHorizon or ClosedThen; then the old hold stays.
    """
    agenda_lock.take(session)
    wish = Wish(service_id, staff_id, moving, None if beside else conversation_id)
    found, refusal, _, _, business = decide(session, wish, start, now=now)
    if refusal:
        raise refusal

    def write(taker: Taker) -> Slot:
        occupancies.free_holds(session, None if beside else conversation_id, now)
        if business.hold:
            until = now + business.hold
            occupancies.hold(session, taker, conversation_id, until=until, moving=moving)
        return taker.slot

    return _first_of(session, found, write)


def release(session: Session, conversation_id: int) -> None:
    """Let go of what a conversation holds, if anything."""
    agenda_lock.take(session)
    occupancies.free_hold(session, conversation_id)


def _first_of(session: Session, found: Sequence[Taker], write: Callable[[Taker], _Written]) -> _Written:
    """What `write` gives for the first whom the guard lets pass; whatever else it refuses is an error."""
    for taker in found[:_TRIES]:
        try:
            with session.begin_nested():
                return write(taker)
        except IntegrityError as error:
            if not occupancies.is_overlap(error):
                raise
    raise SlotTaken(found[0].slot.start)


def _refuse_by_history(
    session: Session,
    appointment: Appointment,
    theirs: Sequence[limits.Still],
    business: Business,
    start: datetime,
    *,
    by: str,
    now: datetime,
) -> None:
    """What binds customers alone: a firm time is not changed for one that they would not be given."""
    if not by.startswith("customer:"):
        return
    customer, zone = appointment.customer_id, ZoneInfo(business.timezone)
    if local_day(start, zone) != local_day(appointment.starts_at, zone):
        limits.refuse_stranger(
            session, customer, theirs, start, now, zone=zone, visit=appointment.visit, moving=True
        )
    most = 0 if appointment.status is Status.REQUESTED else business.max_no_shows
    if most and len(limits.missed(session, customer, now)) >= most:
        raise NeedsTheOwner(row_id(appointment))


def _open(
    session: Session,
    appointment_id: int,
    *,
    by: str,
    now: datetime,
    revision: int | None,
    notice: bool = True,
) -> Appointment:
    """An appointment that may still be changed by whoever `by` is; the shop's notice binds customers."""
    appointment = _fresh(session, appointment_id)
    customer = by == "bot" or by.startswith("customer:")
    if appointment.status not in OPEN or (customer and appointment.starts_at <= now):
        raise AlreadyOver(appointment_id, appointment.status)
    if revision is not None and revision != appointment.revision:
        raise Outdated(appointment_id, appointment.revision)
    if customer and notice:
        wanted = catalogue.read(session).business.cancel_notice
        if appointment.starts_at - now < wanted and not _is_shops_own_doing(session, appointment_id):
            raise TooLateToChange(appointment_id, wanted)
    return appointment


def _is_shops_own_doing(session: Session, appointment_id: int) -> bool:
    """Whoever is told that it is otherwise than they booked may change it however late that was."""
    told = select(Affected.id).where(
        col(Affected.appointment_id) == appointment_id, col(Affected.status) != AffectedStatus.SEEN_TO
    )
    return session.exec(told.limit(1)).first() is not None


def _fresh(session: Session, appointment_id: int) -> Appointment:
    """As it is now, under the lock, whatever this session read of it before."""
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NoSuchAppointment(appointment_id)
    return appointment


def _become(
    session: Session, appointment: Appointment, status: Status, by: str, now: datetime
) -> Appointment:
    """Change its status and keep a line of history; nothing where it has that status already."""
    before = appointment.status
    if move(before, status) is not before:
        appointment.status = status
        if before is Status.REQUESTED:
            awaited.end(session, appointment, now=now)
        audit.record(session, by, f"appointment.{status}", row_id(appointment), now=now)
        session.flush()
        hooks.tell(session, f"appointment.{status}", row_id(appointment), now=now)
    return appointment


def _is_agreed(session: Session, appointment_id: int) -> bool:
    """Whether its price was named to the customer, and they said yes to it."""
    named = select(Quote.id).where(
        col(Quote.appointment_id) == appointment_id, col(Quote.status) == QuoteStatus.ACCEPTED
    )
    return session.exec(named.limit(1)).first() is not None


def _made_with(session: Session, idempotency_key: str) -> Appointment | None:
    return session.exec(
        select(Appointment).where(col(Appointment.idempotency_key) == idempotency_key)
    ).one_or_none()


def _told(slot: Slot) -> dict[str, Any]:
    return {"start": slot.start.isoformat(), "end": slot.end.isoformat(), "staff": slot.staff_id}
