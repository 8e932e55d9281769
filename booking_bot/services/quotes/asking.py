"""A customer wants to know what something costs that has no price: the owner is to name one."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from booking_bot.domain.patience import DECIDE_WITHIN
from booking_bot.models import (
    Attachment,
    Attention,
    AttentionKind,
    Conversation,
    Direction,
    Message,
    Quote,
    QuoteStatus,
    row_id,
)
from booking_bot.services import audit, promises
from booking_bot.services.promises import Promise

ASKED = "quote_asked"
LONGEST = 500


def ask(
    session: Session,
    conversation: Conversation,
    said: str,
    messages: Sequence[int] = (),
    *,
    by: str,
    now: datetime,
) -> Promise:
    """Put it before the owner with the photo of `messages`, if any came; when they may be expected to answer.

    What is said while one waits already is added to it.
    """
    given = promises.promise(session, now=now, within=DECIDE_WITHIN)
    quote = waiting(session, row_id(conversation))
    if quote is None:
        quote = Quote(
            conversation_id=row_id(conversation),
            customer_id=conversation.customer_id,
            status=QuoteStatus.ASKED,
            asked_at=now,
            created_at=now,
        )
        session.add(quote)
        session.flush()
        audit.record(session, by, "quote.asked", row_id(quote), now=now)
    quote.attachment_id = quote.attachment_id or photo_of(session, messages)
    concern = session.exec(_concern(row_id(conversation))).first()
    if concern is None:
        concern = Attention(
            kind=AttentionKind.QUOTE,
            conversation_id=row_id(conversation),
            reason=ASKED,
            at=now,
            promised_at=given.due,
        )
        session.add(concern)
    line = said.strip()[:LONGEST]
    if line and line not in concern.summary.splitlines():
        concern.summary = f"{concern.summary}\n{line}".strip()
    return given


def show(session: Session, conversation_id: int) -> bool:
    """The photo that came after the question belongs to it; False where nobody waits for a price."""
    quote = waiting(session, conversation_id)
    if quote is None:
        return False
    newest = select(func.max(Message.id)).where(
        col(Message.conversation_id) == conversation_id, col(Message.direction) == Direction.IN
    )
    quote.attachment_id = quote.attachment_id or photo_of(session, [session.exec(newest).one() or 0])
    return True


def waiting(session: Session, conversation_id: int) -> Quote | None:
    """What was asked in this conversation and has no price yet, the newest."""
    return session.exec(
        select(Quote)
        .where(col(Quote.conversation_id) == conversation_id, col(Quote.status) == QuoteStatus.ASKED)
        .order_by(col(Quote.id).desc())
    ).first()


def photo_of(session: Session, messages: Collection[int]) -> int | None:
    """The newest file that these messages brought."""
    if not messages:
        return None
    return session.exec(
        select(Attachment.id)
        .where(col(Attachment.message_id).in_(messages))
        .order_by(col(Attachment.id).desc())
    ).first()


def settle(session: Session, conversation_id: int, *, now: datetime) -> None:
    """The owner has answered."""
    for concern in session.exec(_concern(conversation_id)):
        concern.resolved_at = now


def _concern(conversation_id: int) -> SelectOfScalar[Attention]:
    return select(Attention).where(
        col(Attention.kind) == AttentionKind.QUOTE,
        col(Attention.reason) == ASKED,
        col(Attention.conversation_id) == conversation_id,
        col(Attention.resolved_at).is_(None),
    )
