"""What customers sent, as the owner sees it: shown where that is safe, offered else, or explained."""

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from booking_bot.db import Database
from booking_bot.models import Attachment, Direction, MediaStatus, Message, row_id
from booking_bot.services import media_files
from tests.shop import NOW
from tests.web.house import House, Visitor

PHOTO = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    app.extensions["booking_bot"].settings.media_dir = tmp_path / "media"
    return tmp_path / "media"


def sent(
    database: Database,
    house: House,
    kind: str,
    *,
    path: str | None = None,
    status: MediaStatus = MediaStatus.STORED,
    appointment: int | None = None,
    transcript: str | None = None,
) -> str:
    """Marta has sent one file of this type; its address."""
    with database.transaction() as session:
        message = Message(
            conversation_id=house.with_bot,
            direction=Direction.IN,
            kind=kind.partition("/")[0],
            media=[{"url": "https://api.twilio.com/x", "type": kind}],
            transcript=transcript,
            at=NOW,
        )
        session.add(message)
        session.flush()
        file = Attachment(
            message_id=row_id(message),
            url="https://api.twilio.com/x",
            claimed_type=kind,
            status=status,
            type=kind if status is MediaStatus.STORED else None,
            size=2048,
            path=path,
            appointment_id=appointment,
            created_at=NOW,
        )
        session.add(file)
        session.flush()
        return f"/admin/archivos/{file.id}"


def fetched(visitor: Visitor, address: str, **headers: str) -> TestResponse:
    return visitor.client.get(address, headers=headers, buffered=True)


def thread(visitor: Visitor, house: House) -> str:
    return visitor.get(f"/admin/conversaciones/{house.with_bot}").text


def test_a_photo_stands_in_the_thread_and_is_given_as_what_it_is(
    carmen: Visitor, sqlite: Database, house: House, folder: Path
) -> None:
    address = sent(sqlite, house, "image/jpeg", path=media_files.store(folder, PHOTO))

    answer = fetched(carmen, address)

    assert f'<img src="{address}" alt="Foto"' in thread(carmen, house)
    assert (answer.status_code, answer.data, answer.content_type) == (200, PHOTO, "image/jpeg")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_voice_note_is_played_from_any_place_and_read(
    carmen: Visitor, sqlite: Database, house: House, folder: Path
) -> None:
    path = media_files.store(folder, b"OggS0123456789")
    address = sent(sqlite, house, "audio/ogg", path=path, transcript="quería <b>cita</b>")

    part = fetched(carmen, address, Range="bytes=4-7")

    page = thread(carmen, house)
    assert "<audio" in page
    assert f'src="{address}"' in page
    assert "«quería &lt;b&gt;cita&lt;/b&gt;»" in page
    assert (part.status_code, part.data) == (206, b"0123")


@pytest.mark.parametrize("kind", ["application/pdf pdf", "video/mp4 mp4", "text/vcard vcf", "audio/amr amr"])
def test_what_a_browser_might_run_is_only_offered(
    carmen: Visitor, sqlite: Database, house: House, folder: Path, kind: str
) -> None:
    kind, name = kind.split()
    address = sent(sqlite, house, kind, path=media_files.store(folder, b"%PDF-1.7"))

    answer = fetched(carmen, address)

    assert f'<a href="{address}">' in thread(carmen, house)
    number = address.rpartition("/")[2]
    assert answer.headers["Content-Disposition"] == f"attachment; filename=archivo-{number}.{name}"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (MediaStatus.PENDING, "Foto: descargando…"),
        (MediaStatus.TOO_BIG, "Foto: es demasiado grande"),
        (MediaStatus.REFUSED, "Foto: es de un tipo que no se guarda"),
        (MediaStatus.FAILED, "Foto: no se ha podido descargar"),
    ],
)
def test_what_is_not_there_is_explained(
    carmen: Visitor, sqlite: Database, house: House, status: MediaStatus, words: str
) -> None:
    address = sent(sqlite, house, "image/jpeg", status=status)

    assert words in thread(carmen, house)
    assert fetched(carmen, address).status_code == 404


def test_a_file_that_is_gone_or_lies_elsewhere_is_not_given(
    carmen: Visitor, sqlite: Database, house: House, folder: Path
) -> None:
    (folder.parent / "secret").write_text("secret")
    addresses = [sent(sqlite, house, "image/jpeg", path=path) for path in ("../secret", "ab/cd/" + "0" * 64)]

    answers = [fetched(carmen, address) for address in addresses]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Ese archivo no está." in answers[0].text


def test_a_stranger_gets_no_file(stranger: Visitor, sqlite: Database, house: House, folder: Path) -> None:
    address = sent(sqlite, house, "image/jpeg", path=media_files.store(folder, PHOTO))

    answer = fetched(stranger, address)

    assert answer.status_code == 302
    assert PHOTO not in answer.data


def test_an_appointment_shows_what_belongs_to_it(
    carmen: Visitor, sqlite: Database, house: House, folder: Path
) -> None:
    path = media_files.store(folder, PHOTO)
    address = sent(sqlite, house, "image/jpeg", path=path, appointment=house.appointment)
    other = sent(sqlite, house, "image/jpeg", path=path)

    page = carmen.get(f"/admin/citas/{house.appointment}").text

    assert f'href="{address}"' in page
    assert f'href="{other}"' not in page
