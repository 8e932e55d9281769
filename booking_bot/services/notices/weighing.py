"""Which cases are told now: not what changed since, what was asked already, or what breaks into a talk."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import OPEN
from booking_bot.domain.notices import NO_SURVEY_AGAIN_FOR, NoticeKind
from booking_bot.models import Appointment, Conversation, Notice, NoticeStatus, row_id
from booking_bot.services import consents, outbox
from booking_bot.services.notices import judging
from booking_bot.services.notices.cases import Case

# Who is in a talk, or has a person at hand, is asked afterwards.
AFTER_THE_TALK = timedelta(hours=1)
_ASKED_AFTERWARDS = frozenset({NoticeKind.SURVEY, NoticeKind.FOLLOW_UP, NoticeKind.RECALL})


def weigh(session: Session, cases: Sequence[Case], claimed: Collection[int], *, now: datetime) -> None:
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
