"""Who writes for the first time, on a line where nobody wrote: met by a few plain statements.

An advertisement brings many of them at once. Where anything of theirs is known the longer way of
`services/customers.py` finds out whose it is.
"""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session

from booking_bot.models import (
    ChannelName,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    Customer,
    Direction,
    Identity,
    IdentityKind,
    Message,
)
from booking_bot.services import rows
from booking_bot.services.identities import Known


def meet(
    session: Session,
    channel: ChannelName,
    address: str,
    known: Known,
    sid: str,
    *,
    name: str | None,
    now: datetime,
) -> Conversation | None:
    """Their new conversation; None where anything of them is known, or their message. Writing is a consent.

    Raises IntegrityError where another message of theirs comes at the same instant.
    """
    told = {"channel": channel, "address": address, "sid": sid}
    told |= {kind.value: value for kind, value in known.items()}
    if session.connection().execute(_is_known(frozenset(known)), told).scalar_one():
        return None
    customer = rows.insert(session, Customer, name=name, created_at=now)
    rows.insert_all(
        session,
        Identity,
        [
            {"customer_id": customer, "kind": kind, "value": value, "created_at": now}
            for kind, value in known.items()
        ],
    )
    rows.insert(
        session,
        Consent,
        customer_id=customer,
        kind=ConsentKind.SERVICE,
        granted=True,
        source=ConsentSource.INBOUND,
        at=now,
    )
    line = rows.insert(
        session, Conversation, customer_id=customer, channel=channel, address=address, created_at=now
    )
    return session.get_one(Conversation, line)


@lru_cache
def _is_known(told: Collection[IdentityKind]) -> sa.Select[tuple[bool]]:
    """Made once for what may be told of a writer, since every first message asks."""
    messages, lines, identities = (rows.table(kind).c for kind in (Message, Conversation, Identity))
    return sa.select(
        sa.or_(
            sa.exists().where(
                messages.direction == Direction.IN, messages.provider_sid == sa.bindparam("sid")
            ),
            sa.exists().where(
                lines.channel == sa.bindparam("channel"), lines.address == sa.bindparam("address")
            ),
            *(
                sa.exists().where(identities.kind == kind, identities.value == sa.bindparam(kind.value))
                for kind in told
            ),
        )
    )
