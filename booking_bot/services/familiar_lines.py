"""Lines on which nothing has changed: nearly every message comes on one, and one statement says so.

A line is familiar where all that a message tells of its writer is known already and belongs to the
customer of the conversation, who has a name and consented. Whatever is new takes the longer way of
`services/customers.py`.
"""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from booking_bot.models import (
    ChannelName,
    Consent,
    ConsentKind,
    Conversation,
    Customer,
    Direction,
    Identity,
    IdentityKind,
    Message,
)
from booking_bot.services.identities import Known


class Familiar(NamedTuple):
    """The conversation, locked; whether this very message is stored already; since when somebody waits."""

    conversation: Conversation
    is_stored: bool
    first_unanswered: datetime | None


def find(session: Session, channel: ChannelName, address: str, known: Known, sid: str) -> Familiar | None:
    """The line of a message with the provider's id `sid`, None where anything about it is new."""
    told = {kind.value: value for kind, value in known.items()}
    row = session.exec(
        _statement(frozenset(known)), params={"channel": channel, "address": address, "sid": sid, **told}
    ).first()
    return Familiar(*row) if row else None


@lru_cache
def _statement(told: Collection[IdentityKind]) -> Any:
    """Made once for what may be told of a writer, since every message asks."""
    theirs = col(Customer.id)
    incoming = col(Message.direction) == Direction.IN
    stored = sa.exists().where(incoming, col(Message.provider_sid) == sa.bindparam("sid"))
    waiting = (
        select(func.min(col(Message.at)))
        .where(
            col(Message.conversation_id) == col(Conversation.id),
            incoming,
            col(Message.answered_at).is_(None),
        )
        .correlate(Conversation)
        .scalar_subquery()
    )
    consented = sa.exists().where(
        col(Consent.customer_id) == theirs, col(Consent.kind) == ConsentKind.SERVICE
    )
    identified = [
        sa.exists().where(
            col(Identity.customer_id) == theirs,
            col(Identity.kind) == kind,
            col(Identity.value) == sa.bindparam(kind.value),
        )
        for kind in told
    ]
    return (
        select(Conversation, stored, waiting)
        .join(Customer)
        .where(
            col(Conversation.channel) == sa.bindparam("channel"),
            col(Conversation.address) == sa.bindparam("address"),
            col(Customer.name).is_not(None),
            consented,
            *identified,
        )
        .with_for_update(of=Conversation, key_share=True)
    )
