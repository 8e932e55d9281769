"""Labels by which the shop sorts its conversations."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.folding import folded
from booking_bot.models import ConversationLabel
from booking_bot.services import audit, handovers

LONGEST = 30
MOST = 8  # of one conversation


class TooMany(Exception):
    """It has as many labels as it may have."""


def known(session: Session) -> list[str]:
    """All that are in use, in the order of the alphabet."""
    found = session.exec(select(ConversationLabel.label).distinct()).all()
    return sorted(found, key=folded)


def add(session: Session, conversation_id: int, text: str, *, by: str, now: datetime) -> str | None:
    """The label as it is known, however it was written; None where it has no words.

    Raises NoSuchConversation or TooMany.
    """
    handovers.locked(session, conversation_id)
    label = " ".join(text.split())[:LONGEST].strip()
    if not label:
        return None
    label = next((one for one in known(session) if folded(one) == folded(label)), label)
    theirs = session.exec(
        select(ConversationLabel.label).where(col(ConversationLabel.conversation_id) == conversation_id)
    ).all()
    if label in theirs:
        return label
    if len(theirs) >= MOST:
        raise TooMany
    session.add(ConversationLabel(conversation_id=conversation_id, label=label))
    audit.record(session, by, "conversation.labelled", conversation_id, now=now)
    return label


def remove(session: Session, conversation_id: int, label: str, *, by: str, now: datetime) -> bool:
    row = session.get(ConversationLabel, (conversation_id, label))
    if row is None:
        return False
    session.delete(row)
    audit.record(session, by, "conversation.unlabelled", conversation_id, now=now)
    return True
