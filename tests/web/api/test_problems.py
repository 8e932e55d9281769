import json
from typing import Any

import pytest
from flask import Flask, abort
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from booking_bot.domain import refusals
from booking_bot.models import Appointment, Business
from booking_bot.web.api.problems import MEANINGS
from tests.web.api.conftest import Answer, Caller, wish

PROBLEM = "application/problem+json"


def test_a_problem_says_what_is_wrong(ask: Caller) -> None:
    answer = ask.get("/availability", service="corte", **{"from": "2026-11-24"})

    assert (answer.status, answer.kind) == (422, PROBLEM)
    assert answer.body == {
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "to field required",
        "errors": {"to": "field required"},
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "", 404),
        ("GET", "/", 404),
        ("GET", "/appointments/", 404),
        ("GET", "/appointments/1/2", 404),
        ("DELETE", "/appointments", 405),
        ("PUT", "/appointments/1", 405),
        ("POST", "/availability", 405),
    ],
)
def test_an_address_that_is_none_is_a_problem_too(ask: Caller, method: str, path: str, status: int) -> None:
    answer = ask(method, path)

    assert (answer.status, answer.kind, answer.body["status"]) == (status, PROBLEM, status)
    if status == 405:
        assert answer.headers["Allow"]


def test_the_application_s_own_pages_for_errors_do_not_show() -> None:
    app = Flask("booking_bot")
    app.register_error_handler(404, lambda error: ("<h1>Página no encontrada</h1>", 404))
    from booking_bot.web import api

    api.register(app)

    @app.get("/page")
    def page() -> str:
        abort(404)

    client = app.test_client()

    assert client.get("/api/v1/nowhere").mimetype == PROBLEM
    assert client.get("/page").mimetype == client.get("/api/v10").mimetype == "text/html"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"service=corte", "application/x-www-form-urlencoded", 415),
        (b"{}", None, 415),
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'"text"', "application/json", 422),
        (b"null", "application/json", 422),
        (b"NaN", "application/json", 422),
        (b"\xff\xfe\xfa", "application/json", 422),
        (b"1" * 5000, "application/json", 422),
        (b"[" * 60_000, "application/json", 422),
        (b'{"note": ' + b"[" * 60_000, "application/json", 422),
        (b'{"note": ' * 950 + b"1" + b"}" * 950, "application/json", 422),
        (b" " * 70_000, "application/json", 413),
        (b" " * 2_000_000, "application/json", 413),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    ask: Caller, body: bytes, kind: str | None, status: int
) -> None:
    for method, path in (("POST", "/appointments"), ("PATCH", "/appointments/1")):
        answer = ask(method, path, data=body, content_type=kind)

        assert (answer.status, answer.kind) == (status, PROBLEM)


def test_without_a_business_the_api_says_so(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.delete(session.exec(select(Business)).one())

    answers = [
        ask.get("/availability", service="corte", **{"from": "2026-11-24", "to": "2026-11-24"}),
        ask.get("/appointments"),
        ask.get("/customers"),
        ask.get("/messages"),
        ask.post("/appointments", wish()),
    ]

    assert {(answer.status, answer.kind) for answer in answers} == {(503, PROBLEM)}


def test_every_refusal_of_the_shop_has_a_meaning_of_its_own() -> None:
    kinds = [one for one in vars(refusals).values() if isinstance(one, type)]
    named = MEANINGS.keys() - {refusals.Refused}

    unnamed = [kind for kind in kinds if issubclass(kind, refusals.Refused) and not named & set(kind.__mro__)]

    assert unnamed == [refusals.Refused]


# Whatever is sent, the answer is an object of ours or a problem, never an error of the program.

texts = st.text(max_size=40) | st.sampled_from(
    [
        "corte",
        "lucia",
        "2026-11-24T10:00:00+01:00",
        "2026-11-24",
        "+34600111222",
        "\x00",
        "booked",
        "cancelled",
    ]
)
# Lone surrogates cannot stand in UTF-8, but JSON can spell them.
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
NAMES = ["service", "start", "staff", "customer", "note", "status", "phone", "name", "opt_in"]
bodies = st.dictionaries(st.sampled_from(NAMES) | texts, values, max_size=6) | st.fixed_dictionaries(
    {name: st.just(value) | values for name, value in wish(staff="lucia", note="x").items()}
)
ours = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def assert_sound(answer: Answer) -> None:
    assert answer.status in {200, 201, 404, 405, 409, 422}
    assert answer.kind == ("application/json" if answer.status < 400 else PROBLEM)


@ours
@given(body=bodies, key=texts)
def test_no_body_breaks_it(ask: Caller, body: dict[str, Any], key: str) -> None:
    ask.without_limits()
    data = json.dumps(body)
    headers = {"Idempotency-Key": "".join(sign for sign in key if sign not in "\r\n" and ord(sign) < 256)}

    for method, path in (("POST", "/appointments"), ("PATCH", "/appointments/1")):
        assert_sound(ask(method, path, data=data, content_type="application/json", headers=headers))


QUERY = ["service", "staff", "from", "to", "phone", "status", "limit", "cursor"]


@ours
@given(
    query=st.dictionaries(st.sampled_from(QUERY) | texts, texts, max_size=5),
    path=st.sampled_from(["/availability", "/appointments", "/customers", "/messages"]),
)
def test_no_query_breaks_it(ask: Caller, query: dict[str, str], path: str) -> None:
    ask.without_limits()
    assert_sound(ask("GET", path, query_string=query))


@ours
@given(path=texts)
def test_no_path_breaks_it(ask: Caller, path: str) -> None:
    ask.without_limits()
    for objects in ("appointments", "customers"):
        assert_sound(ask("GET", f"/{objects}/x{path.replace('/', '')}"))


def test_what_only_postgresql_minds_is_refused_before_it(call: Caller) -> None:
    days = {"from": "2026-11-24", "to": "2026-11-24"}

    answers = [
        call.get("/messages", phone="\x00"),
        call.get("/availability", service="\x00", **days),
        call("GET", "/availability", query_string="service=%ED%A0%80&from=2026-11-24&to=2026-11-24"),
        call.get("/customers/%00"),
        call.get("/customers/ES.%00"),
        call.get("/customers/%ED%A0%80"),
        call.post("/appointments", wish(note="a\x00b")),
        call.post("/appointments", wish(note="\ud800")),
        call.get("/appointments/2147483648"),
    ]

    assert [answer.status for answer in answers] == [422, 422, 422, 404, 404, 404, 422, 422, 404]
    with call.database.reading() as session:
        assert session.exec(select(Appointment)).all() == []
