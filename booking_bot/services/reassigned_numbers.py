"""Numbers that the carrier gave to somebody else.

WhatsApp's id of a person ends with their number, so a number that appears under another id has another
holder. They are parted: the newcomer gets the number, and neither the appointments nor the messages of
whoever had it before.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Conversation,
    Customer,
    Identity,
    IdentityKind,
    Source,
    row_id,
)
from booking_bot.services import audit, outbox
from booking_bot.services.identities import Known, identities_of, number_of, split_address


def _how_many(kind: IdentityKind) -> sa.ScalarSelect[int]:
    of = aliased(Identity)
    theirs = sa.and_(col(of.customer_id) == col(Customer.id), col(of.kind) == kind)
    return sa.select(sa.func.count()).select_from(of).where(theirs).correlate(Customer).scalar_subquery()


# Who has `number` and a WhatsApp id, but not `whatsapp_id`. Made once: every message asks, and the making
# takes ten times as long as the asking.
_ids = aliased(Identity)
_theirs = sa.and_(col(_ids.customer_id) == col(Customer.id), col(_ids.kind) == IdentityKind.WHATSAPP_ID)
_FORMER = (
    select(Customer)
    .join(Identity)
    .where(
        col(Identity.kind) == IdentityKind.PHONE,
        col(Identity.value) == sa.bindparam("number"),
        sa.exists().where(_theirs),
        ~sa.exists().where(_theirs, col(_ids.value) == sa.bindparam("whatsapp_id")),
        # Of a second telephone that the owner noted, the id is still to be learnt.
        _how_many(IdentityKind.PHONE) <= _how_many(IdentityKind.WHATSAPP_ID),
    )
)

GONE = "El número es ahora de otra persona."


def part(session: Session, known: Known, *, now: datetime) -> None:
    """Take the number of a message from whoever had it under another WhatsApp id, if anybody had.

    Their conversations on it stay theirs at an address that leads nowhere, and the owner is told.
    """
    former = _former_holder(session, known)
    if former is None:
        return
    number = known[IdentityKind.PHONE]
    session.exec(
        sa.delete(Identity).where(
            col(Identity.kind) == IdentityKind.PHONE,
            col(Identity.value) == number,
            col(Identity.customer_id) == former.id,
        )
    )
    theirs = session.exec(
        select(Conversation).where(col(Conversation.customer_id) == former.id).with_for_update(key_share=True)
    ).all()
    for conversation in theirs:
        if number_of(conversation.address) == number:
            _leave(session, conversation, now=now)
    session.flush()


def detach(session: Session, conversation_id: int, *, by: str, now: datetime) -> Conversation:
    """The owner says that somebody else writes on this line now: a customer of their own, on a new one.

    The line goes with them, and so does what was booked since they said so; the rest stays where it was.
    """
    before = session.get_one(Conversation, conversation_id, with_for_update={"key_share": True})
    newcomer = Customer(created_at=now)
    session.add(newcomer)
    session.flush()
    for identity in _of_the_line(session, before):
        identity.customer_id = row_id(newcomer)
    if before.disowned_at is not None:
        session.exec(
            sa.update(Appointment)
            .where(
                col(Appointment.customer_id) == before.customer_id,
                col(Appointment.created_at) >= before.disowned_at,
                col(Appointment.source) == Source.BOT,
            )
            .values(customer_id=row_id(newcomer))
        )
    address, before.disowned_at = before.address, None
    outbox.withdraw(session, before, reason=GONE)
    before.address = f"gone:{row_id(before)}"
    before.turn_due_at = None
    session.flush()
    line = Conversation(
        customer_id=row_id(newcomer),
        channel=before.channel,
        address=address,
        last_inbound_at=before.last_inbound_at,
        created_at=now,
    )
    session.add(line)
    session.flush()
    audit.record(session, by, "conversation.detached", conversation_id, now=now)
    return line


def _of_the_line(session: Session, conversation: Conversation) -> Sequence[Identity]:
    """What the customer is known by on this line: all of it, unless they have a second number."""
    theirs = session.exec(select(Identity).where(col(Identity.customer_id) == conversation.customer_id)).all()
    if len([one for one in theirs if one.kind is IdentityKind.PHONE]) < 2:
        return theirs
    known = identities_of(*split_address(conversation.address))
    return [one for one in theirs if known.get(one.kind) == one.value]


def keep(session: Session, conversation_id: int, *, by: str, now: datetime) -> None:
    """The owner says that it is the customer after all: they see again what is theirs."""
    conversation = session.get_one(Conversation, conversation_id, with_for_update={"key_share": True})
    conversation.disowned_at = None
    audit.record(session, by, "conversation.kept", conversation_id, now=now)


def _former_holder(session: Session, known: Known) -> Customer | None:
    if len(known) < 2:
        return None
    return session.exec(
        _FORMER,
        params={"number": known[IdentityKind.PHONE], "whatsapp_id": known[IdentityKind.WHATSAPP_ID]},
    ).first()


def _leave(session: Session, conversation: Conversation, *, now: datetime) -> None:
    outbox.withdraw(session, conversation, reason=GONE)
    conversation.address = f"gone:{row_id(conversation)}"
    conversation.turn_due_at = None
    session.add(
        Attention(
            kind=AttentionKind.NOTE,
            conversation_id=row_id(conversation),
            reason="number_reassigned",
            at=now,
        )
    )
