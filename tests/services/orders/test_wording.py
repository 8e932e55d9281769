from typing import Any

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.dialogue.state import State
from booking_bot.domain.orders import OrderStatus
from booking_bot.models import ChannelName, Conversation, Customer, Order
from booking_bot.services import catalogue
from booking_bot.services.house.preview import ORDERS, preview
from booking_bot.services.orders import wording
from booking_bot.services.shop_facts import shop_facts
from booking_bot.services.templates import texts
from tests.shop import NOW, Shop

LINK = "https://envios.example/1042"


def write(session: Session, status: OrderStatus, own: str = "", language: str = "es", **more: Any) -> str:
    order = Order(
        id=1, number="#1042", number_key="1042", status=status, currency="EUR", created_at=NOW,
        updated_at=NOW, **more,
    )  # fmt: skip
    line = Conversation(
        customer_id=1, channel=ChannelName.SIMULATOR, address="", created_at=NOW,
        state=State(language=language).to_json(),
    )  # fmt: skip
    customer = Customer(id=1, name="Carla", created_at=NOW)
    shop = shop_facts(catalogue.read(session))
    return wording.write(
        order, customer, line, shop, {wording.name_of(status): own} if own else {}, now=NOW
    ).text


@pytest.fixture
def session(sqlite: Database) -> Any:
    with sqlite.transaction() as opened:
        Shop(opened)
        yield opened


def test_the_owners_own_text_is_filled_in(session: Session) -> None:
    own = "¡{nombre}! El pedido {pedido} te espera: {total}."

    assert write(session, OrderStatus.READY, own, total_cents=1250) == (
        "¡Carla! El pedido #1042 te espera: 12,50 €."
    )


def test_how_to_follow_it_stands_where_the_owner_wants_it_or_below(session: Session) -> None:
    placed = write(session, OrderStatus.SHIPPED, "Va de camino: {seguimiento}", tracking_url=LINK)
    below = write(session, OrderStatus.SHIPPED, "Va de camino.", tracking_url=LINK)

    assert placed == f"Va de camino: {LINK}"
    assert below == f"Va de camino.\nPuedes seguirlo aquí: {LINK}"


def test_who_writes_in_english_is_told_in_english(session: Session) -> None:
    assert write(session, OrderStatus.READY, "Tu pedido está.", language="en") == (
        "Your order #1042 is ready. You can come for it whenever you like during our opening hours."
    )


def test_each_state_has_an_approved_text_and_a_preview(session: Session) -> None:
    shown = {name: preview(session, name, "", now=NOW).text for name in ORDERS}

    assert set(ORDERS) <= set(texts.names())
    assert all("1042" in text for text in shown.values())
    assert shown["order_shipped"].endswith(texts.SAMPLES["link"])
