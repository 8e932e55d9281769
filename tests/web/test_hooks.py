"""Shops post over HTTP; what comes of it is read in the tables: orders, and what their customers are told."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import col, select
from werkzeug.test import TestResponse

from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.models import ConnectionKind, Message, Order, OrderEvent, ShopConnection, ShopEvent, row_id
from booking_bot.services.shops import connections, events
from booking_bot.web import hooks
from booking_bot.wiring import Wiring
from tests.services.lines import open_shop
from tests.services.shops.payloads import FULFILMENT, GENERIC, SHOPIFY, WOO, raw
from tests.shop import NOW

KEY = "0123456789" * 4
WOOCOMMERCE, SHOPIFY_KIND, _, OTHER = ConnectionKind
MINUTE = timedelta(minutes=1)


class Street:
    """A served shop and its connections. `post` signs as the system does, unless told otherwise."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.woken = 0
        settings = Settings(_env_file=None, secret_key=KEY)
        app = Flask("test")
        app.config.update(TESTING=True, MAX_CONTENT_LENGTH=1024 * 1024)
        app.register_blueprint(hooks.blueprint)
        Wiring(settings, database, clock=lambda: self.now, wake=self.wake).attach(app)
        self.client = app.test_client()

    def wake(self) -> None:
        self.woken += 1

    def connect(self, kind: ConnectionKind, *, secret: str = "hush", **more: Any) -> int:
        with self.database.transaction() as session:
            told = {"secret_key": KEY, "by": "owner:1", "now": NOW, "secret": secret, "opt_in": True, **more}
            return row_id(connections.add(session, kind, "Tienda", **told)[0])

    def woo(
        self,
        shop: int,
        body: bytes | dict[str, Any],
        *,
        secret: str = "hush",
        **headers: str,
    ) -> TestResponse:
        data = body if isinstance(body, bytes) else raw(body)
        named = {"X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-Signature": mac(secret, data)}
        return self.client.post(f"/hooks/woocommerce/{shop}", data=data, headers={**named, **headers})

    def shopify(
        self, shop: int, body: dict[str, Any], topic: str = "orders/updated", **headers: str
    ) -> TestResponse:
        data = raw(body)
        named = {"X-Shopify-Topic": topic, "X-Shopify-Hmac-SHA256": mac("hush", data)}
        return self.client.post(f"/hooks/shopify/{shop}", data=data, headers={**named, **headers})

    def other(
        self, shop: int, body: bytes | dict[str, Any], *, late: timedelta = timedelta(0), **headers: str
    ) -> TestResponse:
        data = body if isinstance(body, bytes) else raw(body)
        stamp = str(int((self.now - late).timestamp()))
        signed = hmac.new(b"hush", stamp.encode() + b"." + data, hashlib.sha256).hexdigest()
        named = {"X-Timestamp": stamp, "X-Signature": f"sha256={signed}"}
        return self.client.post(f"/hooks/orders/{shop}", data=data, headers={**named, **headers})

    def understand(self) -> int:
        return events.run_due(self.database, now=self.now)

    def orders(self) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            rows = session.exec(select(Order).order_by(col(Order.id)))
            return [(one.number, one.status.value) for one in rows]

    def told(self) -> list[str]:
        """The first words of what was queued for customers."""
        with self.database.reading() as session:
            return [one.body for one in session.exec(select(Message).order_by(col(Message.id)))]

    def events(self) -> list[ShopEvent]:
        with self.database.reading() as session:
            return list(session.exec(select(ShopEvent).order_by(col(ShopEvent.id))))

    def connection(self, shop: int) -> ShopConnection:
        with self.database.reading() as session:
            return session.get_one(ShopConnection, shop)


def mac(secret: str, data: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), data, hashlib.sha256).digest()).decode()


@pytest.fixture
def street(sqlite: Database) -> Street:
    """Carla, +34 600 111 222, wrote at ten."""
    open_shop(sqlite)
    return Street(sqlite)


