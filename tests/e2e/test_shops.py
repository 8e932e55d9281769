"""A WooCommerce shop posts an order's whole life over HTTP, and its customer's phone shows what of it."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import requests
import sqlalchemy as sa
from sqlmodel import col, select

from booking_bot.models import Business, Delivery, Outbox, ShopEvent
from tests.e2e.house import House
from tests.e2e.programs import Forked, wait_for
from tests.services.shops.payloads import WOO

CARLA = "+34600111222"


def connected(house: House) -> tuple[str, str]:
    """The id and the secret that the command prints."""
    with house.program("booking-bot", "connection", "add", "woocommerce", "Flores", kind=Forked) as command:
        wait_for(lambda: command.code is not None)
    shop, secret = command.output.split()
    return shop, secret


def post(house: House, shop: str, secret: str, order: dict[str, Any]) -> int:
    raw = json.dumps(order).encode()
    signed = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    headers = {
        "User-Agent": "WooCommerce/9.1 Hookshot (WordPress/6.6)",
        "Content-Type": "application/json",
        "X-WC-Webhook-Topic": "order.updated",
        "X-WC-Webhook-Signature": signed,
        "X-WC-Webhook-Delivery-ID": "0f6c3a",
    }
    return requests.post(
        f"{house.url}/hooks/woocommerce/{shop}", data=raw, headers=headers, timeout=10
    ).status_code


def understood(house: House, many: int) -> bool:
    with house.database.reading() as session:
        return len([one for one in session.exec(select(ShopEvent)) if one.handled_at]) == many


def pass_the_minute(house: House) -> None:
    """In which a shop may say more of the same order."""
    with house.database.transaction() as session:
        waiting = sa.update(Outbox).where(col(Outbox.status) == Delivery.QUEUED)
        session.exec(waiting.values(send_at=datetime.now(UTC)))


def test_an_order_of_a_shop_is_told_of_once_a_state(house: House) -> None:
    with house.database.transaction() as session:
        session.exec(select(Business)).one().quiet_hours = None  # whatever the time is now
    shop, secret = connected(house)
    steps = [
        {**WOO, "status": "pending", "date_modified_gmt": "2026-11-23T08:00:00"},
        WOO,
        {**WOO, "customer_note": "de regalo", "date_modified_gmt": "2026-11-23T08:40:00"},
        {**WOO, "status": "completed", "date_modified_gmt": "2026-11-23T10:00:00"},
        WOO,
    ]

    with house.serve(Forked) as program:
        program.wait_until_ready(house.url)
        house.write("hola, ¿está mi pedido?", phone=CARLA)
        wait_for(lambda: len(house.seen(CARLA)) == 1)
        ping = requests.post(f"{house.url}/hooks/woocommerce/{shop}", data={"webhook_id": "12"}, timeout=10)
        refused = post(house, shop, "another", WOO)
        answers = [post(house, shop, secret, one) for one in (*steps[:3], steps[1])]
        wait_for(lambda: understood(house, 3))
        pass_the_minute(house)
        wait_for(lambda: len(house.seen(CARLA)) == 2)
        answers += [post(house, shop, secret, one) for one in steps[3:]]
        wait_for(lambda: understood(house, 4))
        pass_the_minute(house)
        wait_for(lambda: len(house.seen(CARLA)) == 3)
        orders = house.ask("orders", phone=CARLA)

    assert (ping.status_code, refused, answers) == (200, 403, [200] * 6)
    assert ["727" in one for one in house.seen(CARLA)] == [False, True, True]
    assert [(one["number"], one["status"], one["total"]) for one in orders] == [("727", "delivered", "29.35")]
