import json
import re

from flask import Flask
from sqlalchemy import event
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.orders import OrderStatus
from booking_bot.models import Audit, ConnectionKind, Order, ShopConnection
from booking_bot.services.shops import connections, events, generic
from booking_bot.services.shops.told import Place
from booking_bot.web.admin.connection_words import EXAMPLE
from tests.shop import MADRID, NOW
from tests.web.house import STAFF, Visitor

LIST = "/admin/conexiones/"


def stored(database: Database) -> ShopConnection:
    with database.reading() as session:
        return session.exec(select(ShopConnection)).one()


def secret_key(app: Flask) -> str:
    return str(app.extensions["booking_bot"].settings.secret_key.get_secret_value())


def connect(app: Flask, database: Database, kind: ConnectionKind = ConnectionKind.WOOCOMMERCE) -> None:
    with database.transaction() as session:
        connections.add(session, kind, "Flores", secret_key=secret_key(app), by="owner:1", now=NOW)


def test_a_shop_is_connected_and_its_secret_shown_once(app: Flask, carmen: Visitor, sqlite: Database) -> None:
    made = carmen.post(f"{LIST}nueva/woocommerce", name="Flores", opt_in="y")
    first, again = carmen.get(made.location), carmen.get(made.location)

    row = stored(sqlite)
    secret = connections.secret_of(row, secret_key(app))
    assert (made.status_code, row.name, row.opt_in) == (303, "Flores", True)
    assert secret in first.text
    assert secret not in again.text
    assert f"/hooks/woocommerce/{row.id}" in again.text
    assert "Flores" in carmen.get(LIST).text


def test_what_is_wrong_stands_at_its_field(carmen: Visitor, sqlite: Database) -> None:
    way = {"name": "X", "url": "https://x.example.com", "key": "K"}
    wrong = (
        ("woocommerce", {"name": " "}, "Ponle un nombre"),
        ("prestashop", {**way, "url": "http://x.example.com"}, "Escribe la dirección"),
        ("prestashop", {**way, "url": ""}, "Escribe la dirección"),
        ("prestashop", {**way, "key": ""}, "Pega la clave"),
    )

    pages = [carmen.post(f"{LIST}nueva/{system}", **typed) for system, typed, _ in wrong]

    assert [
        (page.status_code, fault in page.text) for page, (_, _, fault) in zip(pages, wrong, strict=True)
    ] == [(200, True)] * 4
    with sqlite.reading() as session:
        assert session.exec(select(ShopConnection)).all() == []


def test_shopifys_own_key_is_pasted_and_another_secret_of_ours_is_shown(
    app: Flask, carmen: Visitor, sqlite: Database
) -> None:
    connect(app, sqlite, ConnectionKind.SHOPIFY)

    carmen.post(f"{LIST}1/secreto", secret="")
    before = connections.secret_of(stored(sqlite), secret_key(app))
    carmen.post(f"{LIST}1/secreto", secret=" shpss_1 ")

    assert before != connections.secret_of(stored(sqlite), secret_key(app)) == "shpss_1"
    assert "shpss_1" not in carmen.get(f"{LIST}1").text


def test_a_new_secret_replaces_the_old_one(app: Flask, carmen: Visitor, sqlite: Database) -> None:
    connect(app, sqlite)
    before = connections.secret_of(stored(sqlite), secret_key(app))

    page = carmen.get(carmen.post(f"{LIST}1/secreto").location)

    after = connections.secret_of(stored(sqlite), secret_key(app))
    assert (after != before, after in page.text) == (True, True)


def test_the_way_to_ask_is_changed_and_an_empty_key_stays(
    app: Flask, carmen: Visitor, sqlite: Database
) -> None:
    connect(app, sqlite)
    way = {"name": "Flores y más", "url": "flores.example.com", "key": "ck_1:cs_2"}

    carmen.post(f"{LIST}1", **way)
    carmen.post(f"{LIST}1", **{**way, "key": "", "opt_in": "y"})

    row = stored(sqlite)
    assert (row.name, row.url, row.opt_in) == ("Flores y más", "https://flores.example.com", True)
    assert connections.key_of(row, secret_key(app)) == "ck_1:cs_2"


