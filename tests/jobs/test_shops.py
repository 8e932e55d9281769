"""Shops that are asked: by http, over a stand-in, and what comes of it in the tables."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from booking_bot.channels import prestashop, woocommerce
from booking_bot.channels.outside import Outside
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.jobs.shops import Shops
from booking_bot.models import ConnectionKind, Message, Order, ShopConnection, ShopEvent
from booking_bot.services.shops import connections, events
from booking_bot.wiring import Wiring
from tests.channels.asked_shop import AskedShop
from tests.services.lines import open_shop
from tests.services.shops.payloads import PRESTASHOP, WOO
from tests.shop import NOW

KEY = "0123456789" * 4
MINUTE = timedelta(minutes=1)
NAMES = [{"id": "1", "value": "Enviado"}, {"id": "2", "value": "Sent"}]
SHIPPED = {**PRESTASHOP["state"], "id": 4, "name": NAMES, "shipped": "1"}


class Town:
    """A worker that asks one shop of that kind, with a clock of its own."""

    def __init__(self, database: Database, shop: AskedShop, kind: ConnectionKind, key: str) -> None:
        self.database, self.shop, self.now, self.woken = database, shop, NOW, 0
        with database.transaction() as session:
            row, _ = connections.add(
                session, kind, "Flores", secret_key=KEY, by="owner:1", now=NOW, opt_in=True,
                url="https://flores.example.com", key=key,
            )  # fmt: skip
            row.url = shop.url  # which no owner may enter
        parts = Wiring(Settings(_env_file=None, secret_key=KEY), database, clock=lambda: self.now)
        outside = Outside(private=True, deadline=timedelta(seconds=5))
        self.asking = Shops(parts, on_progress=self.wake, outside=outside)

    def wake(self) -> None:
        self.woken += 1

    def ask(self, later: timedelta = timedelta(0)) -> int:
        """How many orders were new; they are understood at once."""
        self.now += later
        new = self.asking.ask()
        events.run_due(self.database, now=self.now)
        return new

    def connection(self) -> ShopConnection:
        with self.database.reading() as session:
            return session.exec(select(ShopConnection)).one()

    def orders(self) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            rows = session.exec(select(Order).order_by(col(Order.id)))
            return [(one.number, one.status.value) for one in rows]

    def told(self) -> int:
        with self.database.reading() as session:
            return len(session.exec(select(Message)).all())


@contextmanager
def prestashop_at(database: Database) -> Iterator[Town]:
    open_shop(database)
    answers = {
        "orders": [PRESTASHOP["order"]], "order_states": [PRESTASHOP["state"], SHIPPED],
        "addresses": [{**PRESTASHOP["address"], "phone_mobile": "600111222", "id_country": "6"}],
        "customers": [PRESTASHOP["customer"]], "order_carriers": [PRESTASHOP["carrier"]],
        "countries": [{"id": 6, "iso_code": "ES"}], "currencies": [{"id": 1, "iso_code": "EUR"}],
    }  # fmt: skip
    with AskedShop("ABC:", answers) as shop:
        yield Town(database, shop, ConnectionKind.PRESTASHOP, "ABC")


def changed(at: str, state: int = 4) -> dict[str, Any]:
    return {**PRESTASHOP["order"], "current_state": str(state), "date_upd": at}


def test_the_first_time_nobody_is_told_and_then_whoever_it_is_for(sqlite: Database) -> None:
    with prestashop_at(sqlite) as town:
        first = (town.ask(), town.orders(), town.told(), town.woken)
        town.shop.answers["orders"] = [changed("2026-11-23 10:02:00")]
        soon = town.ask(MINUTE)
        then = (town.ask(2 * MINUTE), town.orders(), town.told())
        again = (town.ask(3 * MINUTE), town.told())

    assert first == (1, [("XKBKNABJK", "preparing")], 0, 1)
    assert soon == 0
    assert then == (1, [("XKBKNABJK", "shipped")], 1)
    assert again == (0, 1)


def test_prestashop_is_asked_for_what_changed_by_its_own_clock(sqlite: Database) -> None:
    with prestashop_at(sqlite) as town:
        town.ask()
        town.ask(3 * MINUTE)

    asked = town.shop.asked
    first, second = (query for path, query in asked if path == "/api/orders")
    assert first["filter[date_upd]"] == "[2026-10-24 09:59:00,2026-11-24 10:00:00]"
    assert second == {
        "display": "full", "date": "1", "filter[date_upd]": "[2026-11-23 09:14:00,2026-11-24 10:03:00]",
        "sort": "[id_ASC]", "limit": "0,100", "output_format": "JSON",
    }  # fmt: skip
    assert [path.rpartition("/")[2] for path, _ in asked[:7]] == [
        "orders", "order_states", "addresses", "customers", "countries", "currencies", "order_carriers"
    ]  # fmt: skip
    assert [query["filter[id]"] for path, query in asked[:7] if "filter[id]" in query] == [
        "[4]",
        "[1]",
        "[6]",
        "[1]",
    ]


def test_the_clock_of_prestashop_may_be_hours_behind_and_what_it_repeats_is_no_news(sqlite: Database) -> None:
    with prestashop_at(sqlite) as town:
        town.shop.answers["orders"] = [changed("2026-11-23 03:00:00", state=3)]
        first = town.ask()
        town.shop.answers["orders"] = [changed("2026-11-23 03:03:00")]
        then = town.ask(3 * MINUTE)
        heard = town.now
        again = town.ask(3 * MINUTE)

    edges = [query["filter[date_upd]"] for path, query in town.shop.asked if path == "/api/orders"]
    assert [one[1:20] for one in edges[1:]] == ["2026-11-23 02:59:00", "2026-11-23 03:02:00"]
    assert (first, then, again, town.told()) == (1, 1, 0, 1)
    assert town.connection().heard_at == heard


def test_of_the_hour_that_the_clock_shows_twice_nothing_is_left_out() -> None:
    since = datetime(2026, 10, 25, 0, 59, tzinfo=UTC)
    with AskedShop("ABC:", {}) as shop:
        outside = Outside(private=True)
        list(
            prestashop.changed(
                outside,
                shop.url,
                "ABC",
                since=since,
                until=since + 3 * MINUTE,
                zone=ZoneInfo("Europe/Madrid"),
            )
        )

    (_, query), = shop.asked  # fmt: skip
    assert query["filter[date_upd]"] == "[2026-10-25 01:58:00,2026-10-26 02:02:00]"


def test_of_a_customer_of_prestashop_no_more_is_kept_than_is_of_use(sqlite: Database) -> None:
    with prestashop_at(sqlite) as town:
        town.shop.answers["customers"] = [{**PRESTASHOP["customer"], "passwd": "$2y$10$abc"}]
        town.shop.answers["addresses"] = [{**PRESTASHOP["address"], "address1": "Calle Mayor 1"}]
        town.asking.ask()

    with sqlite.reading() as session:
        body = json.loads(session.exec(select(ShopEvent.body)).one() or "")
    assert body["customer"] == {"firstname": "Ana", "lastname": "Ruiz", "email": "ana@example.com"}
    assert body["address"] == {
        "firstname": "Ana", "lastname": "Ruiz", "phone_mobile": "", "phone": "600111444"
    }  # fmt: skip


def test_a_fault_of_ours_at_one_shop_is_shown_and_the_next_is_asked_all_the_same(sqlite: Database) -> None:
    def breaks(*_: object) -> Iterator[dict[str, Any]]:
        raise ValueError("Carla")

    with prestashop_at(sqlite) as town:
        with sqlite.transaction() as session:
            connections.add(
                session, ConnectionKind.WOOCOMMERCE, "Taza", secret_key=KEY, by="owner:1", now=NOW,
                url="https://taza.example.com", key="ck_1:cs_2",
            )  # fmt: skip
        town.asking.ways = {
            ConnectionKind.PRESTASHOP: breaks, ConnectionKind.WOOCOMMERCE: lambda *_: iter([WOO])
        }  # fmt: skip
        found = (town.ask(), town.orders())

    with sqlite.reading() as session:
        errors = session.exec(select(ShopConnection.error).order_by(col(ShopConnection.id))).all()
    assert found == (1, [("727", "received")])
    assert errors == ["No hemos podido leer lo que contesta la tienda. Volvemos a probar solos.", None]


def test_half_an_emoji_in_an_order_stops_nothing(sqlite: Database) -> None:
    open_shop(sqlite)
    with AskedShop("ck_1:cs_2", {"orders": [{**WOO, "customer_note": "Gracias \ud83d"}]}) as shop:
        town = Town(sqlite, shop, ConnectionKind.WOOCOMMERCE, "ck_1:cs_2")
        found = (town.ask(), town.orders())

    assert found == (1, [("727", "received")])


def test_woocommerce_is_asked_too_where_its_telling_may_have_failed(sqlite: Database) -> None:
    open_shop(sqlite)
    with AskedShop("ck_1:cs_2", {"orders": [WOO]}) as shop:
        town = Town(sqlite, shop, ConnectionKind.WOOCOMMERCE, "ck_1:cs_2")
        first = (town.ask(), town.told())
        shop.answers["orders"] = [{**WOO, "status": "completed", "date_modified_gmt": "2026-11-23T09:05:00"}]
        then = (town.ask(15 * MINUTE), town.told())

    assert (first, then, town.orders()) == ((1, 0), (1, 1), [("727", "delivered")])
    path, query = shop.asked[1]
    assert (path, query["modified_after"], query["dates_are_gmt"]) == (
        "/wp-json/wc/v3/orders", "2026-11-23T08:59:00", "true"
    )  # fmt: skip


@pytest.mark.parametrize("many", [250, 200])
def test_all_pages_are_asked_for(many: int) -> None:
    rows = [{"id": number, "status": "processing"} for number in range(1, many + 1)]
    orders = [{"id": number} for number in range(1, many + 1)]
    since = until = datetime(2026, 11, 23, tzinfo=NOW.tzinfo)
    outside = Outside(private=True)
    with AskedShop("ck_1:cs_2", {"orders": rows}) as woo, AskedShop("ABC:", {"orders": orders}) as presta:
        found = list(woocommerce.changed(outside, woo.url, "ck_1:cs_2", since=since))
        others = list(
            prestashop.changed(outside, presta.url, "ABC", since=since, until=until, zone=NOW.tzinfo)  # type: ignore[arg-type]
        )

    assert found == rows
    assert [one["order"] for one in others] == orders


def test_why_a_shop_does_not_answer_is_said_and_nothing_is_lost(sqlite: Database) -> None:
    with prestashop_at(sqlite) as town:
        said = []
        for status in (401, 404, 503, 301, 418):
            town.shop.status = status
            town.ask(3 * MINUTE)
            said.append(town.connection().error)
        failing = town.connection()
        town.shop.status = 200
        town.ask(3 * MINUTE)

    assert said == [
        "La tienda no acepta la clave. Mira que esté bien copiada y que pueda leer los pedidos.",
        "La dirección no lleva a la tienda, o tiene apagado el acceso para otros programas.",
        "La tienda está ocupada o en mantenimiento (503). Volvemos a probar solos.",
        "La tienda manda a otra dirección (https://www.flores.example.com/). "
        "Pon esa, tal como sale en el navegador.",
        "La tienda contesta algo que no son pedidos (418).",
    ]
    assert failing.asked_until is None
    assert town.connection().error is None
    assert town.orders() == [("XKBKNABJK", "preparing")]


def test_a_paused_shop_is_not_asked_and_what_happened_meanwhile_is_told_to_nobody(sqlite: Database) -> None:
    with prestashop_at(sqlite) as town:
        town.ask()
        with sqlite.transaction() as session:
            connections.pause(session, 1, by="owner:1", now=town.now)
        town.shop.answers["orders"] = [changed("2026-11-23 10:02:00")]
        paused = town.ask(10 * MINUTE)
        with sqlite.transaction() as session:
            connections.resume(session, 1, by="owner:1", now=town.now)
        resumed = town.ask()

    assert (paused, resumed, town.orders(), town.told()) == (0, 1, [("XKBKNABJK", "shipped")], 0)
