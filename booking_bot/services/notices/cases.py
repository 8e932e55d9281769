"""What is told together: one case a visit, kind and lead, and the line on which it is told.

Of a visit the first part that is due speaks for all of them; how it was is asked after the last.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.notices import NEWS, NoticeKind
from booking_bot.models import (
    Appointment,
    Conversation,
    Customer,
    Notice,
    NoticeStatus,
    row_id,
)
from booking_bot.services import consents, notify, routes
from booking_bot.services.notices import judging, recalls


@dataclass(slots=True)
class Case:
    """One thing to say: `said` are the notices that are told with it, of the other parts of its visit."""

    notice: Notice
    appointment: Appointment
    customer: Customer
    parts: Sequence[Appointment]
    said: list[Notice] = field(default_factory=list)
    conversation: Conversation | None = None
    nowhere: str = ""  # why there is none
    reason: str | None = None
    later: datetime | None = None

    @property
    def kind(self) -> NoticeKind:
        return self.notice.kind

    @property
    def is_open(self) -> bool:
        return self.reason is None and self.later is None


def cases_of(session: Session, claimed: Collection[int], now: datetime) -> list[Case]:
    """Those that are told by themselves, in the order in which they fell due."""
    rows = session.exec(
        select(Notice, Appointment, Customer)
        .join(Appointment, col(Appointment.id) == col(Notice.appointment_id))
        .join(Customer, col(Customer.id) == col(Appointment.customer_id))
        .where(col(Notice.id).in_(claimed))
        .order_by(col(Notice.due_at), col(Appointment.starts_at), col(Notice.id))
    ).all()
    visits = _visits(session, {one.visit for _, one, _ in rows if one.visit})
    others = _planned_of(session, [row_id(one) for parts in visits.values() for one in parts])
    cases: dict[object, Case] = {}
    needless = recalls.needless(
        session, [one for notice, one, _ in rows if notice.kind is NoticeKind.RECALL], now=now
    )
    for notice, appointment, customer in rows:
        if notice.kind is NoticeKind.RECALL:
            _gather(cases, Case(notice, appointment, customer, [appointment]), needless, now)
            continue
        same = (appointment.visit or appointment.id, notice.kind, notice.lead)
        if same in cases and judging.holds(cases[same].notice, cases[same].appointment, now):
            cases[same].said.append(notice)
            continue
        parts = _told(notice, appointment, visits.get(appointment.visit or "", [appointment]))
        case = Case(notice, appointment, customer, parts or [appointment])
        siblings = [one for one in others.get((notice.kind, notice.lead), ()) if _is_of(one, parts)]
        if siblings and notice.kind is NoticeKind.SURVEY:
            case.reason = judging.AFTER_THE_LAST
        else:
            case.said += siblings
        cases[same] = case
    for case in cases.values():
        if case.kind is NoticeKind.CANCELLED:  # and not of what was cancelled before
            told = {one.appointment_id for one in (case.notice, *case.said)}
            case.parts = [one for one in case.parts if one.id in told]
    return list(cases.values())


def _gather(cases: dict[object, Case], case: Case, needless: Mapping[int, str], now: datetime) -> None:
    """All that is due again of one customer is one message, but for what needs none."""
    case.reason = needless.get(row_id(case.appointment))
    alone = case.reason is not None or not judging.holds(case.notice, case.appointment, now)
    together = cases.setdefault((case.kind, row_id(case.notice) if alone else None, case.customer.id), case)
    if together is not case:
        together.said.append(case.notice)
        together.parts = [*together.parts, case.appointment]


def _visits(session: Session, visits: Collection[str]) -> Mapping[str, list[Appointment]]:
    """All parts of each, those that begin first before the others."""
    found: dict[str, list[Appointment]] = {}
    if visits:
        for one in session.exec(
            select(Appointment)
            .where(col(Appointment.visit).in_(visits))
            .order_by(col(Appointment.starts_at), col(Appointment.id))
        ):
            found.setdefault(one.visit or "", []).append(one)
    return found


def _planned_of(
    session: Session, appointments: Collection[int]
) -> Mapping[tuple[NoticeKind, str], list[Notice]]:
    """What is still to come of the other parts, by kind and lead."""
    found: dict[tuple[NoticeKind, str], list[Notice]] = {}
    if appointments:
        for one in session.exec(
            select(Notice).where(
                col(Notice.appointment_id).in_(appointments), col(Notice.status) == NoticeStatus.PLANNED
            )
        ):
            found.setdefault((one.kind, one.lead), []).append(one)
    return found


def _told(notice: Notice, appointment: Appointment, visit: Sequence[Appointment]) -> list[Appointment]:
    """The parts that are as this one is, and so are spoken of with it."""
    firm = appointment.status in judging.FIRM
    return [one for one in visit if one.status is appointment.status or (firm and one.status in judging.FIRM)]


def _is_of(notice: Notice, parts: Sequence[Appointment]) -> bool:
    return any((one.id, one.revision) == (notice.appointment_id, notice.revision) for one in parts)


def find_lines(session: Session, cases: Sequence[Case], *, now: datetime) -> None:
    """Where each customer wrote last. To who never did a line is made where something may go there.

    News is told of even where it may not be sent: whoever booked it sees why.
    """
    lines = notify.lines_of(session, {row_id(one.customer) for one in cases})
    without = [one for one in cases if row_id(one.customer) not in lines]
    if without:
        allowed = consents.vouched_for(session, {row_id(one.customer) for one in without})
        wanted = {row_id(one.customer) for one in without if one.kind in NEWS} | allowed
        lines |= notify.lines_made(session, wanted, now=now)
        for case in without:
            known = row_id(case.customer) in wanted
            case.nowhere = routes.NO_ADDRESS if known else consents.NEVER_ASKED
    for case in cases:
        case.conversation = lines.get(row_id(case.customer))
