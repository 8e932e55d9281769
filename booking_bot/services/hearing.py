"""Stored messages as the dialogue hears them."""

import unicodedata
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from booking_bot.dialogue.talk import Heard, OpenQuestion
from booking_bot.models import Attachment, MediaStatus, Message, row_id
from booking_bot.services.media_kinds import media_of


def said(message: Message) -> str:
    """The words of it, written and spoken."""
    return "\n".join(filter(None, (message.body, message.transcript)))


def heard(session: Session, messages: Sequence[Message], quoted: Mapping[str, OpenQuestion]) -> list[Heard]:
    """`quoted` are questions by the message of ours. What became of files is asked where there are some."""
    with_files = [row_id(message) for message in messages if message.media]
    too_big = _too_big(session, with_files) if with_files else set()
    return [
        Heard(
            text=said(message),
            button=message.payload or "",
            media=media_of(message),
            spoken=bool(message.transcript),
            too_big=row_id(message) in too_big,
            number=row_id(message),
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


def _is_reaction(message: Message) -> bool:
    """An emoji put on one of our messages; some come as a text that quotes it."""
    if message.kind == "reaction":
        return True
    signs = {unicodedata.category(sign) for sign in message.body if not sign.isspace()}
    return bool(message.quoted_sid) and "So" in signs and signs <= {"So", "Sk", "Mn", "Cf"}
