"""What the conversations of a month came to: what the bot booked in them, and how much was sent for it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.walltime import instant, utc
from booking_bot.models import Appointment, ChannelName, Delivery, Message, MessageKind, Outbox, Source
from booking_bot.services.place import place_of

# A message that was taken is paid for, whatever became of it then.
_SENT = (Delivery.ACCEPTED, Delivery.SENT, Delivery.DELIVERED, Delivery.READ, Delivery.UNDELIVERED)


@dataclass(frozen=True, slots=True)
class Month:
    """`booked` counts a visit of several services or people once."""

    booked: int
    sent: int

    @property
    def per_booking(self) -> float | None:
        return self.sent / self.booked if self.booked else None


def this_month(session: Session, *, now: datetime) -> Month:
    """From the first of the month, by the shop's calendar, until now. Raises NoBusiness."""
    zone = place_of(session).zone
    first = utc(instant(now.astimezone(zone).date().replace(day=1), 0, zone))
    visits = sa.func.coalesce(col(Appointment.visit), sa.cast(col(Appointment.id), sa.String))
    booked = sa.select(sa.func.count(sa.distinct(visits))).where(
        col(Appointment.source) == Source.BOT, col(Appointment.created_at).between(first, now)
    )
    sent = (
        sa.select(sa.func.count())
        .select_from(Outbox)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .where(
            col(Outbox.status).in_(_SENT),
            col(Outbox.channel) != ChannelName.HAND,
            col(Message.kind) != MessageKind.STAFF,
            col(Message.at).between(first, now),
        )
    )
    counted = session.connection().execute(sa.select(booked.scalar_subquery(), sent.scalar_subquery())).one()
    return Month(*counted)
