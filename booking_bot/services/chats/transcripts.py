"""A whole conversation to take along: as text that anybody can read, or as JSON for a program."""

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.models import Conversation, Direction, Message, Outbox
from booking_bot.services.handovers import NoSuchConversation
from booking_bot.services.inbox import people
from booking_bot.services.message_list import RECEIVED, SHOWN_AS

US = "Nosotros"
SOMEBODY = "Cliente"


def as_text(session: Session, conversation_id: int, *, zone: ZoneInfo) -> str:
    """A line for each message, with its moment by the shop's clock. Raises NoSuchConversation."""
    conversation = _conversation(session, conversation_id)
    person = people(session, [conversation.customer_id])[conversation.customer_id]
    name = person.name or person.phone or SOMEBODY
    return "".join(f"{line}\n" for line in _lines(session, conversation_id, name, zone))


def as_json(session: Session, conversation_id: int, *, zone: ZoneInfo) -> str:
    """The same as a list of messages, oldest first. Raises NoSuchConversation."""
    conversation = _conversation(session, conversation_id)
    person = people(session, [conversation.customer_id])[conversation.customer_id]
    told = {
        "customer": {"name": person.name, "phone": person.phone},
        "channel": conversation.channel.value,
        "messages": [
            {
                "at": message.at.astimezone(zone).isoformat(),
                "direction": message.direction.value,
                "kind": message.kind,
                "body": message.body,
                "transcript": message.transcript,
                "location": message.location,
                "files": len(message.media),
                "status": SHOWN_AS[outbox.status] if outbox else RECEIVED,
            }
            for message, outbox in _messages(session, conversation_id)
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _lines(session: Session, conversation_id: int, name: str, zone: ZoneInfo) -> Iterator[str]:
    for message, _ in _messages(session, conversation_id):
        who = US if message.direction is Direction.OUT else name
        yield f"[{_moment(message.at, zone)}] {who}: {_said(message)}"


def _said(message: Message) -> str:
    """Further lines of a message are set in, so that none can pass for a message of its own."""
    spoken = f"(nota de voz) {message.transcript}" if message.transcript else ""
    attached = f"({len(message.media)} adjunto)" if len(message.media) == 1 else ""
    attached = attached or (f"({len(message.media)} adjuntos)" if message.media else "")
    place = f"(ubicación) {message.location}" if message.location else ""
    told = " ".join(filter(None, (message.body, spoken, attached, place))) or "(sin texto)"
    return "\n    ".join(told.splitlines())


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d/%m/%Y %H:%M}"


def _messages(session: Session, conversation_id: int) -> Iterator[tuple[Message, Outbox | None]]:
    yield from session.exec(
        select(Message, Outbox)
        .outerjoin(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(col(Message.conversation_id) == conversation_id)
        .order_by(col(Message.at), col(Message.id))
    )


def _conversation(session: Session, conversation_id: int) -> Conversation:
    found = session.get(Conversation, conversation_id)
    if found is None:
        raise NoSuchConversation(conversation_id)
    return found