def test_an_order_is_stored_and_answered_at_once_and_understood_after(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)

    answer = street.woo(shop, WOO)

    assert (answer.status_code, answer.json, street.woken) == (200, {"status": "received"}, 1)
    assert (street.orders(), street.told()) == ([], [])
    assert street.understand() == 1
    assert (street.orders(), len(street.told())) == ([("727", "received")], 1)
    (event,) = street.events()
    assert (event.body, event.error, event.outcome, event.handled_at) == (None, None, "727: processing", NOW)
    assert street.connection(shop).heard_at == NOW


def test_what_is_said_again_or_too_late_has_no_second_effect(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)
    done = {**WOO, "status": "completed", "date_modified_gmt": "2026-11-23T08:50:00"}

    answers = [street.woo(shop, one) for one in (WOO, WOO, done, WOO, {**WOO, "customer_note": "late"})]
    street.understand()
    street.now += MINUTE
    again = street.woo(shop, done)
    street.understand()

    assert [one.json["status"] for one in (*answers, again)] == [  # type: ignore[index]
        "received", "known", "received", "known", "received", "known"
    ]  # fmt: skip
    assert street.orders() == [("727", "delivered")]
    assert len(street.told()) == 2


def test_two_orders_of_one_second_share_an_id_in_woocommerce_and_are_both_kept(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)

    for number in (1, 2):
        street.woo(shop, {**WOO, "id": number, "number": str(number)}, **{"X-WC-Webhook-Delivery-ID": "same"})
    street.understand()

    assert street.orders() == [("1", "received"), ("2", "received")]


def test_an_order_that_waits_for_its_payment_is_told_of_once_it_is_paid(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)

    street.woo(shop, {**WOO, "status": "pending", "date_modified_gmt": "2026-11-23T08:00:00"})
    street.understand()
    before = (street.orders(), street.told())
    street.woo(shop, WOO)
    street.understand()

    assert before == ([("727", "received")], [])
    assert (street.orders(), len(street.told())) == ([("727", "received")], 1)


def test_a_secret_with_entities_is_signed_with_as_it_reads(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE, secret="a &amp; b")

    assert street.woo(shop, WOO, secret="a & b").status_code == 200


def test_what_is_not_signed_right_is_refused_and_not_stored(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)
    given = {
        "": 401,
        "AAAA": 403,
        "ñ": 403,
        mac("other", raw(WOO)): 403,
        mac("", raw(WOO)): 403,
        mac("hush", raw({**WOO, "total": "0.01"})): 403,
    }

    answers = {one: street.woo(shop, WOO, **{"X-WC-Webhook-Signature": one}) for one in given}

    assert {one: answer.status_code for one, answer in answers.items()} == given
    assert all(answer.is_json for answer in answers.values())
    assert (street.events(), street.woken, street.connection(shop).heard_at) == ([], 0, None)


def test_a_secret_that_was_copied_wrong_is_seen_until_it_is_right(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)

    street.woo(shop, WOO, secret="other")
    wrong = street.connection(shop).error
    street.woo(shop, WOO)

    assert (wrong, street.connection(shop).error) == (events.NO_SIGNATURE, None)


def test_a_secret_that_cannot_be_read_any_more_signs_nothing(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)
    with street.database.transaction() as session:
        session.get_one(ShopConnection, shop).secret = "sealed with another key"

    assert street.woo(shop, WOO, secret="").status_code == 403


def test_one_shops_secret_is_worth_nothing_at_another(street: Street) -> None:
    street.connect(WOOCOMMERCE)
    other = street.connect(WOOCOMMERCE, secret="another")

    assert street.woo(other, WOO).status_code == 403


def test_an_unknown_connection_or_one_of_another_kind_is_not_there(street: Street) -> None:
    street.connect(WOOCOMMERCE)

    answers = [
        street.client.post(f"/hooks/{path}", data=raw(WOO))
        for path in ("woocommerce/2", "shopify/1", "orders/1", "woocommerce/999999999")
    ]

    assert [(one.status_code, one.is_json) for one in answers] == [(404, True)] * 4


