"""A photo on its way: from the form of a conversation to whoever fetches it for the customer's phone."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlmodel import col, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from booking_bot.channels.own_media import OwnMedia
from booking_bot.channels.twilio_whatsapp import TwilioWhatsApp
from booking_bot.db import Database
from booking_bot.models import Attachment, Message, Outbox, row_id
from booking_bot.services import dispatch
from tests.channels.shelf import Shelf
from tests.channels.test_twilio_whatsapp import settings_for
from tests.shop import NOW
from tests.twilio_standin import TwilioStandIn
from tests.web.house import House, Visitor

PHOTO = b"\xff\xd8\xff\xe0 a photo"
MB = 1024 * 1024


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path) -> Path:
    app.extensions["booking_bot"].settings.media_dir = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def twilio(app: Flask) -> Iterator[TwilioStandIn]:
    client = app.test_client()

    def fetch(method: str, url: str) -> tuple[int, str, bytes]:
        answer = client.open(urlsplit(url).path, method=method)
        told = answer.status_code, str(answer.content_type), answer.data
        answer.close()
        return told

    with TwilioStandIn() as running:
        running.fetch = fetch
        yield running


def post(visitor: Visitor, house: House, data: bytes, *, text: str = "") -> TestResponse:
    """Send that file from the form of the conversation with Marta."""
    here = f"/admin/conversaciones/{house.with_bot}"
    form = {
        "csrf_token": visitor.token(here),
        "texto": text,
        "vez": "abc",
        "archivo": FileStorage(BytesIO(data), "f.jpg"),
    }
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return visitor.client.post(f"{here}/mensajes", data=body, content_type=kind)


def files(database: Database) -> list[tuple[str, str | None, int | None]]:
    with database.reading() as session:
        return [
            (message.body, file.type, file.size)
            for file, message in session.exec(
                select(Attachment, Message).join(Message, col(Message.id) == col(Attachment.message_id))
            )
        ]


def test_a_photo_reaches_the_phone_by_an_address_that_nobody_else_has(
    carmen: Visitor, stranger: Visitor, sqlite: Database, house: House, twilio: TwilioStandIn
) -> None:
    settings = settings_for(twilio.url)
    channel = TwilioWhatsApp.from_settings(settings, Shelf())
    key = settings.secret_key.get_secret_value()
    channel.media = OwnMedia("https://bot.example.com", key, clock=lambda: NOW)

    answered = post(carmen, house, PHOTO, text="Así queda")
    with sqlite.transaction() as session:
        (claimed,) = dispatch.claim(session, NOW, limit=5, lease=timedelta(minutes=1))
    channel.send(claimed.outbound)
    channel.close()

    assert (answered.status_code, files(sqlite)) == (303, [("Así queda", "image/jpeg", len(PHOTO))])
    (taken,) = twilio.ledger.messages
    assert (taken.body, taken.files, taken.failed) == ("Así queda", (("image/jpeg", PHOTO),), None)
    with sqlite.reading() as session:
        number = row_id(session.exec(select(Attachment)).one())
    assert f'src="/admin/archivos/{number}"' in carmen.get(f"/admin/conversaciones/{house.with_bot}").text
    assert {stranger.get(f"/media/{one}").status_code for one in (number, f"own:{number}", "x.y")} == {404}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"RIFF\0\0\0\0WEBPVP8 ", "como pegatina"),
        (b"<svg onload=alert(1)>", "Valen fotos"),
        (PHOTO.ljust(5 * MB + 1, b"\0"), "pesa 6 MB y WhatsApp admite 5"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words_and_the_text_stays(
    carmen: Visitor, sqlite: Database, house: House, data: bytes, words: str
) -> None:
    answered = post(carmen, house, data, text="Mira esto")

    assert (answered.status_code, files(sqlite)) == (422, [])
    assert words in answered.text
    assert ">Mira esto</textarea>" in answered.text


def test_where_only_words_arrive_the_form_offers_no_file_and_takes_none(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    here = f"/admin/conversaciones/{house.with_bot}"
    offered = 'type="file"' in carmen.get(here).text
    with sqlite.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE conversation SET last_inbound_at = '2026-11-20 09:00:00'"
        )

    answered = post(carmen, house, PHOTO)

    assert (offered, 'type="file"' in carmen.get(here).text) == (True, False)
    assert (answered.status_code, "Ahora no le llegan archivos" in answered.text) == (422, True)
    with sqlite.reading() as session:
        assert session.exec(select(Outbox)).all() == []
