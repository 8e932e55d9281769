"""Whom something is due again: Luna's vaccine is not Simba's, and who came or comes for it needs no word."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain import notices
from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Appointment, Business, Notice, NoticeStatus, Service, row_id
from booking_bot.services.notices import judging, planning

# What is done for whom.
Kind = tuple[int, int, str]


def kind_of(appointment: Appointment) -> Kind:
    """The same of everything that makes the other needless."""
    who = appointment.subject or appointment.beneficiary or ""
    return appointment.customer_id, appointment.service_id, " ".join(who.casefold().split())


def needless(session: Session, appointments: Collection[Appointment], *, now: datetime) -> dict[int, str]:
    """Of these, which are not to be spoken of any more, and why."""
    if not appointments:
        return {}
    wanted = {one.service_id for one in appointments}
    offered = session.exec(
        select(Service.id).where(
            col(Service.id).in_(wanted),
            col(Service.active),
            col(Service.recall),
            col(Service.revisit).is_not(None),
        )
    ).all()
    others = later(session, {one.customer_id for one in appointments}, wanted, now=now)
    reasons = {}
    for one in appointments:
        if one.service_id not in offered:
            reasons[row_id(one)] = judging.NOT_OFFERED
        elif reason := why_not(one, others):
            reasons[row_id(one)] = reason
    return reasons


def later(
    session: Session, customers: Collection[int], services: Collection[int], *, now: datetime
) -> Mapping[Kind, list[Appointment]]:
    """What they have open or had done, by what it is."""
    found: dict[Kind, list[Appointment]] = {}
    for one in session.exec(
        select(Appointment).where(
            col(Appointment.customer_id).in_(customers),
            col(Appointment.service_id).in_(services),
            sa.or_(
                col(Appointment.status) == Status.COMPLETED,
                sa.and_(
                    col(Appointment.status).in_(OPEN), col(Appointment.ends_at) > now - notices.RECALL_LASTS
                ),
            ),
        )
    ):
        found.setdefault(kind_of(one), []).append(one)
    return found


def why_not(appointment: Appointment, others: Mapping[Kind, Sequence[Appointment]]) -> str | None:
    same = [one for one in others.get(kind_of(appointment), ()) if one.id != appointment.id]
    if any(one.status in OPEN for one in same):
        return judging.COMES_AGAIN
    if any((one.starts_at, row_id(one)) > (appointment.starts_at, row_id(appointment)) for one in same):
        return judging.CAME_AGAIN
    return None


def is_needless(session: Session, message_id: int, now: datetime) -> bool:
    """Whether all that the message speaks of is seen to by now."""
    told = [one for notice, one in judging.told_by(session, message_id) if notice.kind is NoticeKind.RECALL]
    return bool(told) and len(needless(session, told, now=now)) == len(told)


def replan(session: Session, *, now: datetime) -> int:
    """By the services of today; how many are otherwise. Doing it again changes nothing.

    What fell due before somebody switched it on is not told: nobody gets a letter about last spring.
    """
    business = session.exec(select(Business)).one()
    rules = planning.rules_of(business)
    services = {
        row_id(one): one for one in session.exec(select(Service)) if one.active and one.recall and one.revisit
    }
    stopped = [row for row, one in _planned(session) if one.service_id not in services]
    for row in stopped:
        row.status, row.ended_at = NoticeStatus.CANCELLED, now
    changed, rows = len(stopped), []
    session.flush()
    longest = max((one.revisit for one in services.values() if one.revisit), default=timedelta())
    for one, known in _done(session, services, now, since=now - longest - notices.RECALL_LASTS):
        revisit = services[one.service_id].revisit or timedelta()
        for planned in notices.recall(one.ends_at, revisit, rules, now=one.ends_at):
            if planned.due_at < now:
                continue
            if known is None or known.status is NoticeStatus.CANCELLED:
                rows.append(planning.row_of(one, planned, now=now))
            elif known.status is NoticeStatus.PLANNED and known.due_at != planned.due_at:
                known.due_at, known.not_after = planned.due_at, planned.not_after
                changed += 1
    planning.insert(session, rows)
    session.flush()
    return changed + len(rows)


def _planned(session: Session) -> Sequence[tuple[Notice, Appointment]]:
    return session.exec(
        select(Notice, Appointment)
        .join(Appointment, col(Appointment.id) == col(Notice.appointment_id))
        .where(col(Notice.kind) == NoticeKind.RECALL, col(Notice.status) == NoticeStatus.PLANNED)
    ).all()


def _done(
    session: Session, services: Collection[int], now: datetime, *, since: datetime
) -> Sequence[tuple[Appointment, Notice | None]]:
    """All that was done of these services since then, with what is planned of it."""
    if not services:
        return []
    return session.exec(
        select(Appointment, Notice)
        .join(
            Notice,
            sa.and_(
                col(Notice.appointment_id) == col(Appointment.id),
                col(Notice.revision) == col(Appointment.revision),
                col(Notice.kind) == NoticeKind.RECALL,
            ),
            isouter=True,
        )
        .where(
            col(Appointment.service_id).in_(services),
            col(Appointment.status) == Status.COMPLETED,
            col(Appointment.ends_at) <= now,
            col(Appointment.ends_at) > since,
        )
    ).all()
