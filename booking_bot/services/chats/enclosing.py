"""Photos and papers that a person sends to a customer: what WhatsApp takes, and how they go with words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session

from booking_bot.models import Attachment, MediaStatus, Message, row_id
from booking_bot.services.file_types import recognise

MB = 1024 * 1024
# Twilio, "Guidance on WhatsApp Media Messages": the types it sends on, and how large each may be. A WebP
# would arrive as a sticker.
LARGEST: Mapping[str, int] = MappingProxyType(
    {"image/jpeg": 5 * MB, "image/png": 5 * MB, "application/pdf": 16 * MB}
)
# Meta, "Image messages": the longest words below a picture. Below a document Twilio shows none.
LONGEST_CAPTION = 1024
OURS = "own:"  # as `channels/own_media.py` reads it


class NotTaken(Exception):
    """WhatsApp sends no file of that type; `type` is what it is, None where that is not known."""

    def __init__(self, kind: str | None) -> None:
        super().__init__(f"a file of type {kind} is not sent")
        self.type = kind


class TooHeavy(Exception):
    def __init__(self, size: int, most: int) -> None:
        super().__init__(f"a file of {size} bytes is too large")
        self.size, self.most = size, most


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that is kept already, at `path` below MEDIA_DIR."""

    type: str
    size: int
    path: str

    def bears(self, words: str) -> bool:
        """Whether these words go below it, in one message."""
        return self.type.startswith("image/") and len(words) <= LONGEST_CAPTION


def checked(data: bytes) -> str:
    """Its type, by its content. Raises NotTaken or TooHeavy."""
    kind = recognise(data)
    if kind is None or kind not in LARGEST:
        raise NotTaken(kind)
    if len(data) > LARGEST[kind]:
        raise TooHeavy(len(data), LARGEST[kind])
    return kind


def enclose(session: Session, message: Message, file: Enclosure, *, now: datetime) -> None:
    """Have a message of ours that is still to be sent bring that file."""
    _add(session, message, file, now)


def enclose_again(session: Session, before: Message, again: Message, *, now: datetime) -> None:
    """Have the same message, when it goes once more, bring what the first one brought."""
    for one in before.media:
        row = session.get(Attachment, int(one["url"].removeprefix(OURS))) if _is_ours(one["url"]) else None
        if row is not None and row.path and row.type:
            _add(session, again, Enclosure(row.type, row.size or 0, row.path), now)


def _add(session: Session, message: Message, file: Enclosure, now: datetime) -> None:
    row = Attachment(
        message_id=row_id(message),
        position=len(message.media),
        url="",
        claimed_type=file.type,
        status=MediaStatus.STORED,
        type=file.type,
        size=file.size,
        path=file.path,
        created_at=now,
        fetched_at=now,
    )
    session.add(row)
    session.flush()
    message.media = [*message.media, {"url": f"{OURS}{row.id}", "type": file.type}]
    session.flush()


def _is_ours(url: str) -> bool:
    return url.startswith(OURS) and url.removeprefix(OURS).isdecimal()
