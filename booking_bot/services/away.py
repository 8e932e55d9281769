"""What is said when nobody of the shop is there, in the owner's own words, where they have written some.

A person who holds a conversation goes home: whoever writes to them after closing time is told once until the
shop opens again. The bot is as mute as before, and says nothing where somebody has taken part since.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking_bot.dialogue.flows import handover
from booking_bot.models import Conversation, Holder, Message, MessageKind, row_id
from booking_bot.services import promises, telling
from booking_bot.services.house import own_texts

LOOKS_BACK = timedelta(days=14)


def tell(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """Say it to somebody who has just written to a person, if it is time to."""
    if conversation.holder is not Holder.PERSON or not (own := own_texts.one(session, own_texts.AWAY)):
        return
    since = max(conversation.held_at or now, now - LOOKS_BACK)
    spans = promises.open_spans(session, since)
    closed_at = max((closes for _, closes in spans if closes <= now), default=None)
    reopens = next((opens for opens, _ in spans if opens > now), None)
    is_open = any(opens <= now < closes for opens, closes in spans)
    if is_open or closed_at is None or reopens is None or not telling.may_write(session, conversation, now):
        return
    if _somebody_wrote(session, conversation, closed_at):
        return
    telling.say(
        session,
        conversation,
        lambda talk: handover.away(talk, own, reopens),
        dedupe_key=f"away:{conversation.id}:{int(reopens.timestamp())}",
        now=now,
    )


def _somebody_wrote(session: Session, conversation: Conversation, since: datetime) -> bool:
    written = select(Message.id).where(
        col(Message.conversation_id) == row_id(conversation),
        col(Message.kind) == MessageKind.MANUAL,
        col(Message.at) >= since,
    )
    return session.exec(written.limit(1)).first() is not None
