"""What a person writes beside a conversation, for the shop alone: never sent to anybody."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.models import Note, row_id
from booking_bot.services import audit, handovers

LONGEST = 2000


def of(session: Session, conversation_id: int) -> list[Note]:
    """The oldest first."""
    return list(
        session.exec(
            select(Note)
            .where(col(Note.conversation_id) == conversation_id)
            .order_by(col(Note.at), col(Note.id))
        )
    )


def add(session: Session, conversation_id: int, text: str, *, by: str, now: datetime) -> Note | None:
    """None where there is nothing in it. Raises NoSuchConversation."""
    handovers.locked(session, conversation_id)
    said = text.replace("\r\n", "\n").strip()[:LONGEST]
    if not said:
        return None
    note = Note(conversation_id=conversation_id, author=by, text=said, at=now)
    session.add(note)
    session.flush()
    audit.record(session, by, "conversation.noted", conversation_id, now=now)
    return note


def remove(session: Session, conversation_id: int, note_id: int, *, by: str, now: datetime) -> bool:
    """False where it is gone already, or belongs to another conversation."""
    note = session.get(Note, note_id)
    if note is None or note.conversation_id != conversation_id:
        return False
    session.delete(note)
    audit.record(session, by, "note.removed", row_id(note), now=now)
    return True
