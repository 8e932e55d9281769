"""What can be counted of the business right now, for whoever watches over the program."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Appointment,
    Attachment,
    Attention,
    AttentionKind,
    ChannelName,
    Conversation,
    Delivery,
    Direction,
    MediaStatus,
    Message,
    Outbox,
)
from booking_bot.services import heartbeat
from booking_bot.services.message_list import RECEIVED, SHOWN_AS

# What a conversation waits for a person with.
WAITING = (AttentionKind.HANDOVER, AttentionKind.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Figures:
    """How long the oldest has been waiting that may go out (`overdue`), or that is to be answered
    (`turns_overdue`), is zero where none does."""

    messages: dict[tuple[Direction, str], int]  # by direction and the status that the API shows
    appointments: dict[Status, int]
    queued: int
    overdue: timedelta
    unknown: int  # perhaps sent, which is being found out
    by_hand: int  # they wait for the owner's tap
    failures: dict[str, int]  # messages that did not arrive, by the provider's code, "" where it gave none
    turns: int
    turns_overdue: timedelta
    media: int  # files to be fetched
    waiting: int
    machines: int  # that have a worker at work


def read(session: Session, *, now: datetime) -> Figures:
    """A statement or two for each; each state is there, with 0 where nothing is in it."""
    connection = session.connection()
    by_hand = col(Outbox.channel) == ChannelName.HAND
    waits = col(Outbox.status) == Delivery.QUEUED
    queued, due_since = _since(connection, Outbox.send_at, waits, ~by_hand)
    turns, turns_since = _since(
        connection, Conversation.turn_due_at, col(Conversation.turn_due_at).is_not(None)
    )
    waiting = connection.execute(
        sa.select(sa.func.count(sa.distinct(col(Attention.conversation_id)))).where(
            col(Attention.kind).in_(WAITING), col(Attention.resolved_at).is_(None)
        )
    ).scalar_one()
    return Figures(
        messages=_messages(connection),
        appointments=_appointments(connection),
        queued=queued,
        overdue=_age(due_since, now),
        unknown=_count(connection, col(Outbox.status) == Delivery.UNKNOWN),
        by_hand=_count(connection, waits, by_hand),
        failures=_failures(connection),
        turns=turns,
        turns_overdue=_age(turns_since, now),
        media=_count(connection, col(Attachment.status) == MediaStatus.PENDING),
        waiting=waiting,
        machines=len(heartbeat.machines(session, now)),
    )


def _count(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> int:
    return connection.execute(sa.select(sa.func.count()).where(*conditions)).scalar_one()


def _since(
    connection: sa.Connection, moment: Any, *conditions: sa.ColumnElement[bool]
) -> tuple[int, datetime | None]:
    """How many there are, and the earliest moment of one."""
    count, earliest = connection.execute(
        sa.select(sa.func.count(), sa.func.min(col(moment))).where(*conditions)
    ).one()
    return count, earliest


def _age(since: datetime | None, now: datetime) -> timedelta:
    return max(now - since, timedelta(0)) if since else timedelta(0)


def _failures(connection: sa.Connection) -> dict[str, int]:
    code = sa.func.coalesce(col(Outbox.error_code), "")
    rows = connection.execute(
        sa.select(code, sa.func.count())
        .where(col(Outbox.status).in_((Delivery.FAILED, Delivery.UNDELIVERED)))
        .group_by(code)
    )
    return {str(told): number for told, number in rows}


def _messages(connection: sa.Connection) -> dict[tuple[Direction, str], int]:
    counted = Counter(
        {(Direction.IN, RECEIVED): 0, **{(Direction.OUT, word): 0 for word in SHOWN_AS.values()}}
    )
    rows = connection.execute(
        sa.select(col(Message.direction), col(Outbox.status), sa.func.count())
        .outerjoin(Outbox, col(Outbox.message_id) == Message.id)
        .group_by(col(Message.direction), col(Outbox.status))
    )
    for direction, delivery, number in rows:
        counted[direction, SHOWN_AS[delivery] if delivery else RECEIVED] += number
    return dict(counted)


def _appointments(connection: sa.Connection) -> dict[Status, int]:
    counted = dict.fromkeys(Status, 0)
    for status, number in connection.execute(
        sa.select(col(Appointment.status), sa.func.count()).group_by(col(Appointment.status))
    ):
        counted[status] = number
    return counted
