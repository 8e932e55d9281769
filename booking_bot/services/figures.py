"""What can be counted of the business right now, for whoever watches over the program."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Attention, AttentionKind, Delivery, Direction, Message, Outbox
from booking_bot.services.message_list import RECEIVED, SHOWN_AS

# What a conversation waits for a person with.
WAITING = (AttentionKind.HANDOVER, AttentionKind.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Figures:
    """`overdue` is how long the oldest message that may go out has been waiting, zero where none does."""

    messages: dict[tuple[Direction, str], int]  # by direction and the status that the API shows
    appointments: dict[Status, int]
    queued: int
    overdue: timedelta
    waiting: int


def read(session: Session, *, now: datetime) -> Figures:
    """Four statements; each state is there, with 0 where nothing is in it."""
    connection = session.connection()
    queued, due_since = connection.execute(
        sa.select(
            sa.func.count(),
            sa.func.min(col(Outbox.send_at)),
        ).where(col(Outbox.status) == Delivery.QUEUED)
    ).one()
    waiting = connection.execute(
        sa.select(sa.func.count(sa.distinct(col(Attention.conversation_id)))).where(
            col(Attention.kind).in_(WAITING), col(Attention.resolved_at).is_(None)
        )
    ).scalar_one()
    return Figures(
        messages=_messages(connection),
        appointments=_appointments(connection),
        queued=queued,
        overdue=max(now - due_since, timedelta(0)) if due_since else timedelta(0),
        waiting=waiting,
    )


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
