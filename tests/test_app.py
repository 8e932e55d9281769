"""Promises of the whole application: whatever the address, and whatever goes wrong there."""

import logging
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from booking_bot.app import HEADERS, OPEN_TO_ANY_HOST, build, create_app
from booking_bot.config import Settings, SettingsError
from booking_bot.db import Database
from booking_bot.language.frame import Act, Frame
from booking_bot.models import ChannelName
from booking_bot.services import disks, tokens, turns
from booking_bot.wiring import Wiring
from tests.channels.model_service import Service
from tests.language.businesses import SALON
from tests.shop import NOW
from tests.twilio_standin import Account
from tests.twilio_standin.webhooks import headers, text_form
from tests.web.house import OWNER, PASSWORD, Visitor, furnish

ACCOUNT = Account()
PUBLIC = "https://bot.example.com"
KEY = "0123456789" * 4


@pytest.fixture
def furnished(sqlite: Database) -> Database:
    with sqlite.transaction() as session:
        furnish(session)
    return sqlite


@pytest.fixture
def app(furnished: Database) -> Flask:
    """The application as it stands behind its public address, Carmen's shop in it."""
    settings = Settings(
        _env_file=None,
        secret_key=KEY,
        public_url=PUBLIC,
        twilio_account_sid=ACCOUNT.sid,
        twilio_auth_token=ACCOUNT.token,
        twilio_whatsapp_from=ACCOUNT.sender,
    )
    return create_app(parts=Wiring(settings=settings, database=furnished, clock=lambda: NOW))


class Browser(FlaskClient):
    def open(self, *args: Any, **told: Any) -> TestResponse:
        return super().open(*args, **{"base_url": PUBLIC, **told})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.test_client_class = Browser
    return app.test_client()


