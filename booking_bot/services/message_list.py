"""Messages as programs see them: in the few words for what became of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.models import (
    Conversation,
    Customer,
    Delivery,
    Direction,
    Identity,
    IdentityKind,
    Message,
    MessageKind,
    Outbox,
)
from booking_bot.services.customer_list import known_as

RECEIVED = "received"
# Inside more is told apart than anybody outside can act upon.
SHOWN_AS: dict[Delivery, str] = {
    Delivery.QUEUED: "queued",
    Delivery.SENDING: "sending",
    Delivery.UNKNOWN: "sending",
    Delivery.ACCEPTED: "sent",
    Delivery.SENT: "sent",
    Delivery.DELIVERED: "delivered",
    Delivery.READ: "read",
    Delivery.FAILED: "failed",
    Delivery.UNDELIVERED: "failed",
    Delivery.EXPIRED: "cancelled",
    Delivery.CANCELLED: "cancelled",
}


class Listed(NamedTuple):
    """`delivery` is None for a message that came in."""

    id: int
    direction: Direction
    phone: str | None
    kind: str
    body: str
    media: list[dict[str, str]]
    at: datetime
    delivery: Delivery | None
    error_code: str | None
    error_text: str | None

    @property
    def status(self) -> str:
        return SHOWN_AS[self.delivery] if self.delivery else RECEIVED

    @property
    def error(self) -> str | None:
        """Why it did not arrive or was not sent, in words where there are some."""
        return self.error_text or self.error_code


_LISTED = (
    sa.select(
        col(Message.id),
        col(Message.direction),
        known_as(Conversation.customer_id, IdentityKind.PHONE),
        col(Message.kind),
        col(Message.body),
        col(Message.media),
        col(Message.at),
        col(Outbox.status),
        col(Outbox.error_code),
        col(Outbox.error),
    )
    .join(Conversation, col(Conversation.id) == Message.conversation_id)
    .outerjoin(Outbox, col(Outbox.message_id) == Message.id)
    .join(Customer, col(Customer.id) == Conversation.customer_id)
    # Of what the shop tells its own people, and of what the owner keeps to themselves, programs know nothing.
    .where(col(Message.kind) != MessageKind.STAFF, sa.not_(col(Customer.personal)))
)


def page(
    session: Session,
    *,
    identity: tuple[IdentityKind, str] | None = None,
    after: int | None = None,
    limit: int,
) -> Sequence[Listed]:
    """Messages, the last one stored first; `after` is the id of the last one seen."""
    wanted = _LISTED.order_by(col(Message.id).desc()).limit(limit)
    if identity is not None:
        kind, value = identity
        theirs = sa.select(col(Identity.customer_id)).where(
            col(Identity.kind) == kind, col(Identity.value) == value
        )
        wanted = wanted.where(col(Conversation.customer_id).in_(theirs))
    if after is not None:
        wanted = wanted.where(col(Message.id) < after)
    return [Listed._make(found) for found in session.connection().execute(wanted)]


def one(session: Session, message_id: int) -> Listed | None:
    row = session.connection().execute(_LISTED.where(col(Message.id) == message_id)).one_or_none()
    return Listed._make(row) if row else None
