"""A file is what its content shows, and what a browser would run is never kept."""

import io
import zipfile

import pytest

from booking_bot.services.file_types import KEPT, recognise

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def archive(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as written:
        for name in names:
            written.writestr(name, "<x/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "claimed", "kind"),
    [
        (b"\xff\xd8\xff\xe0" + bytes(300), "image/jpeg", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "text/html", "image/png"),
        (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(300), "image/webp", "image/webp"),
        (b"OggS\0\x02" + bytes(22) + b"\x01\x13OpusHead", "audio/ogg; codecs=opus", "audio/ogg"),
        (b"#!AMR\n" + bytes(300), "audio/amr", "audio/amr"),
        (b"\0\0\0\x20ftypisom\0\0\0\0isomiso2" + bytes(300), "video/mp4", "video/mp4"),
        (b"\0\0\0\x20ftypisom\0\0\0\0isomiso2" + bytes(300), "audio/mp4", "audio/mp4"),
        (b"\0\0\0\x20ftyp3gp4\0\0\0\0" + bytes(300), "video/3gpp", "video/3gpp"),
        (b"%PDF-1.7\n" + bytes(300), "application/pdf", "application/pdf"),
        (archive("_rels/.rels", "[Content_Types].xml", "word/document.xml"), WORD, WORD),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "application/msword", "application/msword"),
        (b"\xef\xbb\xbfBEGIN:VCARD\r\nFN:Ana\r\nEND:VCARD", "text/vcard", "text/vcard"),
        (b"<html><script>alert(1)</script>", "image/png", None),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml", None),
        (b"MZ\x90\0" + bytes(400), "application/pdf", None),
        (archive("setup.exe"), WORD, None),
        (b"PK\x03\x04 no archive at all", WORD, None),
        (b'{"code": 20404}', "image/jpeg", None),
        (b"", "image/jpeg", None),
    ],
)
def test_the_content_tells(data: bytes, claimed: str, kind: str | None) -> None:
    assert recognise(data, claimed) == kind


def test_nothing_is_shown_in_a_page_but_pictures_and_sound() -> None:
    shown = {kind for kind, kept in KEPT.items() if kept.shown}

    assert {kind.partition("/")[0] for kind in shown} == {"image", "audio"}
    assert "image/svg+xml" not in KEPT
