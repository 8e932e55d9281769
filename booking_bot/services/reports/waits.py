"""How long customers waited for an answer: the bot's, and a person's after the bot asked for one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from booking_bot.models import Attention, AttentionKind, Direction, Message, MessageKind, Outbox
from booking_bot.services.costs.months import TAKEN
from booking_bot.services.reports.instants import seconds, within
from booking_bot.services.reports.stretch import Stretch

MEDIAN, MOST = 50, 90  # of a hundred, how many waited no longer


@dataclass(frozen=True, slots=True)
class Waits:
    """Of `number` that were answered; `open` have had no answer yet, `closed` were seen to without one."""

    number: int
    median: timedelta | None
    most: timedelta | None
    open: int = 0
    closed: int = 0


def for_the_bot(session: Session, stretch: Stretch) -> Waits:
    """From the last that they wrote until the first of the bot's answers to it went out."""
    said = aliased(Message)
    asked = (
        sa.select(sa.func.max(col(said.at)))
        .where(
            col(said.conversation_id) == col(Message.conversation_id),
            col(said.direction) == Direction.IN,
            col(said.at) <= col(Message.at),
        )
        .scalar_subquery()
    )
    answers = (
        sa.select(
            col(Message.conversation_id).label("line"),
            asked.label("asked"),
            col(Outbox.claimed_at).label("answered"),
        )
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(
            within(Message.at, stretch.begin, stretch.end),
            col(Message.direction) == Direction.OUT,
            col(Message.kind) == MessageKind.REPLY,
            col(Outbox.status).in_(TAKEN),
        )
        .subquery()
    )
    wait = sa.func.min(seconds(answers.c.answered)) - seconds(answers.c.asked)
    waits = (
        sa.select(wait.label("wait"))
        .where(answers.c.asked.is_not(None), answers.c.answered.is_not(None))
        .group_by(answers.c.line, answers.c.asked)
    )
    return Waits(*_ranks(session, waits))


def for_a_person(session: Session, stretch: Stretch) -> Waits:
    """From when the bot asked for one until they wrote."""
    first = (
        sa.select(sa.func.min(col(Message.at)))
        .where(
            col(Message.conversation_id) == col(Attention.conversation_id),
            col(Message.direction) == Direction.OUT,
            col(Message.kind) == MessageKind.MANUAL,
            col(Message.at) >= col(Attention.at),
        )
        .scalar_subquery()
    )
    cases = (
        sa.select(
            col(Attention.at).label("asked"),
            first.label("answered"),
            col(Attention.resolved_at).label("ended"),
        )
        .where(
            col(Attention.kind) == AttentionKind.HANDOVER, within(Attention.at, stretch.begin, stretch.end)
        )
        .subquery()
    )
    left, ended = cases.c.answered.is_(None), cases.c.ended.is_not(None)
    still_open, closed = (
        session.connection()
        .execute(
            sa.select(
                sa.func.count(sa.case((sa.and_(left, ~ended), 1))),
                sa.func.count(sa.case((sa.and_(left, ended), 1))),
            ).select_from(cases)
        )
        .one()
    )
    waits = sa.select((seconds(cases.c.answered) - seconds(cases.c.asked)).label("wait")).where(~left)
    return Waits(*_ranks(session, waits), still_open, closed)


def _ranks(session: Session, waits: sa.Select[Any]) -> tuple[int, timedelta | None, timedelta | None]:
    """How many there are, and those at the ranks of `MEDIAN` and `MOST`, the nearest one above."""
    each = waits.subquery()
    ranked = sa.select(
        each.c.wait,
        sa.func.row_number().over(order_by=each.c.wait).label("place"),
        sa.func.count().over().label("number"),
    ).subquery()
    at = [_at(ranked, share) for share in (MEDIAN, MOST)]
    number, median, most = (
        session.connection().execute(sa.select(sa.func.count(), *at).select_from(ranked)).one()
    )
    return number, _length(median), _length(most)


def _at(ranked: Any, share: int) -> Any:
    return sa.func.max(sa.case((ranked.c.place == (ranked.c.number * share + 99) // 100, ranked.c.wait)))


def _length(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(seconds=number)
