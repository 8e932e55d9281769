"""Who is writing: customers by their identities, and the conversation on their line.

An identity is what a customer is known by; the phone is one, and WhatsApp's own id another, which
stays when no number is shared. The address of a conversation is kept as received.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import (
    ChannelName,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    Customer,
    Identity,
    IdentityKind,
    row_id,
)
from booking_bot.services import reassigned_numbers
from booking_bot.services.identities import Known, identities_of, number_of

# Made once, since every message asks. An identity that is not told is NULL, and equal to nothing.
_HOLDERS = (
    select(Identity.kind, Customer)
    .join(Customer)
    .where(
        sa.or_(
            *(
                sa.and_(col(Identity.kind) == kind, col(Identity.value) == sa.bindparam(kind.value))
                for kind in IdentityKind
            )
        )
    )
)


def find(session: Session, known: Known) -> Customer | None:
    """The customer with one of these identities."""
    return _chosen(_holders(session, known))


def _holders(session: Session, known: Known) -> dict[IdentityKind, Customer]:
    """Who has each of these identities; those that nobody has are missing."""
    rows = session.exec(_HOLDERS, params={kind.value: known.get(kind) for kind in IdentityKind})
    return {IdentityKind(kind): customer for kind, customer in rows}


def _chosen(holders: dict[IdentityKind, Customer]) -> Customer | None:
    """WhatsApp's id wins over a number: those are reassigned."""
    return holders.get(IdentityKind.WHATSAPP_ID) or holders.get(IdentityKind.PHONE)


def open_conversation(
    session: Session,
    channel: ChannelName,
    address: str,
    *,
    phone: str | None,
    whatsapp_id: str | None,
    name: str | None,
    now: datetime,
) -> Conversation:
    """The conversation on this line, locked until the end of the transaction; made where there is none.

    The customer is found by any identity, else made. A line that is written otherwise than before
    (a number shared at last, +521 become +52) stays the same conversation; the new address is answered.
    A number that came to somebody else is taken from whoever had it before.
    """
    known = identities_of(phone, whatsapp_id)
    reassigned_numbers.part(session, known, now=now)
    holders = _holders(session, known)
    customer = _chosen(holders)
    conversation = _at(session, channel, address) or _same_line(session, channel, customer, known)
    if customer is None and conversation is not None:
        customer = session.get(Customer, conversation.customer_id)
    if customer is None:
        customer = Customer(name=name, created_at=now)
        session.add(customer)
        session.flush()
    elif customer.name is None:
        customer.name = name
    for kind in known.keys() - holders.keys():
        session.add(Identity(customer_id=row_id(customer), kind=kind, value=known[kind], created_at=now))
    if conversation is None:
        conversation = Conversation(
            customer_id=row_id(customer), channel=channel, address=address, created_at=now
        )
        session.add(conversation)
    conversation.customer_id = row_id(customer)
    conversation.address = address
    session.flush()
    return conversation


def consent_by_writing(session: Session, customer_id: int, *, now: datetime) -> None:
    """Who writes to us has opted in to service messages, unless they ever said otherwise."""
    said = session.exec(
        select(Consent.id).where(
            col(Consent.customer_id) == customer_id, col(Consent.kind) == ConsentKind.SERVICE
        )
    ).first()
    if said is None:
        session.add(
            Consent(
                customer_id=customer_id,
                kind=ConsentKind.SERVICE,
                granted=True,
                source=ConsentSource.INBOUND,
                at=now,
            )
        )


def _at(session: Session, channel: ChannelName, address: str) -> Conversation | None:
    return session.exec(
        select(Conversation)
        .where(col(Conversation.channel) == channel, col(Conversation.address) == address)
        .with_for_update(key_share=True)
    ).first()


def _same_line(
    session: Session, channel: ChannelName, customer: Customer | None, known: Known
) -> Conversation | None:
    """A conversation of the customer whose address is another writing of the same line."""
    if customer is None:
        return None
    theirs = session.exec(
        select(Conversation)
        .where(col(Conversation.channel) == channel, col(Conversation.customer_id) == customer.id)
        .order_by(sa.desc(col(Conversation.last_inbound_at)))
        .with_for_update(key_share=True)
    ).all()
    for conversation in theirs:
        before = number_of(conversation.address)
        if before is None or before == known.get(IdentityKind.PHONE, before):
            return conversation
    return None
