"""Photos and papers to customers: which are taken, how they go, and that they go by the chat alone."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.channels.base import Remedy
from booking_bot.models import (
    Attachment,
    Conversation,
    Delivery,
    MediaStatus,
    Message,
    Outbox,
    row_id,
)
from booking_bot.services import dispatch, inbox, last_look, remedies
from booking_bot.services.chats import answering, enclosing
from booking_bot.services.chats.answering import NoFilesNow
from booking_bot.services.chats.enclosing import LARGEST, Enclosure, NotTaken, TooHeavy
from tests.services.chats.people import session, talk
from tests.shop import NOW

__all__ = ["session"]

OWNER = "owner:1"
PHOTO = Enclosure("image/jpeg", 2048, "ab/cd/photo")
PAPER = Enclosure("application/pdf", 4096, "ab/cd/paper")
JPEG, PNG, PDF, WEBP = b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"RIFF\0\0\0\0WEBPVP8 "


def said(session: Session) -> list[tuple[str, list[str]]]:
    """Of each message of ours: its words and the types of its files."""
    rows = session.exec(select(Message).join(Outbox).order_by(col(Message.id)))
    return [(one.body, [file["type"] for file in one.media]) for one in rows]


def write(session: Session, line: Conversation, text: str, file: Enclosure, token: str = "t") -> None:
    answering.write(session, row_id(line), text, file=file, token=token, by=OWNER, now=NOW)


@pytest.mark.parametrize(
    ("data", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (PDF, "application/pdf")]
)
def test_photos_and_papers_are_known_by_what_is_in_them(data: bytes, kind: str) -> None:
    assert enclosing.checked(data) == kind


@pytest.mark.parametrize(
    ("data", "kind"), [(WEBP, "image/webp"), (b"GIF89a", "image/gif"), (b"<svg/>", None), (b"MZ\x90\0", None)]
)
def test_what_whatsapp_does_not_send_on_is_not_taken(data: bytes, kind: str | None) -> None:
    with pytest.raises(NotTaken) as refused:
        enclosing.checked(data)

    assert refused.value.type == kind


@pytest.mark.parametrize(("start", "kind"), [(JPEG, "image/jpeg"), (PDF, "application/pdf")])
def test_a_file_may_weigh_what_whatsapp_takes_and_no_byte_more(start: bytes, kind: str) -> None:
    most = LARGEST[kind]

    assert enclosing.checked(start.ljust(most, b"\0")) == kind
    with pytest.raises(TooHeavy):
        enclosing.checked(start.ljust(most + 1, b"\0"))


def test_a_photo_goes_with_its_words_and_stands_in_the_thread_once(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)

    for _ in range(2):
        write(session, rosa, "Así queda", PHOTO)

    assert said(session) == [("Así queda", ["image/jpeg"])]
    shown = inbox.bubbles(session, row_id(rosa))[-1]
    assert [(file.type, file.size, file.inside) for file in shown.files] == [("image/jpeg", 2048, True)]


def test_words_that_cannot_stand_below_a_file_go_before_it(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)

    write(session, rosa, "Las tarifas", PAPER, "one")
    write(session, rosa, "x" * 1025, PHOTO, "two")

    assert said(session) == [
        ("Las tarifas", []),
        ("", ["application/pdf"]),
        ("x" * 1025, []),
        ("", ["image/jpeg"]),
    ]


def test_after_the_24_hours_no_file_is_taken_and_nothing_is_said(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    late = NOW + timedelta(days=2)

    with pytest.raises(NoFilesNow):
        answering.write(session, row_id(rosa), "Mira", file=PHOTO, token="t", by=OWNER, now=late)

    assert said(session) == []
    assert not answering.openness(session, rosa, now=late).takes_files
    assert answering.openness(session, rosa, now=NOW).takes_files


def test_a_file_that_comes_too_late_to_its_turn_is_stopped_with_a_reason(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    write(session, rosa, "", PHOTO)
    late = NOW + timedelta(hours=25)

    (claimed,) = dispatch.claim(session, late, limit=5, lease=timedelta(minutes=1))
    went = dispatch.fence(session, claimed, late, lease=timedelta(minutes=1))

    row = session.exec(select(Outbox).execution_options(populate_existing=True)).one()
    assert (went, row.status, row.error) == (False, Delivery.CANCELLED, last_look.ONLY_BY_CHAT)


def test_what_the_provider_lost_goes_again_with_its_file_and_by_no_other_way(session: Session) -> None:
    rosa = talk(session, "Rosa", 1)
    write(session, rosa, "Mira", PHOTO)
    row = session.exec(select(Outbox)).one()

    again = remedies.see_to(session, row, Remedy.AGAIN, NOW)
    elsewhere = remedies.see_to(session, row, Remedy.ELSEWHERE, NOW)

    assert (again, elsewhere) == (True, False)
    assert said(session) == [("Mira", ["image/jpeg"])] * 2
    rows = session.exec(select(Attachment.message_id, Attachment.path, Attachment.status)).all()
    assert [(path, status) for _, path, status in rows] == [(PHOTO.path, MediaStatus.STORED)] * 2
    assert len({message for message, _, _ in rows}) == 2
