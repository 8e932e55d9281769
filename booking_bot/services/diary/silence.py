"""Doing something without a word to the customer: they know already, or the shop calls them."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.notices import NEWS
from booking_bot.models import Notice, NoticeStatus

NOT_WANTED = "Quien lo apuntó prefirió no avisar."


def keep(session: Session, appointments: Iterable[int], *, now: datetime) -> None:
    """What was just planned to be said of what the shop did to these is not said."""
    session.flush()
    session.connection().execute(
        sa.update(Notice)
        .where(
            col(Notice.appointment_id).in_(list(appointments)),
            col(Notice.kind).in_(NEWS),
            col(Notice.status) == NoticeStatus.PLANNED,
        )
        .values(status=NoticeStatus.CANCELLED, reason=NOT_WANTED, ended_at=now)
    )
