"""What was sent and how far it came, by what it was for, and what the months of it cost."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.models import Delivery, Message, MessageKind, Outbox
from booking_bot.services.costs.months import ARRIVED, TAKEN, costs_of
from booking_bot.services.reports.instants import within
from booking_bot.services.reports.stretch import Stretch

FAILED = (Delivery.FAILED, Delivery.UNDELIVERED)
KEPT_BACK = (Delivery.EXPIRED, Delivery.CANCELLED)


@dataclass(frozen=True, slots=True)
class Sent:
    """Of one kind: those that went out, of them those that arrived and were read; and those that did not."""

    kind: MessageKind
    went: int
    arrived: int
    read: int
    failed: int
    kept_back: int


@dataclass(frozen=True, slots=True)
class MonthCost:
    """`amount` is in millionths of a dollar, of the whole month."""

    first: date
    sent: int
    amount: int


def by_kind(session: Session, stretch: Stretch) -> list[Sent]:
    """Of the kinds of which something was to be sent."""
    counted: dict[MessageKind, Counter[Delivery]] = defaultdict(Counter)
    for kind, status, number in session.connection().execute(
        sa.select(col(Message.kind), col(Outbox.status), sa.func.count())
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(within(Message.at, stretch.begin, stretch.end))
        .group_by(col(Message.kind), col(Outbox.status))
    ):
        counted[MessageKind(kind)][status] += number
    return [_sent(kind, counted[kind]) for kind in MessageKind if kind in counted]


def by_month(session: Session, stretch: Stretch) -> list[MonthCost]:
    """Whole months, since the rates are a month's. Raises NoBusiness."""
    found = (costs_of(session, month) for month in stretch.months())
    return [MonthCost(one.first, one.taken, one.total) for one in found]


def _sent(kind: MessageKind, counted: Counter[Delivery]) -> Sent:
    def of(*statuses: Delivery) -> int:
        return sum(counted[status] for status in statuses)

    return Sent(kind, of(*TAKEN), of(*ARRIVED), of(Delivery.READ), of(*FAILED), of(*KEPT_BACK))
