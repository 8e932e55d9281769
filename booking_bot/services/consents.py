"""What a customer allows us to send, as a history: the newest row of a kind holds.

Notices about their own appointments and orders are one thing, surveys, places that came free and offers
another. Who never wrote to us gets neither without a consent on record, with its source.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import Consent, ConsentKind, ConsentSource, Conversation, MessageKind
from booking_bot.services import foreseen, rows

NEVER_ASKED = "No ha escrito nunca ni consta que quiera recibir avisos."
NO_NOTICES = "Pidió no recibir ningún aviso."
NO_OFFERS = "Pidió no recibir encuestas, huecos ni ofertas."
# Asked and offered for the moment: of no use later or by hand.
AT_ONCE = frozenset({MessageKind.SURVEY, MessageKind.WAITLIST})
OFFERS = AT_ONCE | {MessageKind.RECALL}
# What a person writes, and what answers, needs no consent: they are in a talk. Nor does what the shop tells
# its own people.
TALK = frozenset({MessageKind.REPLY, MessageKind.MANUAL, MessageKind.STAFF})
LONGEST = 300  # so much of their words is kept
# Who wrote so lately is in a talk too: a notice that comes of it disturbs nobody.
JUST_WROTE = timedelta(minutes=30)

_CONSENTS = rows.table(Consent).c
_SAID = (
    sa.select(_CONSENTS.kind, _CONSENTS.granted)
    .where(_CONSENTS.customer_id == sa.bindparam("id"))
    .order_by(_CONSENTS.id)
)


def holds(session: Session, customer_id: int) -> dict[ConsentKind, bool]:
    """The newest word on each kind; a kind that nothing was said of is missing."""
    session.flush()
    said = session.connection().execute(_SAID, {"id": customer_id})
    return {ConsentKind(one.kind): one.granted for one in said}


def record(
    session: Session,
    customer_id: int,
    kind: ConsentKind,
    *,
    granted: bool,
    source: ConsentSource,
    now: datetime,
    said: str = "",
) -> None:
    """Note it, with the words in which they said so, unless it is what already holds."""
    if holds(session, customer_id).get(kind) is not granted:
        session.add(
            Consent(
                customer_id=customer_id, kind=kind, granted=granted, source=source, at=now,
                said=" ".join(said.split())[:LONGEST] or None,
            )
        )  # fmt: skip


def stop(session: Session, customer_id: int, *, notices: bool, now: datetime, said: str = "") -> None:
    """No offers any more; with `notices` none about appointments and orders either."""
    kinds = (ConsentKind.OFFERS, ConsentKind.SERVICE) if notices else (ConsentKind.OFFERS,)
    for kind in kinds:
        record(session, customer_id, kind, granted=False, source=ConsentSource.INBOUND, now=now, said=said)


def resume(session: Session, customer_id: int, *, now: datetime, said: str = "") -> None:
    """They want to hear from us again, of everything."""
    for kind in ConsentKind:
        record(session, customer_id, kind, granted=True, source=ConsentSource.INBOUND, now=now, said=said)


def why_not(session: Session, conversation: Conversation, kind: MessageKind, now: datetime) -> str | None:
    """The reason, for the owner, why such a message may not be sent; None where it may."""
    if kind in TALK:
        return None
    newest: dict[ConsentKind, Consent] = {}
    for row in foreseen.consents_of(session, conversation.customer_id):
        newest[ConsentKind(row.kind)] = row
    service, offers = newest.get(ConsentKind.SERVICE), newest.get(ConsentKind.OFFERS)
    if service is not None and not service.granted and not _spoke_since(conversation, service.at, now):
        return NO_NOTICES
    if kind in OFFERS and offers is not None and not offers.granted:
        return NO_OFFERS
    if conversation.last_inbound_at is None and not any(row.granted for row in newest.values()):
        return NEVER_ASKED
    return None


def vouched_for(session: Session, customers: Collection[int]) -> set[int]:
    """Of those who never wrote, whom a consent on record lets us write to."""
    found = session.exec(
        select(Consent).where(col(Consent.customer_id).in_(customers)).order_by(col(Consent.id))
    )
    newest = {(row.customer_id, row.kind): row.granted for row in found}
    return {customer for (customer, _), granted in newest.items() if granted}


def is_talking(conversation: Conversation, now: datetime) -> bool:
    """Whether they wrote so lately that whatever comes is part of the talk."""
    last = conversation.last_inbound_at
    return last is not None and now - last < JUST_WROTE


def _spoke_since(conversation: Conversation, stopped_at: datetime, now: datetime) -> bool:
    last = conversation.last_inbound_at
    return is_talking(conversation, now) and last is not None and last > stopped_at
