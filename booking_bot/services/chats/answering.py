"""What a person writes to a customer: the conversation is theirs from then on, and the bot is mute.

By which way it goes, if at all, is decided where everything is: within 24 hours after the customer's last
message as it stands, else by the owner's own hand, or an approved text asks them to write again. A photo or a
paper goes within these 24 hours alone.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking_bot.models import Conversation, Message, MessageKind, row_id
from booking_bot.services import audit, handovers, notify, outbox, routes
from booking_bot.services.chats.enclosing import Enclosure, enclose
from booking_bot.services.notify import Dropped
from booking_bot.services.routes import Way
from booking_bot.services.templates.texts import TemplateText

LONGEST = 1600  # Twilio, "Message resource": the longest body of one message
ASKS_TO_WRITE = TemplateText("answer_ready")


class NothingToSend(Exception):
    """The text is empty."""


class NoFilesNow(Exception):
    """Only words reach them at this time."""


class TooLong(Exception):
    def __init__(self, length: int) -> None:
        super().__init__(f"a message of {length} characters is too long")
        self.length = length


@dataclass(frozen=True, slots=True)
class Openness:
    """How a text of theirs would go now; `invitation` is what the approved text says that may go instead.

    `reason` is why nothing may be written at all, in Spanish.
    """

    way: Way
    reason: str = ""
    invitation: str | None = None
    takes_files: bool = False

    @property
    def goes_by_itself(self) -> bool:
        return self.way in (Way.TEXT, Way.SMS, Way.MAIL)


def openness(session: Session, conversation: Conversation, *, now: datetime) -> Openness:
    """What a person can do about a conversation at this time."""
    chosen = routes.route(session, conversation, MessageKind.MANUAL, now)
    if chosen.way is not Way.HAND:
        chatting = chosen.way is Way.TEXT and chosen.channel in notify.CHATS
        return Openness(chosen.way, chosen.reason, takes_files=chatting)
    asks = routes.route(session, conversation, MessageKind.MANUAL, now, template=ASKS_TO_WRITE)
    return Openness(chosen.way, invitation=asks.body if asks.way is Way.TEMPLATE else None)


def write(
    session: Session,
    conversation_id: int,
    text: str,
    *,
    file: Enclosure | None = None,
    token: str,
    by: str,
    now: datetime,
) -> Message | Dropped:
    """Have that text sent, or the file with it, once a token; what is returned was said last.

    Words that cannot stand below the file go before it. Raises NoSuchConversation, NothingToSend, TooLong or
    NoFilesNow.
    """
    said = text.replace("\r\n", "\n").strip()
    if not said and file is None:
        raise NothingToSend
    if len(said) > LONGEST:
        raise TooLong(len(said))
    key = f"manual:{conversation_id}:{token}"
    if file is None:
        return _send(session, conversation_id, said, key, by=by, now=now)
    if not openness(session, handovers.locked(session, conversation_id), now=now).takes_files:
        raise NoFilesNow
    if said and not file.bears(said):
        _send(session, conversation_id, said, key, by=by, now=now)
        said = ""
    return _send(session, conversation_id, said, f"file:{conversation_id}:{token}", file=file, by=by, now=now)


def ask_to_write(
    session: Session, conversation_id: int, *, token: str, by: str, now: datetime
) -> Message | Dropped:
    """Send the approved text by which they are asked to write again, once a token.

    Raises NoSuchConversation, or NothingToSend where that text may not be used now.
    """
    conversation = handovers.locked(session, conversation_id)
    told = openness(session, conversation, now=now).invitation
    key = f"invitation:{conversation_id}:{token}"
    if told is None and not outbox.is_known(session, key):
        raise NothingToSend
    return _send(session, conversation_id, told or "", key, template=ASKS_TO_WRITE, by=by, now=now)


def _send(
    session: Session,
    conversation_id: int,
    text: str,
    key: str,
    *,
    template: TemplateText | None = None,
    file: Enclosure | None = None,
    by: str,
    now: datetime,
) -> Message | Dropped:
    conversation = handovers.take(session, conversation_id, by=by, now=now)
    is_new = not outbox.is_known(session, key)
    sent = notify.send(
        session,
        conversation,
        kind=MessageKind.MANUAL,
        text=text,
        now=now,
        template=template,
        dedupe_key=key,
    )
    if is_new:
        conversation.snoozed_until = conversation.resolved_at = None
        message = sent.message if isinstance(sent, Dropped) else sent
        if file is not None:
            enclose(session, message, file, now=now)
        audit.record(session, by, "message.written", row_id(message), now=now)
    return sent
