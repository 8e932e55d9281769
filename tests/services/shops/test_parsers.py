"""What each system's payloads mean."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_bot.domain.orders import Item, OrderDraft, OrderStatus
from booking_bot.models import ConnectionKind
from booking_bot.services.shops import generic, prestashop, shopify, states, woocommerce
from booking_bot.services.shops.told import Place, Told, Unreadable
from tests.services.shops.payloads import FULFILMENT, GENERIC, PRESTASHOP, SHOPIFY, WOO
from tests.shop import MADRID

PLACE = Place("ES", MADRID, "EUR")
LINK = "https://carrier.example.com/1"


def of(kind: ConnectionKind, payload: Mapping[str, Any], topic: str = "order.updated") -> Told:
    told = states.KINDS[kind].read(payload, topic, PLACE)
    assert told is not None
    return told


def status(kind: ConnectionKind, payload: Mapping[str, Any]) -> str:
    return states.status_of(of(kind, payload), kind, {}) or ""


def woo(**changes: Any) -> Told:
    return of(ConnectionKind.WOOCOMMERCE, {**WOO, **changes})


def test_an_order_of_woocommerce() -> None:
    assert woo() == Told(
        OrderDraft(
            number="727", status=None, phone="+34600111222", name="Ana Ruiz", email="ana@example.com",
            items=(Item("Taza – azul", 2, 968),), total_cents=2935, currency="EUR",
            note="Sin lazo, por favor", problem="", external_id="727", shop_status="processing",
            updated_at=datetime(2026, 11, 23, 8, 28, 8, tzinfo=UTC),
        ),
        state="processing",
    )  # fmt: skip


def test_the_price_of_one_is_with_tax_where_the_shop_shows_it_so() -> None:
    line = {"name": "Taza", "quantity": 2, "price": 10, "total": "20.00", "total_tax": "4.20"}

    found = [woo(line_items=[line], prices_include_tax=shown).draft.items for shown in (True, False)]

    assert found == [(Item("Taza", 2, 1210),), (Item("Taza", 2, 1000),)]


def test_an_order_of_shopify() -> None:
    assert of(ConnectionKind.SHOPIFY, SHOPIFY) == Told(
        OrderDraft(
            number="#9999", status=None, phone="+34600111333", name="John", email="jon@example.com",
            items=(Item("IPod Nano - 8GB", 1, 19900),), total_cents=40300, currency="EUR", problem="",
            external_id="820982911946154508", shop_status="paid",
            updated_at=datetime(2026, 11, 23, 8, 55, 6, tzinfo=UTC),
        ),
        state="paid",
    )  # fmt: skip


def test_a_fulfilment_of_shopify_says_something_of_an_order_that_is_known() -> None:
    assert of(ConnectionKind.SHOPIFY, FULFILMENT, "fulfillments/create") == Told(
        OrderDraft(
            number="", status=None, tracking_url="https://www.tnt.com/track?n=123456789",
            tracking_number="123456789", problem="", external_id="820982911946154508",
            shop_status="fulfilled", updated_at=datetime(2026, 11, 23, 9, 55, 6, tzinfo=UTC),
        ),
        state="fulfilled",
    )  # fmt: skip


def test_an_order_of_prestashop() -> None:
    assert of(ConnectionKind.PRESTASHOP, PRESTASHOP) == Told(
        OrderDraft(
            number="XKBKNABJK", status=None, phone="+34600111444", name="Ana Ruiz", email="ana@example.com",
            items=(Item("Taza", 2, 1290),), total_cents=5866, currency="EUR", tracking_number="PK123",
            problem="", external_id="5", shop_status="Preparación en curso",
            updated_at=datetime(2026, 11, 23, 8, 15, tzinfo=UTC),
        ),
        state="Preparación en curso",
        guess="preparing",
    )  # fmt: skip


def test_an_order_of_any_other_system() -> None:
    assert of(ConnectionKind.GENERIC, GENERIC) == Told(
        OrderDraft(
            number="A-1041", status=None, phone="+34600111555", name="Ana Ruiz",
            items=(Item("Tarta de queso", 1, 2450),), total_cents=2450, currency="EUR", problem="",
            external_id="A-1041", shop_status="ready", opt_in=True,
            updated_at=datetime(2026, 11, 23, 9, 15, tzinfo=UTC),
        ),
        state="ready",
    )  # fmt: skip


def test_what_is_left_out_is_not_said() -> None:
    told = of(ConnectionKind.GENERIC, {"number": "7", "status": "Shipped"})

    assert told.draft == OrderDraft("7", None, problem="", external_id="7", shop_status="shipped")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("pending", ""), ("on-hold", "received"), ("processing", "received"), ("wc-processing", "received"),
        ("ready-for-pickup", "ready"), ("completed", "delivered"), ("cancelled", "cancelled"),
        ("refunded", "refunded"), ("failed", ""), ("trash", ""), ("wc-shipped", "shipped"), ("pintando", ""),
    ],
)  # fmt: skip
def test_the_states_of_woocommerce(word: str, meant: str) -> None:
    assert status(ConnectionKind.WOOCOMMERCE, {**WOO, "status": word}) == meant


def test_what_the_owner_says_of_a_word_counts_more_than_what_is_usual() -> None:
    own = {"completed": "shipped", "processing": "", "pintando": "preparing", "odd": "nonsense"}

    meant = [
        states.status_of(woo(status=word), ConnectionKind.WOOCOMMERCE, own)
        for word in ("completed", "processing", "pintando", "odd", "cancelled")
    ]

    assert meant == [OrderStatus.SHIPPED, None, OrderStatus.PREPARING, None, OrderStatus.CANCELLED]


def test_an_unfinished_purchase_is_no_order_and_a_deleted_one_a_problem() -> None:
    assert woocommerce.read({**WOO, "status": "checkout-draft"}, "order.created", PLACE) is None
    assert woocommerce.read({"id": 727}, "order.deleted", PLACE) == Told(
        OrderDraft("", None, external_id="727", problem="La tienda ha borrado este pedido."), state=None
    )
    assert woo(status="failed").draft.problem == "El pago ha fallado."


@pytest.mark.parametrize(
    "meta",
    [
        [{"key": "_wc_shipment_tracking_items",
          "value": [{"custom_tracking_link": "", "tracking_link": LINK, "tracking_number": "P1"}]}],
        [{"key": "_tracking_url", "value": LINK}, {"key": "_tracking_number", "value": "P1"}],
    ],
)  # fmt: skip
def test_where_the_parcel_is_stands_in_what_plug_ins_add(meta: list[dict[str, Any]]) -> None:
    draft = woo(meta_data=[{"key": "_other", "value": {}}, *meta]).draft

    assert (draft.tracking_url, draft.tracking_number) == (LINK, "P1")


def sent(**changes: Any) -> list[dict[str, Any]]:
    return [{**FULFILMENT, **changes}]


@pytest.mark.parametrize(
    ("changes", "meant"),
    [
        ({}, "received"),
        ({"financial_status": "pending"}, "received"),
        ({"financial_status": "voided"}, ""),
        ({"financial_status": "partially_refunded"}, ""),
        ({"financial_status": "refunded", "fulfillment_status": "fulfilled"}, "refunded"),
        ({"cancelled_at": "2026-11-23T10:00:00Z", "financial_status": "voided"}, "cancelled"),
        ({"fulfillment_status": "partial", "fulfillments": sent(shipment_status="delivered")}, "preparing"),
        ({"fulfillment_status": "fulfilled", "fulfillments": sent()}, "shipped"),
        ({"fulfillment_status": "fulfilled", "fulfillments": sent(shipment_status="ready_for_pickup")},
         "ready"),
        ({"fulfillment_status": "fulfilled", "fulfillments": sent(shipment_status="delivered")}, "delivered"),
        ({"fulfillment_status": "fulfilled", "fulfillments": sent(shipment_status="failure")}, ""),
        ({"fulfillment_status": None, "fulfillments": sent(status="cancelled", shipment_status="delivered")},
         "received"),
    ],
)  # fmt: skip
def test_the_states_of_shopify(changes: dict[str, Any], meant: str) -> None:
    assert status(ConnectionKind.SHOPIFY, {**SHOPIFY, **changes}) == meant


def test_shopifys_own_test_orders_are_marked() -> None:
    assert of(ConnectionKind.SHOPIFY, {**SHOPIFY, "test": True}).test


def test_a_refund_or_a_deletion_of_shopify_says_nothing_by_itself() -> None:
    for payload, topic in (({"id": 9, "order_id": 8, "refund_line_items": []}, "refunds/create"),
                           ({"id": 8}, "orders/delete")):  # fmt: skip
        assert shopify.read(payload, topic, PLACE) is None


def flags(name: str, template: str, paid: int, shipped: int, delivery: int) -> dict[str, Any]:
    numbers = {"paid": paid, "shipped": shipped, "delivery": delivery}
    return {"name": name, "template": template, **{flag: str(one) for flag, one in numbers.items()}}


@pytest.mark.parametrize(
    ("state", "meant"),
    [
        (flags("En espera de pago por cheque", "cheque", 0, 0, 0), ""),
        (flags("Pago aceptado", "payment", 1, 0, 0), "received"),
        (flags("Preparación en curso", "preparation", 1, 0, 1), "preparing"),
        (flags("Enviado", "shipped", 1, 1, 1), "shipped"),
        (flags("Entregado", "", 1, 1, 1), "delivered"),
        (flags("Cancelado", "order_canceled", 0, 0, 0), "cancelled"),
        (flags("Reembolsado", "refund", 0, 0, 0), "refunded"),
        (flags("Error en pago", "payment_error", 0, 0, 0), ""),
        (flags("Pedido pendiente por falta de stock (pagado)", "outofstock", 1, 0, 0), "received"),
        (flags("En espera de pago por transferencia bancaria", "bankwire", 0, 0, 0), ""),
        (flags("Pago remoto aceptado", "payment", 1, 0, 0), "received"),
        (flags("Pedido pendiente por falta de stock (no pagado)", "outofstock", 0, 0, 0), ""),
        (flags("En espera de validación por contra reembolso.", "cashondelivery", 0, 0, 0), "received"),
        (flags("Listo para recoger", "", 1, 0, 1), "ready"),
        (flags("Listo para enviar", "", 1, 0, 1), "preparing"),
        (flags("En reparto: entrega hoy", "", 1, 1, 1), "shipped"),
        (flags("Out for delivery", "", 1, 1, 1), "shipped"),
        (flags("No entregado", "", 1, 1, 1), "shipped"),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_states_of_prestashop_are_told_apart_by_what_they_do(state: dict[str, Any], meant: str) -> None:
    assert status(ConnectionKind.PRESTASHOP, {**PRESTASHOP, "state": state}) == meant


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("600111222", "+34600111222"), ("0034 600-111-222", "+34600111222"),
        ("+52 1 55 1234 5678", "+525512345678"),
        ("(600) 11.12.22", "+34600111222"), ("600111222 / 911234567", "+34600111222"),
        ("no tengo", None), ("555-555-SHIP", None), ("000000000", None), ("12", None), ("", None),
        (None, None), (600111222, "+34600111222"), ({"phone": "1"}, None),
    ],
)  # fmt: skip
def test_strange_numbers(written: object, number: str | None) -> None:
    told = woo(billing={"first_name": "Ana", "country": "ES", "phone": written})

    assert told.draft.phone == number


def test_a_number_is_read_in_the_country_of_its_address_first() -> None:
    there = woo(billing={"phone": "(415) 523-8886", "country": "US"})
    nowhere = woo(billing={"phone": "600111222", "country": "Marte"})

    assert [one.draft.phone for one in (there, nowhere)] == ["+14155238886", "+34600111222"]


def test_the_number_of_an_order_of_shopify_is_looked_for_where_it_is_most_likely_right() -> None:
    def number(**parts: Any) -> str | None:
        return of(ConnectionKind.SHOPIFY, {**SHOPIFY, "shipping_address": None, **parts}).draft.phone

    customer, billing = {"phone": "600000003"}, {"phone": "600000004", "country_code": "ES"}

    assert [
        number(phone="600000002", customer=customer, billing_address=billing),
        number(customer=customer, billing_address=billing),
        number(customer={"phone": None}, billing_address=billing),
        number(customer=None),
    ] == ["+34600000002", "+34600000003", "+34600000004", None]


def test_what_would_break_a_message_is_taken_out() -> None:
    order = {**SHOPIFY, "name": "#☠1☢\n---\n4321\n", "line_items": [
        {"title": "<b>Taza</b>&nbsp;\t roja \u202e 👩\u200d🍳", "quantity": "3", "price": "x"}]}  # fmt: skip

    draft = of(ConnectionKind.SHOPIFY, order).draft

    assert (draft.number, draft.items) == ("#☠1☢ --- 4321", (Item("Taza roja 👩\u200d🍳", 3, None),))


def test_a_link_that_is_none_is_not_sent_on() -> None:
    links = ["javascript:alert(1)", "https://carrier.example.com/a b", "", 7, LINK]

    found = [of(ConnectionKind.GENERIC, {**GENERIC, "tracking_url": one}) for one in links]

    assert [one.draft.tracking_url for one in found] == [None, None, None, None, LINK]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"number": "7"},
        {"status": "ready"},
        {**GENERIC, "total": "mucho"},
        {**GENERIC, "updated_at": "ayer"},
    ],
)
def test_what_is_wrong_in_our_own_form_is_said(payload: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        generic.read(payload, "", PLACE)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=8), one, max_size=3),
    max_leaves=5,
)


@settings(max_examples=20)
@given(st.data())
def test_whatever_stands_in_a_payload_it_is_read_or_refused(data: st.DataObject) -> None:
    for kind, whole in (
        (woocommerce, WOO), (shopify, SHOPIFY), (shopify, FULFILMENT), (generic, GENERIC),
        (prestashop, PRESTASHOP), (prestashop, PRESTASHOP["order"]),
    ):  # fmt: skip
        field = data.draw(st.sampled_from(sorted(whole)))
        broken = {**whole, field: data.draw(JSON)}
        try:
            told = kind.read({"order": broken} if whole is PRESTASHOP["order"] else broken, "order", PLACE)
        except Unreadable:
            continue
        assert told is None or isinstance(told.draft, OrderDraft)
