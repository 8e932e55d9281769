"""What customers thought of their appointments, by when they said it."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import Rating
from booking_bot.services.reports.instants import within
from booking_bot.services.reports.stretch import Stretch

BEST = 5
NEWEST = 20


class Comment(NamedTuple):
    appointment_id: int
    rating: int
    text: str


def given(session: Session, stretch: Stretch) -> Counter[int]:
    """How many gave each figure from 1 to 5."""
    rows = session.connection().execute(
        sa.select(col(Rating.rating), sa.func.count())
        .where(within(Rating.at, stretch.begin, stretch.end))
        .group_by(col(Rating.rating))
    )
    return Counter({int(figure): int(number) for figure, number in rows})


def mean(found: Counter[int]) -> float | None:
    return sum(figure * number for figure, number in found.items()) / found.total() if found.total() else None


def comments(session: Session, stretch: Stretch) -> Sequence[Comment]:
    """The newest, in the customers' own words."""
    rows = session.exec(
        select(Rating.appointment_id, Rating.rating, Rating.comment)
        .where(within(Rating.at, stretch.begin, stretch.end), col(Rating.comment).is_not(None))
        .order_by(col(Rating.at).desc(), col(Rating.id).desc())
        .limit(NEWEST)
    )
    return [Comment(number, figure, text or "") for number, figure, text in rows]