def test_a_body_beyond_a_megabyte_is_refused(street: Street) -> None:
    answer = street.woo(street.connect(WOOCOMMERCE), b"x" * (1024 * 1024 + 1))

    assert (answer.status_code, answer.is_json, street.events()) == (413, True, [])


def test_the_unsigned_ping_of_woocommerce_is_a_sign_of_life_and_no_more(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)

    answer = street.client.post(
        f"/hooks/woocommerce/{shop}", data={"webhook_id": "12"}, headers={"X-WC-Webhook-Topic": ""}
    )

    assert (answer.status_code, street.events(), street.connection(shop).heard_at) == (200, [], NOW)


def test_other_topics_are_not_kept(street: Street) -> None:
    answer = street.woo(
        street.connect(WOOCOMMERCE),
        {"id": 1, "email": "ana@example.com"},
        **{"X-WC-Webhook-Topic": "customer.created"},
    )

    assert (answer.json, street.events()) == ({"status": "ignored"}, [])


def test_a_deleted_order_is_put_before_the_owner_and_one_that_nobody_knows_is_not(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)
    street.woo(shop, WOO)
    for number in (727, 728):
        street.woo(shop, {"id": number}, **{"X-WC-Webhook-Topic": "order.deleted"})

    street.understand()

    with street.database.reading() as session:
        (order,) = session.exec(select(Order))
    assert (order.status.value, order.problem) == ("received", "La tienda ha borrado este pedido.")
    assert [one.outcome for one in street.events()] == [
        "727: processing", "727: La tienda ha borrado este pedido.", "Sin cambios en ningún pedido."
    ]  # fmt: skip


def test_a_whole_order_of_shopify_and_its_parcel(street: Street) -> None:
    shop = street.connect(SHOPIFY_KIND)

    street.shopify(shop, SHOPIFY, "orders/create", **{"X-Shopify-Webhook-Id": "1"})
    street.shopify(shop, SHOPIFY, "orders/paid", **{"X-Shopify-Webhook-Id": "2"})
    street.shopify(shop, SHOPIFY, "orders/paid", **{"X-Shopify-Webhook-Id": "2"})
    street.understand()
    street.now += timedelta(hours=1)
    street.shopify(shop, FULFILMENT, "fulfillments/create", **{"X-Shopify-Webhook-Id": "3"})
    street.understand()

    assert street.orders() == [("#9999", "shipped")]
    with street.database.reading() as session:
        order = session.exec(select(Order)).one()
    assert (order.tracking_url, order.tracking_number) == (FULFILMENT["tracking_url"], "123456789")
    assert len(street.told()) == 2
    assert len(street.events()) == 3


def test_the_newer_header_of_shopify_is_understood_too(street: Street) -> None:
    shop = street.connect(SHOPIFY_KIND)
    signed = mac("hush", raw(SHOPIFY))

    answer = street.shopify(shop, SHOPIFY, **{"X-Shopify-Hmac-SHA256": "", "Shopify-Hmac-SHA256": signed})

    assert answer.status_code == 200


def test_nobody_is_told_of_a_test_order_nor_while_the_shop_is_paused(street: Street) -> None:
    shop = street.connect(SHOPIFY_KIND)
    street.shopify(shop, {**SHOPIFY, "test": True})
    street.understand()
    with street.database.transaction() as session:
        connections.pause(session, shop, by="owner:1", now=NOW)
    street.shopify(shop, {**SHOPIFY, "id": 2, "name": "#2"})
    street.understand()

    assert (street.orders(), street.told()) == ([("#9999", "received"), ("#2", "received")], [])


def test_nobody_is_told_of_the_parcel_of_a_test_order_either(street: Street) -> None:
    shop = street.connect(SHOPIFY_KIND)
    street.shopify(shop, {**SHOPIFY, "test": True})
    street.shopify(shop, FULFILMENT, "fulfillments/create")
    street.understand()

    with street.database.reading() as session:
        why = session.exec(select(OrderEvent.silent).order_by(col(OrderEvent.id))).all()
    assert (street.orders(), street.told()) == ([("#9999", "shipped")], [])
    assert why == ["Es un pedido de prueba."] * 2


