"""Days that go wrong, since somebody is ill, the shop closes or all runs late; and whom that hits."""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import stored_as_value


class DisruptionKind(StrEnum):
    AWAY = "away"  # one of the staff is not there
    CLOSED = "closed"  # the whole shop is
    LATE = "late"  # everything begins `delay` later


class Disruption(SQLModel, table=True):
    """From `starts_at` until `ends_at`; of everybody where `staff_id` is None."""

    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: DisruptionKind = Field(sa_type=stored_as_value(DisruptionKind))
    staff_id: int | None = Field(default=None, foreign_key="resource.id")
    starts_at: datetime
    ends_at: datetime
    delay: timedelta | None = None
    reason: str | None = None
    token: str = Field(unique=True)  # the same, said twice, is one
    actor: str
    created_at: datetime
    ended_at: datetime | None = Field(default=None, index=True)  # when nothing of it was left to do


class AffectedStatus(StrEnum):
    WRITTEN = "written"  # told, and nothing said yet
    AGREED = "agreed"  # how it is instead suits them
    MOVED = "moved"  # they chose another time
    CANCELLED = "cancelled"
    TO_CALL = "to_call"  # cannot be written to, or was, and it did not arrive or was not answered in time
    SEEN_TO = "seen_to"  # somebody of the shop spoke with them


class Affected(SQLModel, table=True):
    """An appointment that it hits; `revision` is that in which they were told. `from_*` is how it was.

    `offer_*` is the nearest place found for one that does not stand any more, or when one begins later.
    The parts of a visit, which are told together, share `first_id`, the appointment of its first part.
    """

    __table_args__ = (sa.UniqueConstraint("disruption_id", "appointment_id"),)

    id: int | None = Field(default=None, primary_key=True)
    disruption_id: int = Field(foreign_key="disruption.id")
    appointment_id: int = Field(foreign_key="appointment.id", index=True)
    first_id: int = Field(foreign_key="appointment.id")
    revision: int
    from_starts_at: datetime
    from_staff_id: int = Field(foreign_key="resource.id")
    placed: bool = False  # whether another place was found for them at once
    offer_starts_at: datetime | None = None
    offer_staff_id: int | None = Field(default=None, foreign_key="resource.id")
    status: AffectedStatus = Field(sa_type=stored_as_value(AffectedStatus))
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    at: datetime
    ended_at: datetime | None = None
