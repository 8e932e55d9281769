"""What the simulated phones show, and what is due next."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.notices import NoticeKind
from booking_bot.models import (
    Appointment,
    ChannelName,
    Conversation,
    Delivery,
    Holder,
    Message,
    MessageKind,
    Notice,
    NoticeStatus,
    Outbox,
    row_id,
)
from booking_bot.services.inbox import Bubble, bubbles, people

SOON = 12


@dataclass(frozen=True, slots=True)
class Phone:
    """One line as its customer sees it. `typing` while the bot is about to answer, then `sending`."""

    address: str
    bubbles: tuple[Bubble, ...] = ()
    typing: bool = False
    sending: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """Something that happens at `at`: a turn, or the sending of a message of that kind.

    What is only planned is written when it is due, and has no body yet.
    """

    kind: str
    name: str | None
    at: datetime
    body: str = ""


TURN = "turn"
PLANNED = {
    NoticeKind.REMINDER: MessageKind.REMINDER,
    NoticeKind.SURVEY: MessageKind.SURVEY,
    NoticeKind.RECALL: MessageKind.RECALL,
}
ON_THE_WAY = frozenset({Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN})


def phone(session: Session, address: str) -> Phone:
    """What was said on that line of the simulator, which may be nothing yet."""
    conversation = session.exec(
        select(Conversation).where(
            col(Conversation.channel) == ChannelName.SIMULATOR, col(Conversation.address) == address
        )
    ).first()
    if conversation is None:
        return Phone(address)
    held = conversation.holder is Holder.PERSON
    said = bubbles(session, row_id(conversation))
    return Phone(
        address,
        bubbles=tuple(one for one in said if not one.out or one.sid),
        typing=conversation.turn_due_at is not None and not held,
        sending=any(one.delivery in ON_THE_WAY and not one.sid for one in said),
        held=held,
    )


def due(session: Session) -> list[Due]:
    """Turns and messages that wait for their hour, the next first, at most SOON of each."""
    turns = session.exec(
        select(Conversation)
        .where(col(Conversation.turn_due_at).is_not(None))
        .order_by(col(Conversation.turn_due_at))
        .limit(SOON)
    ).all()
    sendings = session.exec(
        select(Outbox, Message, Conversation)
        .join(Message, col(Message.id) == col(Outbox.message_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(col(Outbox.status) == Delivery.QUEUED)
        .order_by(col(Outbox.send_at), col(Outbox.id))
        .limit(SOON)
    ).all()
    planned = session.exec(
        select(Notice, Conversation)
        .join(Appointment, col(Appointment.id) == col(Notice.appointment_id))
        .join(Conversation, col(Conversation.customer_id) == col(Appointment.customer_id))
        .where(col(Notice.status) == NoticeStatus.PLANNED, col(Conversation.channel) == ChannelName.SIMULATOR)
        .order_by(col(Notice.due_at), col(Notice.id))
        .limit(SOON)
    ).all()
    lines = [*turns, *(line for *_, line in sendings), *(line for _, line in planned)]
    known = people(session, [line.customer_id for line in lines])
    found = [Due(TURN, known[one.customer_id].name, one.turn_due_at) for one in turns if one.turn_due_at]
    found += [
        Due(message.kind, known[conversation.customer_id].name, outbox.send_at, message.body)
        for outbox, message, conversation in sendings
    ]
    found += [
        Due(PLANNED.get(notice.kind, MessageKind.NOTICE), known[line.customer_id].name, notice.due_at)
        for notice, line in planned
    ]
    return sorted(found, key=lambda one: one.at)
