"""Doing something about a day that goes wrong, once: who is away, who goes where, and what each is told."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.walltime import instant, local_day, utc
from booking_bot.models import (
    Absence,
    Affected,
    AffectedStatus,
    Appointment,
    Disruption,
    DisruptionKind,
    SpecialHours,
    row_id,
)
from booking_bot.services import agenda_lock, audit, catalogue, visits
from booking_bot.services.diary import blocking, silence
from booking_bot.services.disruptions import writing
from booking_bot.services.disruptions.planning import Case, Plan, survey
from booking_bot.services.disruptions.troubles import Trouble
from booking_bot.services.opening import opening_between
from booking_bot.services.place import place_of
from booking_bot.services.visits import Held, PartOfVisit

CLOSED_FOR = "Cierre imprevisto"
_DAY_MINUTES = 24 * 60
_SECOND = timedelta(seconds=1)


def carry_out(
    session: Session,
    trouble: Trouble,
    *,
    without: Collection[int] = (),
    token: str,
    by: str,
    now: datetime,
) -> Disruption:
    """Do what a survey finds now, under the agenda's lock; the same token does it once.

    Nothing is written to the cases whose keys are in `without`: the shop speaks with them itself. What fits
    at its hour is moved, what fits nowhere then is cancelled.
    """
    agenda_lock.take(session)
    known = session.exec(select(Disruption).where(col(Disruption.token) == token)).first()
    if known is not None:
        return known
    plan = survey(session, trouble, now=now)
    made = Disruption(
        kind=trouble.kind,
        staff_id=trouble.staff_id,
        starts_at=trouble.start,
        ends_at=trouble.end,
        delay=trouble.delay,
        reason=trouble.reason or None,
        token=token,
        actor=by,
        created_at=now,
    )
    session.add(made)
    session.flush()
    audit.record(session, by, f"disruption.{trouble.kind}", row_id(made), now=now, hit=len(plan.cases))
    _note_absence(session, trouble, by=by, now=now)
    # what is given up first, so that its rooms are free for what stays
    for case in plan.left:
        visits.cancel_visit(session, [Held(row_id(one), one.revision) for one in case.visit], by=by, now=now)
    for case in plan.fitting:
        _move(session, case, by=by, now=now)
    silence.keep(session, [row_id(part) for case in plan.cases for part in case.visit], now=now)
    told = [(case, _noted(session, made, plan, case, now)) for case in plan.cases]
    for case, parts in told:
        if case.key in without:
            for part in parts:
                part.status = AffectedStatus.TO_CALL
        else:
            writing.send(session, parts, case.person.id, now=now)
    if not plan.cases:
        made.ended_at = now
    return made


def _move(session: Session, case: Case, *, by: str, now: datetime) -> None:
    """Knowingly, since the shop's notice for bookings is not for itself; the survey saw that it is free."""
    moves = [
        (Held(row_id(part), part.revision), PartOfVisit(part.service_id, place.staff_id, place.start))
        for part, place in zip(case.visit, case.places, strict=True)
    ]
    visits.reschedule_visit(session, moves, by=by, now=now, knowing=True)


def _noted(session: Session, made: Disruption, plan: Plan, case: Case, now: datetime) -> list[Affected]:
    offers = case.places if case in plan.left else ()
    late = case.there - case.start if case.there and plan.trouble.kind is DisruptionKind.LATE else None
    rows = []
    for index, part in enumerate(case.visit):
        offer = offers[index] if offers else None
        rows.append(
            Affected(
                disruption_id=row_id(made),
                appointment_id=row_id(part),
                first_id=case.key,
                revision=session.get_one(Appointment, row_id(part)).revision,
                from_starts_at=case.starts[index],
                from_staff_id=case.staff[index],
                placed=case.fits,
                offer_starts_at=offer.start if offer else part.starts_at + late if late else None,
                offer_staff_id=offer.staff_id if offer else None,
                status=AffectedStatus.WRITTEN,
                at=now,
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def _note_absence(session: Session, trouble: Trouble, *, by: str, now: datetime) -> None:
    """Nobody books them then any more."""
    if trouble.kind is DisruptionKind.AWAY and trouble.staff_id is not None:
        if not _is_away(session, trouble):
            blocking.block(
                session,
                [trouble.staff_id],
                trouble.start,
                trouble.end,
                reason=trouble.reason,
                knowing=True,
                by=by,
                now=now,
            )
    elif trouble.kind is DisruptionKind.CLOSED:
        _close(session, trouble, by=by, now=now)


def _is_away(session: Session, trouble: Trouble) -> bool:
    return (
        session.exec(
            select(Absence.id).where(
                col(Absence.staff_id) == trouble.staff_id,
                col(Absence.starts_at) <= trouble.start,
                col(Absence.ends_at) >= trouble.end,
            )
        ).first()
        is not None
    )


def _close(session: Session, trouble: Trouble, *, by: str, now: datetime) -> None:
    """Whole days are closed for whoever asks; a part of one only takes no appointments."""
    zone = place_of(session).zone
    first, last = local_day(trouble.start, zone), local_day(trouble.end - _SECOND, zone)
    starts_whole = trouble.start <= max(utc(instant(first, 0, zone)), now)
    if not starts_whole or trouble.end != utc(instant(last, _DAY_MINUTES, zone)):
        staff = [row_id(one) for one in catalogue.read(session).staff if one.active]
        blocking.block(
            session, staff, trouble.start, trouble.end, reason=trouble.reason, knowing=True, by=by, now=now
        )
        return
    _close_days(session, first, last, trouble.reason, by=by, now=now)
    # the shorter stretch wins, so what was said of single days before would still open them
    for opening in opening_between(session, first, last):
        if opening.spans:
            _close_days(session, opening.day, opening.day, trouble.reason, by=by, now=now)


def _close_days(session: Session, first: date, last: date, reason: str, *, by: str, now: datetime) -> None:
    if not any(opening.spans for opening in opening_between(session, first, last)):
        return
    closed = SpecialHours(first_day=first, last_day=last, hours=[], reason=reason or CLOSED_FOR)
    session.add(closed)
    session.flush()
    audit.record(session, by, "closure.added", row_id(closed), now=now)
