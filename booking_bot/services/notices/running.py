"""What is due is claimed, looked at again and handed to the outbox, many at a time.

A claim and what comes of it are one transaction, so a worker that dies leaves it all as it was.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.domain.notices import URGENT, NoticeKind
from booking_bot.domain.questions import QuestionKind
from booking_bot.models import ConfirmRule, MessageKind, Notice, NoticeStatus, row_id
from booking_bot.services import catalogue, letters
from booking_bot.services.house import own_texts
from booking_bot.services.letters import Letter
from booking_bot.services.notices import claiming, writing
from booking_bot.services.notices.cases import Case, cases_of, find_lines
from booking_bot.services.notices.weighing import weigh
from booking_bot.services.notify import Question

log = logging.getLogger(__name__)

# What failed keeps none of the others waiting.
PUT_OFF = timedelta(minutes=10)
# An answer to how it was that comes later is not one.
SURVEY_IS_OPEN_FOR = timedelta(days=3)
FOLLOW_UP_IS_OPEN_FOR = timedelta(days=7)
RECALL_IS_OPEN_FOR = timedelta(days=14)
_KINDS = {
    NoticeKind.REMINDER: MessageKind.REMINDER,
    NoticeKind.SURVEY: MessageKind.SURVEY,
    NoticeKind.RECALL: MessageKind.RECALL,
}


def run_due(database: Database, *, now: datetime) -> int:
    """Hand over whatever is due; how many notices that were."""
    done = 0
    while claiming.due(database, now, limit=1):
        try:
            with database.transaction() as session:
                claimed = hand_over(session, now=now)
        except Exception:
            log.exception("notices could not be handed over together")
            return done + _one_by_one(database, now=now)
        done += claimed
        if claimed < claiming.BATCH:
            break
    return done


def hand_over(session: Session, *, now: datetime, only: int | None = None) -> int:
    """See to at most a batch of those that are due, or to that one; how many were claimed."""
    claimed = claiming.claim(session, now, only)
    if claimed:
        cases = cases_of(session, claimed, now)
        find_lines(session, cases, now=now)
        weigh(session, cases, claimed, now=now)
        _send(session, [one for one in cases if one.is_open], now=now)
        _record(session, cases, now=now)
    return len(claimed)


def _one_by_one(database: Database, *, now: datetime) -> int:
    """What fails by itself is put off, and keeps none of the others from it."""
    done = 0
    for number in claiming.due(database, now):
        try:
            with database.transaction() as session:
                done += hand_over(session, now=now, only=number)
        except Exception:
            log.exception("notice %s failed", number)
            with database.transaction() as session:
                session.get_one(Notice, number).due_at = now + PUT_OFF
    return done


def _send(session: Session, cases: Sequence[Case], *, now: datetime) -> None:
    if not cases:
        return
    known = catalogue.read(session)
    shop = writing.shop_of(known, own_texts.of(session))
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
    lead = case.notice.lead
    said = writing.write(
        case.kind, case.parts, shop, case.customer, case.conversation, lead=lead, asks=asks, now=now
    )
    return Letter(
        conversation=case.conversation,
        kind=_KINDS.get(case.kind, MessageKind.NOTICE),
        text=said.text,
        dedupe_key=_key(case),
        options=said.options,
        template=said.template,
        urgent=lead == URGENT,
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
        case NoticeKind.RECALL:
            return QuestionKind.RECALL, number, revision, now + RECALL_IS_OPEN_FOR
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
