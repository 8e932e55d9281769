"""Numbers that the carrier gave to somebody else.

WhatsApp's id of a person ends with their number, so a number that appears under another id has another
holder. They are parted: the newcomer gets the number, and neither the appointments nor the messages of
whoever had it before.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from booking_bot.models import (
    Attention,
    AttentionKind,
    Conversation,
    Customer,
    Identity,
    IdentityKind,
    row_id,
)
from booking_bot.services import outbox
from booking_bot.services.identities import Known, number_of

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
