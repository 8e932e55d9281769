import logging
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, func, select
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.models import Conversation, Message, Outbox
from booking_bot.web import webhooks
from booking_bot.wiring import Wiring
from tests.twilio_standin import Account
from tests.twilio_standin.webhooks import headers, status_form, text_form

ACCOUNT = Account()
PUBLIC = "https://bot.example.com"
URL = f"{PUBLIC}/twilio/whatsapp"
ROUTES = ("whatsapp", "sms", "status")


def settings_with(**changes: object) -> Settings:
    values = {
        "secret_key": "0123456789" * 4,
        "public_url": PUBLIC,
        "twilio_account_sid": ACCOUNT.sid,
        "twilio_auth_token": ACCOUNT.token,
        "twilio_whatsapp_from": ACCOUNT.sender,
    }
    return Settings(_env_file=None, **{**values, **changes})  # type: ignore[arg-type]


def app_with(database: Database, **changes: object) -> Flask:
    app = Flask("test")
    app.config.update(MAX_CONTENT_LENGTH=1024 * 1024, MAX_FORM_MEMORY_SIZE=256 * 1024, TESTING=True)
    app.register_blueprint(webhooks.blueprint)
    Wiring(settings=settings_with(**changes), database=database).attach(app)
    return app


@pytest.fixture
def client(sqlite: Database) -> FlaskClient:
    return app_with(sqlite).test_client()


def post(client: FlaskClient, form: dict[str, str], *, url: str = URL, **others: str) -> TestResponse:
    """Post a form to the path of `url`, signed over `url`; `others` are headers that are sent instead."""
    return client.post(
        url.removeprefix(PUBLIC), data=urlencode(form), headers={**headers(ACCOUNT, url, form), **others}
    )


def stored(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Message)).one()


def test_a_signed_message_is_stored_and_answered_with_empty_twiml(
    client: FlaskClient, sqlite: Database
) -> None:
    answer = post(client, text_form(ACCOUNT, "Hola, quería cita"))

    assert (answer.status_code, answer.content_type) == (200, "text/xml; charset=utf-8")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    with sqlite.reading() as session:
        message = session.exec(select(Message)).one()
    assert (message.body, message.kind) == ("Hola, quería cita", "text")


