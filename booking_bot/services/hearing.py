"""Stored messages as the dialogue hears them."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.dialogue.talk import Heard, OpenQuestion
from booking_bot.models import Attachment, Direction, MediaStatus, Message
from booking_bot.services import rows
from booking_bot.services.media_kinds import media_of


class Arrived(NamedTuple):
    """What a turn needs of a message; the names are those of `models.Message`."""

    id: int
    at: datetime
    kind: str
    body: str
    transcript: str | None
    payload: str | None
    quoted_sid: str | None
    media: list[dict[str, str]]
    location: str | None


# Made once, since every turn asks.
_MESSAGES = rows.table(Message).c
_WAITING = (
    sa.select(*(_MESSAGES[name] for name in Arrived._fields))
    .where(
        _MESSAGES.conversation_id == sa.bindparam("conversation"),
        _MESSAGES.direction == Direction.IN,
        _MESSAGES.answered_at.is_(None),
    )
    .order_by(_MESSAGES.id)
)


def waiting(session: Session, conversation_id: int) -> list[Arrived]:
    """What came in a conversation and was not answered, in order."""
    found = session.connection().execute(_WAITING, {"conversation": conversation_id})
    return [Arrived(*row) for row in found]


def said(message: Arrived) -> str:
    """The words of it, written and spoken."""
    return "\n".join(filter(None, (message.body, message.transcript)))


def heard(session: Session, messages: Sequence[Arrived], quoted: Mapping[str, OpenQuestion]) -> list[Heard]:
    """`quoted` are questions by the message of ours. What became of files is asked where there are some."""
    with_files = [message.id for message in messages if message.media]
    too_big = _too_big(session, with_files) if with_files else set()
    return [
        Heard(
            text=said(message),
            button=message.payload or "",
            media=media_of(message.kind, message.media, message.location),
            spoken=bool(message.transcript),
            too_big=message.id in too_big,
            number=message.id,
            quoted=quoted.get(message.quoted_sid or ""),
            reaction=_is_reaction(message),
        )
        for message in messages
    ]


def _too_big(session: Session, message_ids: Sequence[int]) -> set[int]:
    return set(
        session.exec(
            select(Attachment.message_id).where(
                col(Attachment.message_id).in_(message_ids), col(Attachment.status) == MediaStatus.TOO_BIG
            )
        )
    )


def _is_reaction(message: Arrived) -> bool:
    """An emoji put on one of our messages; some come as a text that quotes it."""
    if message.kind == "reaction":
        return True
    signs = {unicodedata.category(sign) for sign in message.body if not sign.isspace()}
    return bool(message.quoted_sid) and "So" in signs and signs <= {"So", "Sk", "Mn", "Cf"}