def every_address(app: Flask) -> Iterator[tuple[str, str]]:
    """A method and a path for every rule, and for some addresses that no rule has."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield method, path
    for path in ("/none", "/admin/none", "/api/v1/none", "/twilio/none", "/static/none"):
        yield "GET", path
        yield "DELETE", path


def lacks(answer: TestResponse) -> list[str]:
    wanted = {**HEADERS, "Strict-Transport-Security": "max-age=31536000"}
    return [name for name, value in wanted.items() if answer.headers.get(name) != value]


def test_every_answer_carries_the_headers_that_protect_its_reader(app: Flask, client: FlaskClient) -> None:
    answers = {f"{method} {path}": client.open(path, method=method) for method, path in every_address(app)}

    assert {address: lacks(answer) for address, answer in answers.items() if lacks(answer)} == {}
    assert {answer.status_code for answer in answers.values()} >= {200, 302, 400, 401, 403, 404, 405}
    kept = {
        address
        for address, answer in answers.items()
        if answer.headers.get("Cache-Control") != "no-store" and "/static/" not in address
    }
    assert kept == set()


@pytest.mark.parametrize(
    "host",
    ["evil.example", "bot.example.com.evil.example", "evil.example:443", "x:99999999", "a b", "", "[::1"],
)
def test_a_host_that_is_not_ours_gets_nothing_and_stands_nowhere(
    app: Flask, client: FlaskClient, host: str
) -> None:
    answers = {
        (path, client.open(path, method=method, headers={"Host": host}))
        for method, path in every_address(app)
        if path not in OPEN_TO_ANY_HOST
    }

    assert {answer.status_code for _, answer in answers} <= {400, 404, 405}
    assert {answer.status_code for path, answer in answers if path == "/admin/entrar"} == {400}
    assert [path for path, answer in answers if "evil" in answer.text + (answer.location or "")] == []
    assert [path for path, answer in answers if lacks(answer)] == []


@pytest.mark.parametrize(
    "host", ["bot.example.com", "BOT.Example.com", "bot.example.com:443", "127.0.0.1:8000"]
)
def test_our_own_hosts_are_served_however_they_are_written(client: FlaskClient, host: str) -> None:
    assert client.get("/admin/entrar", headers={"Host": host}).status_code == 200


def test_whoever_looks_whether_we_live_may_call_us_by_any_name(client: FlaskClient) -> None:
    answers = [client.get(path, headers={"Host": "10.0.0.7:8000"}).text for path in sorted(OPEN_TO_ANY_HOST)]

    assert answers == ["ok\n", "ready\n"]


def test_nothing_below_twilio_is_done_unsigned(app: Flask, client: FlaskClient) -> None:
    paths = [path for method, path in every_address(app) if path.startswith("/twilio/") and method == "POST"]

    assert len(paths) == 3
    assert {client.post(path, data={"AccountSid": ACCOUNT.sid}).status_code for path in paths} == {403}


def test_the_cookie_is_bound_to_this_host_and_to_encryption(client: FlaskClient) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/admin/entrar").text)
    assert token

    answer = client.post(
        "/admin/entrar",
        data={"csrf_token": token.group(1), "email": OWNER, "password": PASSWORD},
        headers={"Referer": f"{PUBLIC}/admin/entrar"},
    )

    for cookie in answer.headers.getlist("Set-Cookie"):
        attributes = {part.strip().lower().partition("=")[0] for part in cookie.split(";")[1:]}
        assert cookie.startswith("__Host-booking")
        assert attributes >= {"secure", "httponly", "path", "samesite"}
        assert "domain" not in attributes
        assert "Path=/;" in cookie + ";"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("host", ["bot.example.com", "127.0.0.1:8000"])
@pytest.mark.parametrize("sent", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": PUBLIC}, {}])
def test_the_owner_comes_in_through_a_proxy_that_keeps_the_name_or_not(
    client: FlaskClient, host: str, sent: dict[str, str]
) -> None:
    page = client.get("/admin/entrar", headers={"Host": host}).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token

    answer = client.post(
        "/admin/entrar",
        data={"csrf_token": token.group(1), "email": OWNER, "password": PASSWORD},
        headers={"Host": host, "Referer": f"{PUBLIC}/admin/entrar", **sent},
    )

    assert (answer.status_code, answer.location) == (303, "/admin/")


@pytest.mark.parametrize(
    ("path", "kind"), [("/admin/entrar", "text/html"), ("/api/v1/appointments", "application/problem+json")]
)
def test_a_body_without_measure_is_refused_in_the_words_of_the_place(
    client: FlaskClient, sqlite: Database, path: str, kind: str
) -> None:
    with sqlite.transaction() as session:
        token = tokens.add(session, "test", now=NOW)

    answer = client.post(
        path,
        data="x" * 2_000_000,
        content_type="application/json" if "json" in kind else "application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert (answer.status_code, answer.mimetype) == (413, kind)
    assert lacks(answer) == []


@pytest.mark.parametrize(
    ("path", "answered"),
    [
        ("/admin/", (500, "text/html", "Algo ha fallado")),
        ("/admin/entrar", (500, "text/html", "Algo ha fallado")),
        ("/api/v1/customers", (500, "application/problem+json", "Internal Server Error")),
        ("/metrics", (500, "application/problem+json", "Internal Server Error")),
    ],
)
def test_a_failure_tells_nothing_and_is_told_in_the_words_of_the_place(
    furnished: Database, caplog: pytest.LogCaptureFixture, path: str, answered: tuple[int, str, str]
) -> None:
    plain = Wiring(Settings(_env_file=None, secret_key=KEY), furnished, clock=lambda: NOW)
    carmen = Visitor(create_app(parts=plain))
    carmen.sign_in()
    with furnished.engine.begin() as connection:
        for table in ("account", "api_token"):
            connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {table}_away"))

    answer = carmen.client.get(path, headers={"Authorization": "Bearer x"})

    status, kind, words = answered
    assert (answer.status_code, answer.mimetype) == (status, kind)
    assert words in answer.text
    assert [
        told for told in ("sqlite", "account", "traceback", "select") if told in answer.text.lower()
    ] == []
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "no such table" in caplog.text


def test_a_message_and_all_that_follows_leave_no_word_or_number_in_the_logs(
    client: FlaskClient, sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with sqlite.transaction() as session:
        token = tokens.add(session, "test", now=NOW)
    url = f"{PUBLIC}/twilio/whatsapp"
    form = text_form(ACCOUNT, "Quiero un corte mañana a las 12, secreto", ProfileName="Pedro Secreto")

    client.post("/twilio/whatsapp", data=form, headers=headers(ACCOUNT, url, form))
    turns.run_due(sqlite, now=NOW.replace(minute=5))
    for path in (
        "/api/v1/customers",
        "/api/v1/messages?phone=%2B34600111222",
        "/api/v1/customers/+34600111222",
    ):
        client.get(path, headers={"Authorization": f"Bearer {token}"})
    with sqlite.engine.begin() as connection:
        connection.execute(sa.text("UPDATE business SET timezone = 'Nowhere/Land'"))
    again = {**form, "MessageSid": "SM" + "2" * 32, "Body": "otro secreto"}
    client.post("/twilio/whatsapp", data=again, headers=headers(ACCOUNT, url, again))
    turns.run_due(sqlite, now=NOW.replace(minute=10))

    with sqlite.reading() as session:
        said = session.execute(sa.text("SELECT count(*) FROM message WHERE direction = 'out'")).scalar_one()
    assert said == 1
    assert "failed" in caplog.text
    secrets = ("secreto", "pedro", "600111222", token, ACCOUNT.token, KEY, ChannelName.WHATSAPP + ":+")
    assert [secret for secret in secrets if secret.lower() in caplog.text.lower()] == []


def test_a_setting_that_is_misspelt_is_told_at_the_start(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("RETENTION_DAY", "30")

    parts = build(Settings(_env_file=None, secret_key=KEY, database_url=sqlite.url))

    parts.database.dispose()
    assert "RETENTION_DAY is no setting and has no effect: RETENTION_DAYS may be meant" in caplog.text


def test_sqlite_on_a_disk_over_the_network_is_refused_whoever_serves_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mounts").write_text("files:/shop / cifs rw 0 0\n")
    monkeypatch.setattr(disks, "MOUNTS", tmp_path / "mounts")
    settings = Settings(_env_file=None, secret_key=KEY, database_url=f"sqlite:///{tmp_path}/booking.db")

    with pytest.raises(SettingsError, match=r"^DATABASE_URL wants a local disk .*\(cifs\)$"):
        create_app(settings)


def test_a_reader_that_is_set_up_reads_what_was_not_understood() -> None:
    with Service('{"acts": ["ask_price"], "service": ["tinte"]}') as service:
        settings = Settings(
            _env_file=None, secret_key=KEY, reader_url=service.url, reader_key="clave", reader_model="grande"
        )
        reader = build(settings).reader
        frame = reader and reader.read(
            "los dineros de ponerme rubia", datetime.fromisoformat("2026-11-23"), SALON, None
        )

    assert frame == Frame(frozenset({Act.ASK_PRICE}), service=("tinte",))
    assert [(one.key, one.asked["model"]) for one in service.requests] == [("Bearer clave", "grande")]
    assert build(Settings(_env_file=None, secret_key=KEY)).reader is None


def test_an_error_report_names_nobody(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    sentry = ModuleType("sentry_sdk")
    sentry.__spec__ = ModuleSpec("sentry_sdk", None)
    monkeypatch.setattr(sentry, "init", lambda **options: told.update(options), raising=False)
    monkeypatch.setitem(sys.modules, "sentry_sdk", sentry)
    dsn = "https://key@sentry.example.com/1"

    parts = build(Settings(_env_file=None, secret_key=KEY, database_url=sqlite.url, sentry_dsn=dsn))
    sent = told["before_send"]({"level": "error", "request": {"url": "/api/v1/customers/+34600111222"}}, {})

    parts.database.dispose()
    assert sent == {"level": "error"}
    assert (told["max_breadcrumbs"], told["include_local_variables"], told["send_default_pii"]) == (
        0,
        False,
        False,
    )
