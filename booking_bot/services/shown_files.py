"""Files of messages as pages show them: what each is, and whether it is there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from booking_bot.models import Attachment, ChannelName, Conversation, Direction, MediaStatus, Message, row_id
from booking_bot.services.file_types import KEPT
from booking_bot.services.media_files import locate


class NoSuchFile(Exception):
    """There is none of that number, or it did not come, or it is gone."""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """`type` is what the content shows; before it came, what the provider says it is."""

    id: int
    status: MediaStatus
    type: str
    size: int | None

    @property
    def group(self) -> str:
        """ "image", "audio", "video", "text" or "application"."""
        return self.type.partition("/")[0]

    @property
    def inside(self) -> bool:
        """Whether a page shows or plays it, where it stands in the thread."""
        return self.status is MediaStatus.STORED and KEPT[self.type].shown

    @property
    def extension(self) -> str:
        return KEPT[self.type].extension if self.type in KEPT else ""


def of_messages(session: Session, message_ids: Collection[int]) -> dict[int, tuple[ShownFile, ...]]:
    """The files of each of these messages that has any, in the order in which they were sent."""
    rows = _rows(session, col(Attachment.message_id).in_(message_ids)) if message_ids else ()
    return _grouped((row.message_id, row) for row in rows)


def of_appointments(session: Session, appointment_ids: Collection[int]) -> dict[int, tuple[ShownFile, ...]]:
    """The files kept with each of these appointments."""
    rows = _rows(session, col(Attachment.appointment_id).in_(appointment_ids)) if appointment_ids else ()
    return _grouped((row.appointment_id, row) for row in rows if row.appointment_id is not None)


def of_customer(session: Session, customer_id: int, limit: int) -> tuple[ShownFile, ...]:
    """The pictures that they sent last, the newest first."""
    rows = session.exec(
        select(Attachment)
        .join(Message, col(Message.id) == col(Attachment.message_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Conversation.customer_id) == customer_id,
            col(Message.direction) == Direction.IN,
            col(Attachment.status) == MediaStatus.STORED,
            col(Attachment.type).like("image/%"),
        )
        .order_by(col(Attachment.id).desc())
        .limit(limit)
    )
    return tuple(_shown(row) for row in rows)


def located(
    session: Session, file_id: int, folder: Path, *, channels: Collection[ChannelName] = tuple(ChannelName)
) -> tuple[Path, ShownFile]:
    """Where a file of these channels lies. Raises NoSuchFile."""
    row = session.exec(
        select(Attachment)
        .join(Message, col(Message.id) == col(Attachment.message_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(col(Attachment.id) == file_id, col(Conversation.channel).in_(channels))
    ).first()
    path = locate(folder, row.path) if row is not None and row.path else None
    if row is None or path is None or row.type not in KEPT:
        raise NoSuchFile(file_id)
    return path, _shown(row)


def _rows(session: Session, condition: ColumnElement[bool]) -> Sequence[Attachment]:
    return session.exec(
        select(Attachment).where(condition).order_by(col(Attachment.message_id), col(Attachment.position))
    ).all()


def _grouped(rows: Iterable[tuple[int, Attachment]]) -> dict[int, tuple[ShownFile, ...]]:
    found: dict[int, tuple[ShownFile, ...]] = {}
    for number, row in rows:
        found[number] = (*found.get(number, ()), _shown(row))
    return found


def _shown(row: Attachment) -> ShownFile:
    return ShownFile(row_id(row), row.status, row.type or row.claimed_type, row.size)