def test_what_the_shop_says_beside_the_body_dates_a_body_without_a_time(street: Street) -> None:
    shop = street.connect(SHOPIFY_KIND)
    bare = {name: value for name, value in SHOPIFY.items() if name != "updated_at"}
    at = "X-Shopify-Triggered-At"

    street.shopify(shop, {**bare, "fulfillment_status": "fulfilled"}, **{at: "2026-11-23T08:30:00.5Z"})
    street.shopify(shop, {**bare, "note": "late"}, **{at: "2026-11-23T08:20:00Z"})
    street.understand()

    with street.database.reading() as session:
        assert session.exec(select(Order.note)).one() is None


def test_an_order_in_our_own_form(street: Street) -> None:
    shop = street.connect(OTHER)

    answers = [street.other(shop, GENERIC), street.other(shop, GENERIC)]
    street.understand()

    assert [one.json for one in answers] == [{"status": "received"}, {"status": "known"}]
    assert (street.orders(), len(street.told())) == ([("A-1041", "ready")], 1)


def test_a_signature_in_our_own_form_is_good_for_minutes(street: Street) -> None:
    shop = street.connect(OTHER)
    soon = timedelta(0)

    answers = [
        street.other(shop, GENERIC, late=late, **headers).status_code
        for late, headers in (
            (6 * MINUTE, {}), (-6 * MINUTE, {}), (4 * MINUTE, {}), (-4 * MINUTE, {}),
            (soon, {"X-Signature": ""}), (soon, {"X-Timestamp": ""}), (soon, {"X-Timestamp": "1"}),
            (soon, {"X-Signature": "sha256=00"}), (soon, {"X-Timestamp": "9" * 11}),
        )
    ]  # fmt: skip

    assert answers == [403, 403, 200, 200, 401, 401, 403, 403, 403]


def test_whoever_writes_a_program_hears_at_once_what_is_wrong(street: Street) -> None:
    shop = street.connect(OTHER)

    endless = {**GENERIC, "total": "9e999999"}
    never = {**GENERIC, "updated_at": "0001-01-01T00:00:00+14:00"}
    answers = [
        street.other(shop, body) for body in (b"{", b"[]", b'{"number": "7"}', b"\xff", endless, never)
    ]

    assert [(one.status_code, one.json["detail"]) for one in answers] == [  # type: ignore[index]
        (422, "the body is not JSON"),
        (422, "the body is no JSON object"),
        (422, "number and status are needed"),
        (422, "the body is not JSON"),
        (422, "total is no amount such as 24.50"),
        (422, "updated_at is no time such as 2026-11-23T10:15:00+01:00"),
    ]
    assert street.events() == []


def test_one_that_cannot_be_understood_is_shown_and_holds_up_no_other(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)

    for body in (b"<html>", {**WOO, "id": None}, WOO):
        street.woo(shop, body)
    street.understand()

    assert street.orders() == [("727", "received")]
    assert [(one.body, one.error) for one in street.events()] == [
        (None, "La tienda ha mandado algo que no se puede leer."),
        (None, "La tienda ha mandado algo que no se puede leer."),
        (None, None),
    ]


def test_what_fails_for_our_own_sake_is_tried_again_and_given_up_at_last(street: Street) -> None:
    shop = street.connect(WOOCOMMERCE)
    with street.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE business SET timezone = 'Nowhere/Else'")
    with street.database.transaction() as session:
        row = session.get_one(ShopConnection, shop)
        events.receive(session, row, delivery_id="1", topic="order.updated", body=raw(WOO).decode(), now=NOW)

    tries = []
    for wait in (0, 10, 20, 60, 300, 4000, 8000):
        street.now = NOW + timedelta(seconds=wait)
        tries.append(street.understand())

    assert tries == [1, 0, 1, 0, 1, 1, 0]
    (event,) = street.events()
    assert (event.body, event.attempts) == (None, 4)
    assert event.error == "No hemos podido guardar este aviso de la tienda por un fallo nuestro."
