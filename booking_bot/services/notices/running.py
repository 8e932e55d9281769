"""What is due is claimed, looked at again and handed to the outbox, many at a time.

One worker is at it at a time. A claim and what comes of it are one transaction, so a worker that dies leaves
it all as it was. Of a visit the first part that is due speaks for all of them; how it was is asked after the
last. Who is in a talk, or has a person at hand, is asked for nothing before that is over.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import OPEN, Status
from booking_bot.domain.notices import NEWS, NO_SURVEY_AGAIN_FOR, URGENT, NoticeKind
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import (
    Appointment,
    ConfirmRule,
    Conversation,
    Customer,
    MessageKind,
    Notice,
    NoticeStatus,
    row_id,
)
from booking_bot.services import catalogue, consents, letters, notify, outbox, routes
from booking_bot.services.letters import Letter
from booking_bot.services.notices import judging, writing
from booking_bot.services.notify import Question

log = logging.getLogger(__name__)

BATCH = 100  # a customer who writes meanwhile waits a tenth of a second
# Any number will do: it keeps one worker at it at a time.
RUNNING = 8_214_003
# What failed keeps none of the others waiting, and who is in a talk is asked afterwards.
PUT_OFF = timedelta(minutes=10)
AFTER_THE_TALK = timedelta(hours=1)
# An answer to how it was that comes later is not one.
SURVEY_IS_OPEN_FOR = timedelta(days=3)
FOLLOW_UP_IS_OPEN_FOR = timedelta(days=7)
_KINDS = {NoticeKind.REMINDER: MessageKind.REMINDER, NoticeKind.SURVEY: MessageKind.SURVEY}
_ASKED_AFTERWARDS = frozenset({NoticeKind.SURVEY, NoticeKind.FOLLOW_UP})

_IS_DUE = (
    col(Notice.status) == NoticeStatus.PLANNED,
    col(Notice.due_at) <= sa.bindparam("now", type_=sa.DateTime(timezone=True)),
)
_ANY_DUE = select(Notice.id).where(*_IS_DUE).limit(1)
_DUE = select(Notice.id).where(*_IS_DUE).order_by(col(Notice.due_at), col(Notice.id)).limit(BATCH)


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


def run_due(database: Database, *, now: datetime) -> int:
    """Hand over whatever is due; how many notices that were."""
    with database.reading() as session:
        if session.exec(_ANY_DUE, params={"now": now}).first() is None:
            return 0
    done = 0
    while True:
        try:
            with database.transaction() as session:
                claimed = hand_over(session, now=now)
        except Exception:
            log.exception("notices could not be handed over together")
            return done + _one_by_one(database, now=now)
        done += claimed
        if claimed < BATCH:
            return done


def hand_over(session: Session, *, now: datetime, only: int | None = None) -> int:
    """See to at most BATCH that are due, or to that one; how many were claimed.

    None where another worker is at it.
    """
    if not _is_alone(session):
        return 0
    _drop_what_is_late(session, now)
    claimed = _claim(session, now, only)
    if not claimed:
        return 0
    cases = _cases(session, claimed, now)
    _find_lines(session, cases, now=now)
    _judge(session, cases, claimed, now=now)
    _send(session, [one for one in cases if one.is_open], now=now)
    _record(session, cases, now=now)
    return len(claimed)


def _one_by_one(database: Database, *, now: datetime) -> int:
    """What fails by itself is put off, and keeps none of the others from it."""
    with database.reading() as session:
        due = [number for number in session.exec(_DUE, params={"now": now}) if number]
    done = 0
    for number in due:
        try:
            with database.transaction() as session:
                done += hand_over(session, now=now, only=number)
        except Exception:
            log.exception("notice %s failed", number)
            with database.transaction() as session:
                session.get_one(Notice, number).due_at = now + PUT_OFF
    return done


def _is_alone(session: Session) -> bool:
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(RUNNING))).scalar())


def _drop_what_is_late(session: Session, now: datetime) -> None:
    """What is worth nothing any more, and reminders that a shorter one has caught up with."""
    shorter = aliased(Notice)
    caught_up = (
        sa.exists()
        .where(
            col(shorter.appointment_id) == col(Notice.appointment_id),
            col(shorter.kind) == NoticeKind.REMINDER,
            col(shorter.status) == NoticeStatus.PLANNED,
            col(shorter.due_at) <= now,
            col(shorter.due_at) > col(Notice.due_at),
        )
        .correlate(Notice)
    )
    _end_all(session, now, judging.TOO_LATE, col(Notice.not_after) < now)
    _end_all(session, now, judging.SUPERSEDED, col(Notice.kind) == NoticeKind.REMINDER, caught_up)


def _end_all(session: Session, now: datetime, reason: str, *which: sa.ColumnElement[bool]) -> None:
    dropped = session.exec(
        sa.update(Notice)
        .where(col(Notice.status) == NoticeStatus.PLANNED, col(Notice.due_at) <= now, *which)
        .values(status=NoticeStatus.DROPPED, reason=reason, ended_at=now)
        .execution_options(synchronize_session=False)
    ).rowcount
    if dropped:
        log.info("%s notices were not sent: %s", dropped, reason)


def _claim(session: Session, now: datetime, only: int | None) -> list[int]:
    due = select(Notice.id).where(col(Notice.status) == NoticeStatus.PLANNED, col(Notice.due_at) <= now)
    if only is not None:
        due = due.where(col(Notice.id) == only)
    # A row that another transaction is just withdrawing must not make the others wait.
    due = due.order_by(col(Notice.due_at), col(Notice.id)).limit(BATCH).with_for_update(skip_locked=True)
    claimed = session.exec(
        sa.update(Notice)
        .where(col(Notice.id).in_(due), col(Notice.status) == NoticeStatus.PLANNED)
        .values(status=NoticeStatus.QUEUED, ended_at=now)
        .returning(col(Notice.id))
        .execution_options(synchronize_session=False)
    )
    return list(claimed.scalars())


def _cases(session: Session, claimed: Collection[int], now: datetime) -> list[Case]:
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
    for notice, appointment, customer in rows:
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


def _find_lines(session: Session, cases: Sequence[Case], *, now: datetime) -> None:
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


def _judge(session: Session, cases: Sequence[Case], claimed: Collection[int], *, now: datetime) -> None:
    asked_lately = _asked_lately(session, cases, claimed, now)
    coming = _coming(session, cases, now)
    for case in reversed(cases):  # of several visits the last is asked about
        if case.reason is None:
            case.reason = _why_not(case, asked_lately, coming, now)
        talk = case.conversation
        if case.is_open and talk is not None and case.kind in _ASKED_AFTERWARDS and _is_talking(talk, now):
            case.later = now + AFTER_THE_TALK
        elif case.is_open and case.kind is NoticeKind.SURVEY:
            asked_lately.add(row_id(case.customer))


def _why_not(case: Case, asked_lately: Collection[int], coming: Collection[int], now: datetime) -> str | None:
    if not judging.holds(case.notice, case.appointment, now):
        return judging.OUTDATED
    if case.conversation is None:
        return case.nowhere
    if not judging.is_theirs(case.conversation, case.appointment):
        return judging.NOT_THE_CUSTOMER
    if case.kind is NoticeKind.SURVEY and row_id(case.customer) in asked_lately:
        return judging.SURVEYED
    if case.kind is NoticeKind.FOLLOW_UP and row_id(case.customer) in coming:
        return judging.COMES_AGAIN
    return None


def _is_talking(conversation: Conversation, now: datetime) -> bool:
    return outbox.is_mute(conversation, now) or consents.is_talking(conversation, now)


def _asked_lately(
    session: Session, cases: Sequence[Case], claimed: Collection[int], now: datetime
) -> set[int]:
    """Of these customers, those who were asked how it was not long ago."""
    customers = {row_id(one.customer) for one in cases if one.kind is NoticeKind.SURVEY}
    if not customers:
        return set()
    return set(
        session.exec(
            select(Appointment.customer_id)
            .join(Notice, col(Notice.appointment_id) == col(Appointment.id))
            .where(
                col(Appointment.customer_id).in_(customers),
                col(Notice.kind) == NoticeKind.SURVEY,
                col(Notice.status) == NoticeStatus.QUEUED,
                col(Notice.ended_at) > now - NO_SURVEY_AGAIN_FOR,
                col(Notice.id).not_in(claimed),
            )
        )
    )


def _coming(session: Session, cases: Sequence[Case], now: datetime) -> set[int]:
    """Of these customers, those who have booked again."""
    customers = {row_id(one.customer) for one in cases if one.kind is NoticeKind.FOLLOW_UP}
    if not customers:
        return set()
    return set(
        session.exec(
            select(Appointment.customer_id).where(
                col(Appointment.customer_id).in_(customers),
                col(Appointment.status).in_(OPEN),
                col(Appointment.starts_at) > now,
            )
        )
    )


def _send(session: Session, cases: Sequence[Case], *, now: datetime) -> None:
    if not cases:
        return
    known = catalogue.read(session)
    shop = writing.shop_of(known)
    asks = known.business.confirm is ConfirmRule.ASK
    sent = letters.send_all(session, [_letter(one, shop, asks=asks, now=now) for one in cases], now=now)
    for case, told in zip(cases, sent, strict=True):
        case.reason = told.reason
        for notice in (case.notice, *case.said):
            notice.message_id = told.message_id


def _letter(case: Case, shop: writing.Shop, *, asks: bool, now: datetime) -> Letter:
    assert case.conversation is not None
    booked = any(one.status is Status.BOOKED for one in case.parts)  # who confirmed already is not asked
    asks = asks and case.kind is NoticeKind.REMINDER and booked
    said = writing.write(case.kind, case.parts, shop, case.customer, case.conversation, asks=asks, now=now)
    return Letter(
        conversation=case.conversation,
        kind=_KINDS.get(case.kind, MessageKind.NOTICE),
        text=said.text,
        dedupe_key=_key(case),
        options=said.options,
        template=said.template,
        urgent=case.notice.lead == URGENT,
        not_after=case.notice.not_after,
        question=_question(case, asks=asks, now=now),
    )


def _key(case: Case) -> str:
    """ "reminder:24h:42.1+43.1": the same of the same parts, as they are, is said once."""
    parts = "+".join(f"{one.id}.{one.revision}" for one in case.parts)
    return f"{case.kind}:{case.notice.lead}:{parts}"


def _question(case: Case, *, asks: bool, now: datetime) -> Question | None:
    first = case.parts[0]
    number, revision = row_id(first), first.revision
    match case.kind:
        case NoticeKind.REMINDER if asks:
            return QuestionKind.REMINDER, number, revision, first.starts_at
        case NoticeKind.SURVEY:
            return QuestionKind.SURVEY, number, revision, now + SURVEY_IS_OPEN_FOR
        case NoticeKind.FOLLOW_UP:
            return QuestionKind.FOLLOW_UP, number, revision, now + FOLLOW_UP_IS_OPEN_FOR
        case _:
            return None


def _record(session: Session, cases: Sequence[Case], *, now: datetime) -> None:
    """What became of each."""
    for case in cases:
        for notice in (case.notice, *case.said):
            notice.reason = case.reason
            notice.status = NoticeStatus.DROPPED if case.reason else NoticeStatus.QUEUED
            notice.ended_at = now
            if case.later is not None:
                notice.status, notice.due_at, notice.ended_at = NoticeStatus.PLANNED, case.later, None
        if case.reason:
            log.info("notice %s was not sent: %s", case.notice.id, case.reason)
    session.flush()
