import json
import re

import pytest
from flask import Flask
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import ApiToken, Audit, HookTelling, Subscription, TellingStatus
from booking_bot.services import tokens
from booking_bot.services.hooks import sending
from tests.agenda.test_statements import counted
from tests.shop import NOW
from tests.web.house import STAFF, Visitor

PAGE = "/admin/api/"
ERP = "/admin/api/avisos/1"
URL = "https://erp.example/avisos"
KEY = "0123456789" * 4


def secret_on(visitor: Visitor, page: str = PAGE) -> str:
    found = re.search(r'id="made" readonly value="([^"]+)"', visitor.get(page).text)
    return found[1] if found else ""


def subscribe(visitor: Visitor, *events: str, url: str = URL) -> int:
    fields = {"csrf_token": visitor.token(PAGE), "name": "El ERP", "url": url, "events": list(events)}
    return visitor.client.post("/admin/api/avisos", data=fields).status_code


@pytest.mark.parametrize(
    ("may", "scopes"), [("todo", ["read", "write"]), ("ver", ["read"]), ("pedidos", ["orders"])]
)
def test_a_program_is_let_in_by_a_key_that_is_shown_once(
    carmen: Visitor, sqlite: Database, may: str, scopes: list[str]
) -> None:
    carmen.post("/admin/api/claves", page=PAGE, name=" La  web ", may=may)

    token, again = secret_on(carmen), secret_on(carmen)

    assert again == ""
    with sqlite.reading() as session:
        assert tokens.find(session, token) == (1, frozenset(scopes))
        assert session.exec(select(ApiToken.name)).one() == "La web"
    assert "La web" in carmen.get(PAGE).text


def test_a_key_that_is_taken_back_opens_nothing_and_twice_is_once(
    app: Flask, carmen: Visitor, sqlite: Database
) -> None:
    carmen.post("/admin/api/claves", page=PAGE, name="La web", may="todo")
    headers = {"Authorization": f"Bearer {secret_on(carmen)}"}
    before = app.test_client().get("/api/v1/customers", headers=headers).status_code

    for _ in range(2):
        carmen.post("/admin/api/claves/1/quitar", page=PAGE)

    assert (before, app.test_client().get("/api/v1/customers", headers=headers).status_code) == (200, 401)
    with sqlite.reading() as session:
        verbs = session.exec(select(Audit.verb).where(col(Audit.object_kind) == "token")).all()
    assert verbs == ["added", "revoked"]


def test_a_nameless_program_is_asked_for_its_name(carmen: Visitor, sqlite: Database) -> None:
    answer = carmen.post("/admin/api/claves", page=PAGE, name=" ", may="todo")

    assert (answer.status_code, "Ponle un nombre" in answer.text) == (422, True)
    with sqlite.reading() as session:
        assert session.exec(select(ApiToken)).all() == []


def test_a_program_is_told_from_then_on_with_a_secret_that_is_shown_once(
    carmen: Visitor, sqlite: Database
) -> None:
    subscribe(carmen, "appointment.booked", "order.ready")

    secret, again = secret_on(carmen, ERP), secret_on(carmen, ERP)
    carmen.post(f"{ERP}/prueba", page=ERP)

    assert (secret[:6], again) == ("whsec_", "")
    with sqlite.transaction() as session:
        (claimed,) = sending.claim(session, NOW, limit=9, secret_key=KEY)
        events = session.exec(select(Subscription.events)).one()
    assert (claimed.url, claimed.secret, claimed.event) == (URL, secret, "test")
    assert json.loads(claimed.body)["data"] == {"message": "Esto es una prueba."}
    assert events == ["appointment.booked", "order.ready"]


@pytest.mark.parametrize(
    ("url", "events", "fault"),
    [
        ("http://erp.example/", ["order.ready"], "empiece por https://"),
        ("erp", ["order.ready"], "empiece por https://"),
        (URL, [], "Elige al menos una cosa"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_what_was_typed_stays(
    carmen: Visitor, sqlite: Database, url: str, events: list[str], fault: str
) -> None:
    fields = {"csrf_token": carmen.token(PAGE), "name": "El ERP", "url": url, "events": events}
    answer = carmen.client.post("/admin/api/avisos", data=fields)

    assert (answer.status_code, fault in answer.text, 'value="El ERP"' in answer.text) == (422, True, True)
    with sqlite.reading() as session:
        assert session.exec(select(Subscription)).all() == []


def test_what_it_is_told_of_can_be_changed(carmen: Visitor, sqlite: Database) -> None:
    subscribe(carmen, "appointment.booked")

    carmen.post(ERP, page=ERP, name="Almacén", url=f"{URL}/2", events="message.received")

    with sqlite.reading() as session:
        row = session.exec(select(Subscription)).one()
    assert (row.name, row.url, row.events) == ("Almacén", f"{URL}/2", ["message.received"])


def test_what_did_not_arrive_is_shown_with_its_reason_and_sent_again(
    carmen: Visitor, sqlite: Database
) -> None:
    subscribe(carmen, "appointment.booked")
    carmen.post(f"{ERP}/prueba", page=ERP)
    with sqlite.transaction() as session:
        telling = session.exec(select(HookTelling)).one()
        telling.status, telling.error, telling.attempts = TellingStatus.FAILED, "No contesta nadie.", 10
    shown = carmen.get(ERP).text

    carmen.post("/admin/api/avisos/enviados/1/otra-vez", page=ERP)

    assert "No llegó: No contesta nadie." in shown
    with sqlite.reading() as session:
        telling = session.exec(select(HookTelling)).one()
    assert (telling.status, telling.attempts, telling.error) == (TellingStatus.WAITING, 0, None)


def test_one_that_was_stopped_is_started_again_and_one_that_is_removed_is_gone(
    carmen: Visitor, sqlite: Database
) -> None:
    subscribe(carmen, "appointment.booked")
    carmen.post(f"{ERP}/prueba", page=ERP)
    with sqlite.transaction() as session:
        session.exec(select(Subscription)).one().active = False
    stopped = carmen.get(PAGE).text

    carmen.post(f"{ERP}/activar", page=ERP)
    with sqlite.reading() as session:
        active = session.exec(select(Subscription.active)).one()
    carmen.post(f"{ERP}/quitar", page=ERP)

    assert ("Parado" in stopped, active) == (True, True)
    with sqlite.reading() as session:
        assert session.exec(select(Subscription)).all() == []
        assert session.exec(select(HookTelling)).all() == []
    assert carmen.get(ERP).status_code == 404


def test_the_page_is_the_owners_alone(app: Flask) -> None:
    lucia = Visitor(app)
    lucia.sign_in(STAFF)

    assert {lucia.get(path).status_code for path in (PAGE, ERP)} == {403}


def test_the_pages_take_as_many_statements_whatever_they_hold(carmen: Visitor, sqlite: Database) -> None:
    subscribe(carmen, "appointment.booked")
    carmen.post("/admin/api/claves", page=PAGE, name="La web", may="todo")
    carmen.post(f"{ERP}/prueba", page=ERP)
    for path in (PAGE, ERP):
        carmen.get(path)
    with counted(sqlite) as few:
        for path in (PAGE, ERP):
            carmen.get(path)
    for number in range(3):
        subscribe(carmen, "order.ready", url=f"{URL}{number}")
        carmen.post(f"{ERP}/prueba", page=ERP)
        carmen.get(PAGE)

    with counted(sqlite) as many:
        for path in (PAGE, ERP):
            carmen.get(path)

    assert len(many) == len(few)