def test_its_words_may_mean_something_else(app: Flask, carmen: Visitor, sqlite: Database) -> None:
    connect(app, sqlite)
    with sqlite.transaction() as session:
        session.add(
            Order(
                number="1", number_key="1", connection_id=1, external_id="1", status=OrderStatus.RECEIVED,
                currency="EUR", shop_status="pintando", created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
    chosen = {"estado:pintando": "preparing", "estado:completed": "-", "estado:processing": "",
              "estado:unheard": "ready", "estado:failed": "nonsense"}  # fmt: skip

    page = carmen.get(f"{LIST}1/estados")
    carmen.post(f"{LIST}1/estados", **chosen)
    carmen.post(f"{LIST}1/estados", **{"estado:refunded": "cancelled"})

    assert "pintando" in page.text
    assert stored(sqlite).states == {"pintando": "preparing", "completed": "", "refunded": "cancelled"}


def test_a_shop_is_paused_and_goes_on(app: Flask, carmen: Visitor, sqlite: Database) -> None:
    connect(app, sqlite)

    carmen.post(f"{LIST}1/pausa")
    paused = (stored(sqlite).active, "En pausa" in carmen.get(LIST).text)
    carmen.post(f"{LIST}1/seguir")

    assert (paused, stored(sqlite).active) == ((False, True), True)
    with sqlite.reading() as session:
        told = session.exec(select(Audit.verb).where(col(Audit.object_kind) == "shop")).all()
    assert told == ["added", "paused", "resumed"]


def test_how_it_is_with_a_shop_is_said(app: Flask, carmen: Visitor, sqlite: Database) -> None:
    connect(app, sqlite)
    connect(app, sqlite)
    with sqlite.transaction() as session:
        first, second = session.exec(select(ShopConnection))
        first.error, first.error_at = "La tienda no acepta la clave.", NOW
        second.created_at = second.heard_at = NOW.replace(month=10)
        for number, body in enumerate(('{"id": 7}', "no JSON")):
            events.receive(session, first, delivery_id=str(number), topic="order.deleted", body=body, now=NOW)
    events.run_due(sqlite, now=NOW)

    listed, one = carmen.get(LIST).text, carmen.get(f"{LIST}1").text

    assert "La tienda no acepta la clave." in listed
    assert "1 aviso no se pudo leer" in listed
    assert "El último aviso llegó hace 31 días" in listed
    assert [text in one for text in ("Sin cambios en ningún pedido.", "que no se puede leer")] == [True, True]


def test_more_shops_and_more_tellings_ask_for_no_more_statements(
    app: Flask, carmen: Visitor, sqlite: Database
) -> None:
    def statements(path: str) -> int:
        said: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            said.append(statement)

        event.listen(sqlite.engine, "before_cursor_execute", note)
        carmen.get(path)
        event.remove(sqlite.engine, "before_cursor_execute", note)
        return len([one for one in said if re.match("SELECT", one)])

    connect(app, sqlite)
    few = [statements(path) for path in (LIST, f"{LIST}1")]
    for number in range(5):
        connect(app, sqlite)
        with sqlite.transaction() as session:
            row = session.get_one(ShopConnection, 1)
            events.receive(session, row, delivery_id=str(number), topic="order", body="{", now=NOW)

    assert [statements(path) for path in (LIST, f"{LIST}1")] == few


def test_what_was_sealed_with_another_key_is_to_be_put_in_again(
    app: Flask, carmen: Visitor, sqlite: Database
) -> None:
    connect(app, sqlite)
    with sqlite.transaction() as session:
        session.exec(select(ShopConnection)).one().secret = "sealed with another key"

    assert "ya no se puede leer" in carmen.get(LIST).text


def test_the_example_that_programs_are_given_is_right() -> None:
    told = generic.read(json.loads(EXAMPLE), "", Place("ES", MADRID, "EUR"))

    assert told is not None
    assert (told.draft.number, told.state, len(json.loads(EXAMPLE))) == ("A-1041", "ready", 10)


def test_shops_are_the_owners_alone(app: Flask, stranger: Visitor, sqlite: Database) -> None:
    connect(app, sqlite)
    stranger.sign_in(STAFF)

    assert [stranger.get(path).status_code for path in (LIST, f"{LIST}1")] == [403, 403]


def test_a_shop_that_is_not_there_is_no_page(carmen: Visitor) -> None:
    assert [carmen.get(f"{LIST}{one}").status_code for one in ("7", "nueva/ebay")] == [404, 404]
