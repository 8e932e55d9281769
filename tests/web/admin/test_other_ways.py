"""SMS and mail: entered in the page, kept encrypted, tried out, and taken away again."""

import pytest
from flask import Flask
from sqlmodel import select

from booking_bot.config import Settings
from booking_bot.connection import Connection, connect
from booking_bot.db import Database
from booking_bot.models import Audit, ChannelName, SecretSetting
from booking_bot.services import other_ways, twilio_keys
from booking_bot.services.twilio_keys import Keys
from booking_bot.services.ways import ways_of
from booking_bot.wiring import EXTENSION, Wiring
from tests.mail_server import MailServer
from tests.shop import NOW
from tests.twilio_standin import TwilioStandIn
from tests.twilio_standin.account import SID, TOKEN
from tests.web.house import Visitor

PAGE = "/admin/sms-y-correo/"
MAIL = {
    "host": "127.0.0.1", "security": "starttls", "user": "", "password": "", "sender": "citas@example.com"
}  # fmt: skip


@pytest.fixture
def parts(app: Flask, sqlite: Database) -> Wiring:
    wired: Wiring = app.extensions[EXTENSION]
    wired.settings = wired.settings.model_copy(update={"public_url": "https://bot.example.com"})
    wired.refresh = Connection(wired).refresh
    connect(wired)
    return wired


def ways(database: Database) -> tuple[bool, bool]:
    with database.reading() as session:
        return ways_of(session).sms, ways_of(session).mail


def kept(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.exec(select(SecretSetting.name)).all())


def test_mail_is_entered_tried_and_taken_away(carmen: Visitor, parts: Wiring, sqlite: Database) -> None:
    with MailServer() as server:
        entered = carmen.post(f"{PAGE}correo", page=PAGE, **MAIL, port=str(server.port))
        there, page = ways(sqlite), carmen.get(PAGE).text
        carmen.post(f"{PAGE}mail/prueba", page=PAGE)
    said = carmen.get(PAGE).text
    carmen.post(f"{PAGE}mail/quitar", page=PAGE)

    assert (entered.status_code, there, ways(sqlite)) == (303, (False, True), (False, False))
    assert "citas@example.com" in page
    assert [(one["To"], one["Subject"]) for one in server.taken] == [
        ("carmen@example.com", "Prueba de tu recepción")
    ]
    assert "Enviado a carmen@example.com" in said
    assert (kept(sqlite), ChannelName.EMAIL in parts.channels) == ([], False)


def test_a_number_for_sms_waits_for_the_account_and_is_tried(
    carmen: Visitor, parts: Wiring, sqlite: Database
) -> None:
    before = carmen.get(PAGE).text
    with TwilioStandIn() as twilio:
        parts.settings = parts.settings.model_copy(update={"twilio_api_url": twilio.url})
        parts.refresh = Connection(parts).refresh
        with sqlite.transaction() as session:
            keys = Keys(SID, TOKEN, twilio.account.sender)
            secret = parts.settings.secret_key.get_secret_value()
            twilio_keys.keep(session, keys, secret_key=secret, by="owner:1", now=NOW)
        wrong = carmen.post(f"{PAGE}sms", page=PAGE, number="12")
        carmen.post(f"{PAGE}sms", page=PAGE, number="+34 900 111 222")
        carmen.post(f"{PAGE}sms/prueba", page=PAGE, telefono="600 111 222")
        parts.channels[ChannelName.WHATSAPP].close()  # type: ignore[attr-defined]
        parts.channels[ChannelName.SMS].close()  # type: ignore[attr-defined]

    assert "conecta antes" in before
    assert (wrong.status_code, "Escribe el número entero" in wrong.text) == (422, True)
    assert [(one.sender, one.to) for one in twilio.ledger.messages] == [("+34900111222", "+34600111222")]
    assert ways(sqlite) == (True, False)


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    carmen: Visitor, parts: Wiring, sqlite: Database
) -> None:
    answer = carmen.post(
        f"{PAGE}correo", page=PAGE, host="smtp://x", security="tls", port="99999", sender="carmen"
    )

    assert answer.status_code == 422
    assert [words in answer.text for words in ("Solo el nombre", "hasta 65535", "Escribe un correo")] == [
        True
    ] * 3
    assert kept(sqlite) == []


def test_the_password_lies_nowhere_in_the_open_and_is_not_shown_again(
    carmen: Visitor, parts: Wiring, sqlite: Database
) -> None:
    carmen.post(f"{PAGE}correo", page=PAGE, **{**MAIL, "user": "citas@example.com", "password": "s3cr:t/o"})

    with sqlite.reading() as session:
        rows = [one.value for one in session.exec(select(SecretSetting))]
        verbs = session.exec(select(Audit.verb)).all()
    assert "s3cr" not in "".join(rows) + carmen.get(PAGE).text
    assert "mail_entered" in verbs
    url = parts.settings.smtp_url
    assert url is not None
    assert url.get_secret_value() == "smtp://citas%40example.com:s3cr%3At%2Fo@127.0.0.1:587"


def test_the_environment_wins(carmen: Visitor, parts: Wiring, sqlite: Database) -> None:
    parts.fixed = frozenset({"smtp_url", "twilio_sms_from"})

    carmen.post(f"{PAGE}correo", page=PAGE, **MAIL)
    carmen.post(f"{PAGE}sms", page=PAGE, number="+34900111222")

    assert kept(sqlite) == []
    assert carmen.get(PAGE).text.count("manda sobre lo que se ponga aquí") == 2


def test_another_process_sees_what_is_entered_and_what_is_removed(sqlite: Database) -> None:
    settings = Settings(_env_file=None, secret_key="0123456789" * 4, database_url=sqlite.url)
    parts = Wiring(settings=settings, database=sqlite)
    connection = Connection(parts, clock=lambda: 1000.0)
    key = settings.secret_key.get_secret_value()
    values = {other_ways.SMTP: "smtp://mail.example.com:587", other_ways.SENDER: "citas@example.com"}

    seen = []
    for act in ("keep", "forget"):
        with sqlite.transaction() as session:
            if act == "keep":
                other_ways.keep(session, "mail", values, secret_key=key, by="owner:1", now=NOW)
            else:
                other_ways.forget(session, "mail", by="owner:1", now=NOW)
        connection.refresh(at_once=True)
        seen.append(ChannelName.EMAIL in parts.channels)

    assert seen == [True, False]