def test_the_worker_is_nudged_once_for_a_message_that_comes_twice(sqlite: Database) -> None:
    app = app_with(sqlite)
    nudges: list[str] = []
    app.extensions["booking_bot"].wake = lambda: nudges.append("wake")
    form = text_form(ACCOUNT, "Hola")

    answers = [post(app.test_client(), form).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert nudges == ["wake"]
    assert stored(sqlite) == 1


def test_the_same_message_twenty_times_at_once_is_stored_once(database: Database) -> None:
    app = app_with(database)
    form = text_form(ACCOUNT, "Hola")
    barrier = threading.Barrier(20)
    answers: list[int] = []

    def deliver() -> None:
        barrier.wait()
        answers.append(post(app.test_client(), form).status_code)

    threads = [threading.Thread(target=deliver) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 20
    assert stored(database) == 1


def test_a_message_outlives_a_database_that_is_started_anew_under_it(on_postgres: Database) -> None:
    cut: list[int] = []

    @sa.event.listens_for(on_postgres.engine, "before_cursor_execute")
    def restart(connection: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO message") and not cut:
            cut.append(connection.connection.driver_connection.info.backend_pid)  # type: ignore[union-attr]
            with on_postgres.engine.connect() as other:
                other.execute(sa.select(sa.func.pg_terminate_backend(cut[0])))

    answer = post(app_with(on_postgres).test_client(), text_form(ACCOUNT, "Hola"))

    assert len(cut) == 1
    assert answer.status_code == 200
    assert stored(on_postgres) == 1


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "header",
    [{}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": "AAAA"}, {"X-Twilio-Signature": "ñ"}],
)
def test_without_a_valid_signature_nothing_is_stored(
    client: FlaskClient, sqlite: Database, route: str, header: dict[str, str]
) -> None:
    answer = client.post(f"/twilio/{route}", data=text_form(ACCOUNT, "Hola"), headers=header)

    assert answer.status_code == 403
    assert stored(sqlite) == 0


def test_what_was_changed_on_the_way_is_refused(client: FlaskClient, sqlite: Database) -> None:
    form = text_form(ACCOUNT, "Hola")
    signature = headers(ACCOUNT, URL, form)
    changed = [
        {**form, "Body": "Anula"},
        {**form, "Extra": "1"},
        {name: value for name, value in form.items() if name != "WaId"},
    ]

    answers = [client.post("/twilio/whatsapp", data=urlencode(one), headers=signature) for one in changed]
    answers.append(client.post("/twilio/whatsapp?a=1", data=urlencode(form), headers=signature))
    answers.append(client.post("/twilio/sms", data=urlencode(form), headers=signature))

    assert [one.status_code for one in answers] == [403] * 5
    assert stored(sqlite) == 0


def test_another_account_is_refused_though_its_signature_is_good(
    client: FlaskClient, sqlite: Database
) -> None:
    form = text_form(ACCOUNT, "Hola", AccountSid="AC" + "9" * 32)
    missing = {name: value for name, value in form.items() if name != "AccountSid"}

    assert [post(client, one).status_code for one in (form, missing)] == [403, 403]
    assert stored(sqlite) == 0


def test_a_proxy_may_claim_what_it_likes(client: FlaskClient, sqlite: Database) -> None:
    form = text_form(ACCOUNT, "Hola")
    answers = [
        post(client, form, **{"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}),
        post(client, form, Host="127.0.0.1:8000"),
        post(client, form, Host="x:99999999"),
        client.post(
            "http://internal:8080/twilio/whatsapp", data=urlencode(form), headers=headers(ACCOUNT, URL, form)
        ),
    ]

    assert [one.status_code for one in answers] == [200] * 4


def test_who_signs_for_the_address_that_the_headers_claim_is_refused(client: FlaskClient) -> None:
    form = text_form(ACCOUNT, "Hola")
    signed_elsewhere = headers(ACCOUNT, "https://evil.example/twilio/whatsapp", form)

    answer = client.post(
        "/twilio/whatsapp",
        data=urlencode(form),
        headers={**signed_elsewhere, "Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("target", ["/twilio/whatsapp?a=%20b&c=%2F&d", "/twilio/whatsapp?q=a+b&q=a+b&e="])
def test_the_query_is_signed_as_it_was_written(client: FlaskClient, target: str) -> None:
    assert post(client, text_form(ACCOUNT, "Hola"), url=PUBLIC + target).status_code == 200


@pytest.mark.parametrize(
    "environ",
    [
        {"RAW_URI": "/twilio/whatsapp?a=%20b"},
        {"RAW_URI": "http://10.0.0.1:8000/twilio/whatsapp?a=%20b"},
        {"RAW_URI": "", "REQUEST_URI": "/twilio/whatsapp?a=%20b"},
        {"RAW_URI": "", "REQUEST_URI": ""},
    ],
)
def test_every_server_tells_the_target_in_its_own_way(sqlite: Database, environ: dict[str, str]) -> None:
    form = text_form(ACCOUNT, "Hola")
    builder = EnvironBuilder(
        "/twilio/whatsapp", query_string="a=%20b", method="POST", data=urlencode(form),
        headers=list(headers(ACCOUNT, f"{URL}?a=%20b", form).items()),
    )  # fmt: skip

    _, status, _ = run_wsgi_app(app_with(sqlite), {**builder.get_environ(), **environ})

    assert status == "200 OK"


def test_a_public_address_may_have_a_path_of_its_own(sqlite: Database) -> None:
    client = app_with(sqlite, public_url="https://example.com/bot").test_client()
    form = text_form(ACCOUNT, "Hola")

    answer = client.post(
        "/twilio/whatsapp",
        data=urlencode(form),
        headers=headers(ACCOUNT, "https://example.com/bot/twilio/whatsapp", form),
    )

    assert answer.status_code == 200


def test_both_tokens_count_while_one_is_replaced(sqlite: Database) -> None:
    client = app_with(sqlite, twilio_auth_token=f"newer, {ACCOUNT.token}").test_client()

    assert post(client, text_form(ACCOUNT, "Hola")).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
def test_while_twilio_is_not_set_up_everything_is_refused(sqlite: Database, route: str) -> None:
    nothing = dict.fromkeys(("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_from", "public_url"))
    client = app_with(sqlite, **nothing).test_client()
    form = text_form(Account(sid="None", token=""), "Hola")

    answer = client.post(
        f"/twilio/{route}",
        data=urlencode(form),
        headers=headers(Account(token=""), f"None/twilio/{route}", form),
    )

    assert answer.status_code == 403


def test_every_route_below_twilio_refuses_what_is_not_signed(client: FlaskClient) -> None:
    rules = [rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/twilio/")]

    answers = {rule.rule: client.post(rule.rule).status_code for rule in rules}

    assert answers == {f"/twilio/{route}": 403 for route in ROUTES}


def test_a_body_beyond_all_measure_is_refused(client: FlaskClient, sqlite: Database) -> None:
    answers = [post(client, text_form(ACCOUNT, "x" * size)).status_code for size in (140_000, 2_000_000)]

    assert answers == [413, 413]
    assert stored(sqlite) == 0


def test_a_signed_form_that_is_no_message_is_ignored(client: FlaskClient, sqlite: Database) -> None:
    answers = [
        post(client, {"AccountSid": ACCOUNT.sid}),
        post(client, {"AccountSid": ACCOUNT.sid}, url=f"{PUBLIC}/twilio/status"),
        post(client, text_form(ACCOUNT, "Hola", From="x" * 500)),
    ]

    assert [one.status_code for one in answers] == [200, 200, 200]
    assert stored(sqlite) == 0


def test_an_sms_opens_a_conversation_of_its_own(client: FlaskClient, sqlite: Database) -> None:
    post(client, text_form(ACCOUNT, "Hola"))
    sms = {
        "MessageSid": "SM" + "5" * 32, "AccountSid": ACCOUNT.sid, "From": "+34600111222",
        "To": "+34900111222", "Body": "Vale", "NumMedia": "0",
    }  # fmt: skip

    post(client, sms, url=f"{PUBLIC}/twilio/sms")

    with sqlite.reading() as session:
        conversations = session.exec(
            select(Conversation.channel, Conversation.address).order_by(col(Conversation.id))
        ).all()
        customers = session.exec(select(Conversation.customer_id).distinct()).all()
    assert list(conversations) == [("whatsapp", "whatsapp:+34600111222"), ("sms", "+34600111222")]
    assert len(customers) == 1


def test_news_of_a_message_that_is_not_ours_is_taken_quietly(client: FlaskClient, sqlite: Database) -> None:
    form = status_form(ACCOUNT, "SM" + "7" * 32, "delivered")

    targets = ["status", "status?o=1-0", "status?o=x", "status?o=99999999999999999999-1", "status?o="]
    answers = [post(client, form, url=f"{PUBLIC}/twilio/{target}").status_code for target in targets]

    assert answers == [200] * 5
    with sqlite.reading() as session:
        assert session.exec(select(func.count()).select_from(Outbox)).one() == 0


odd = st.text(max_size=30)
names = (
    st.sampled_from([*text_form(ACCOUNT, ""), "ButtonPayload", "MediaUrl0", "ErrorCode", "MessageStatus"])
    | odd
)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[FlaskClient]:
    path = tmp_path_factory.mktemp("fuzz") / "fuzz.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield app_with(database).test_client()
    database.dispose()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.dictionaries(names, odd, max_size=8), route=st.sampled_from(ROUTES))
def test_no_signed_form_whatever_brings_it_down(
    fuzzed: FlaskClient, form: dict[str, str], route: str
) -> None:
    whole = {**text_form(ACCOUNT, "Hola"), **form, "AccountSid": ACCOUNT.sid}
    sendable = {
        name.encode("utf-8", "replace").decode(): value.encode("utf-8", "replace").decode()
        for name, value in whole.items()
    }

    assert post(fuzzed, sendable, url=f"{PUBLIC}/twilio/{route}").status_code == 200


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/json",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain; charset=none",
            "ñ",
        ]
    ),
)
def test_no_unsigned_body_whatever_brings_it_down(fuzzed: FlaskClient, body: bytes, kind: str) -> None:
    answer = fuzzed.post("/twilio/whatsapp", data=body, content_type=kind)

    assert answer.status_code == 403


def test_no_log_line_tells_who_wrote_what(
    client: FlaskClient, sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form = text_form(ACCOUNT, "Secreto de Ana")

    post(client, form)
    post(client, form)
    post(client, {**form, "AccountSid": "AC1"})
    client.post("/twilio/whatsapp", data=form)

    assert "stored" in caplog.text
    assert [word for word in ("Secreto", "Ana", "600111222", "1349876543210987") if word in caplog.text] == []
