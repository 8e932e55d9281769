from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from booking_bot.models import ApiToken, Message, MessageKind, Order
from booking_bot.services.tokens import hash_of
from tests.shop import NOW
from tests.web.api.conftest import Caller

AT = "2026-11-23T10:00:00+01:00"
TRACKING = "https://correos.example/s/1"


def told(**other: Any) -> dict[str, Any]:
    """What is put of Carla's order."""
    return {
        "customer": {"phone": "+34600111222", "name": "Carla", "opt_in": True},
        "status": "received",
        "items": [{"name": "Champú", "quantity": 2, "price": "6"}, {"name": "Peine"}],
        "total": "29.35",
        **other,
    }


def shown(**other: Any) -> dict[str, Any]:
    return {
        "number": "#9999",
        "customer": {"phone": "+34600111222", "name": "Carla"},
        "status": "received",
        "items": [
            {"name": "Champú", "quantity": 2, "price": "6.00"},
            {"name": "Peine", "quantity": 1, "price": None},
        ],
        "total": "29.35",
        "currency": "EUR",
        "tracking_url": None,
        "history": [{"status": "received", "at": AT}],
        **other,
    }


def news(call: Caller) -> int:
    """How many messages tell of orders."""
    with call.database.reading() as session:
        return len(session.exec(select(Message).where(Message.kind == MessageKind.ORDER)).all())


def test_an_order_is_put_once_however_often_it_is_told(call: Caller) -> None:
    first = call.put("/orders/%239999", told())
    again = call.put("/orders/9999", told())

    assert (first.status, first.body) == (201, shown())
    assert (again.status, again.body) == (200, shown())
    assert call.get("/orders/9999").body == shown()
    assert news(call) == 1


def test_a_number_of_signs_that_stand_for_many_is_found_again(call: Caller) -> None:
    address = "/orders/" + "%EF%B7%BA" * 20  # which stands for four words

    answers = [call.put(address, {"status": "received"}).status for _ in range(2)]

    assert (answers, call.get(address).status) == ([201, 200], 200)


def test_a_new_status_is_told_to_the_customer_once(ask: Caller) -> None:
    ask.put("/orders/%239999", told())
    ask.clock.now = NOW + timedelta(minutes=5)

    moved = ask.patch("/orders/9999", {"status": "shipped", "tracking_url": TRACKING})
    again = ask.put("/orders/9999", {"status": "shipped"})

    later = "2026-11-23T10:05:00+01:00"
    expected = shown(
        status="shipped",
        tracking_url=TRACKING,
        history=[{"status": "received", "at": AT}, {"status": "shipped", "at": later}],
    )
    assert (moved.status, moved.body, again.status, again.body) == (200, expected, 200, expected)
    assert news(ask) == 2


def test_backwards_is_refused_where_it_is_asked_for_and_left_where_it_comes_late(ask: Caller) -> None:
    ask.put("/orders/A-1", told(status="shipped"))

    patched = ask.patch("/orders/A-1", {"status": "preparing"})
    put = ask.put("/orders/A-1", told(status="preparing"))

    assert (patched.status, patched.body["errors"]) == (409, {"status": "An order goes forward only."})
    assert (put.status, put.body["status"]) == (200, "shipped")


def test_a_cancelled_order_is_revived_where_it_is_asked_for_and_not_where_it_is_told(ask: Caller) -> None:
    ask.put("/orders/A-1", told(status="cancelled"))

    put = ask.put("/orders/A-1", told(status="preparing"))
    patched = ask.patch("/orders/A-1", {"status": "preparing"})

    assert (put.status, put.body["status"]) == (200, "cancelled")
    assert (patched.status, patched.body["status"]) == (200, "preparing")


def test_an_empty_link_takes_the_link_away(ask: Caller) -> None:
    ask.put("/orders/A-1", told(tracking_url=TRACKING))

    answer = ask.patch("/orders/A-1", {"tracking_url": ""})

    assert answer.body["tracking_url"] is None


def test_orders_are_listed_newest_first_page_by_page(call: Caller) -> None:
    for number, phone in ((1, "+525512345678"), (2, "+34600111222"), (3, "+34600111222")):
        call.put(f"/orders/{number}", told(customer={"phone": phone}))
    call.patch("/orders/3", {"status": "ready"})

    first = call.get("/orders", limit=2).body
    rest = call.get("/orders", limit=2, cursor=first["next"]).body

    def numbers(**query: Any) -> list[str]:
        return [one["number"] for one in call.get("/orders", **query).body["items"]]

    assert [[one["number"] for one in page["items"]] for page in (first, rest)] == [["3", "2"], ["1"]]
    assert rest["next"] is None
    assert numbers(phone="+5215512345678") == ["1"]
    assert numbers(status="ready") == ["3"]
    assert numbers(phone="+34600111222", status="received") == ["2"]


def test_a_number_may_hold_any_signs(ask: Caller) -> None:
    ask.put("/orders/2026%2F17%20B", told())

    assert ask.get("/orders/2026%2F17%20B").body["number"] == "2026/17 B"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "lost"}, "status"),
        ({"total": "12,50"}, "total"),
        ({"total": "1.234"}, "total"),
        ({"total": 12.5}, "total"),
        ({"currency": "XXX"}, "currency"),
        ({"customer": {"phone": "123"}}, "customer.phone"),
        ({"items": [{"name": "x", "price": "1.001"}]}, "items.0.price"),
        ({"items": [{"name": "x", "quantity": 0}]}, "items.0.quantity"),
        ({"items": [{"name": " "}]}, "items.0.name"),
        ({"tracking_url": "javascript:alert(1)"}, "tracking_url"),
        ({"number": "A-2"}, "number"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named_and_leaves_nothing(ask: Caller, body: dict[str, Any], field: str) -> None:
    answer = ask.put("/orders/A-1", body)

    assert (answer.status, list(answer.body["errors"])) == (422, [field])
    with ask.database.reading() as session:
        assert session.exec(select(Order)).all() == []


@pytest.mark.parametrize("number", ["1", "%00", "%ED%A0%80", "x" * 400])
def test_an_order_that_there_is_not_is_not_found(call: Caller, number: str) -> None:
    answers = [call.get(f"/orders/{number}"), call.patch(f"/orders/{number}", {"status": "ready"})]

    assert [one.status for one in answers] == [404, 404]


@pytest.mark.parametrize("number", ["%00", "%20", "x" * 65])
def test_a_number_that_is_none_is_wrong(ask: Caller, number: str) -> None:
    assert ask.put(f"/orders/{number}", told()).status == 422


def test_the_money_of_a_currency_without_cents_has_none(ask: Caller) -> None:
    answer = ask.put("/orders/1", told(items=[], total="12000", currency="CLP"))

    assert (answer.body["total"], answer.body["currency"]) == ("12000", "CLP")


def test_a_token_for_orders_sees_and_changes_orders_alone(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.add(ApiToken(name="shop", token_hash=hash_of("shop"), scopes=["orders"], created_at=NOW))
    ask.token = "shop"

    answers = [ask.put("/orders/1", told()), ask.get("/orders"), ask.get("/customers")]

    assert [one.status for one in answers] == [201, 200, 403]


def test_the_list_takes_as_many_statements_whatever_it_holds(ask: Caller) -> None:
    for number in range(3):
        ask.put(f"/orders/{number}", told())

    with ask.counted() as one:
        ask.get("/orders", limit=1)
    with ask.counted() as all_of_them:
        ask.get("/orders")

    assert len(one) == len(all_of_them)
