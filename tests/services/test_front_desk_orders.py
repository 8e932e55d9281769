"""What one conversation may know of orders: its customer's own, and nobody else's."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.dialogue.desk import Ordered
from booking_bot.domain.orders import OrderDraft, OrderStatus
from booking_bot.models import Conversation, Customer
from booking_bot.services.front_desk import FrontDesk
from booking_bot.services.orders import storing
from tests.services.lines import open_shop
from tests.shop import NOW

CARLA, MARTA = "+34600111222", "+34600999888"
HOUR = timedelta(hours=1)
RECEIVED, READY = OrderStatus.RECEIVED, OrderStatus.READY


@pytest.fixture
def line(sqlite: Database) -> int:
    return open_shop(sqlite)


def put(session: Session, number: str, phone: str, status: OrderStatus = RECEIVED, **more: object) -> None:
    draft = OrderDraft(number, status, phone=phone, **more)  # type: ignore[arg-type]
    storing.put(session, draft, by="api:1", now=NOW)


def desk(session: Session, line: int) -> FrontDesk:
    return FrontDesk(session, session.get_one(Conversation, line), now=NOW)


def test_a_shop_that_keeps_no_orders_knows_of_none(sqlite: Database, line: int) -> None:
    with sqlite.transaction() as session:
        assert desk(session, line).orders() is None


def test_only_their_own_are_told_the_newest_first(sqlite: Database, line: int) -> None:
    with sqlite.transaction() as session:
        put(session, "#1", CARLA)
        put(session, "#2", MARTA)
        put(session, "A-3", CARLA, READY, tracking_url="https://envios.example/3", updated_at=NOW - HOUR)

        known = desk(session, line)
        told = known.orders()
        numbers = [[one.number for one in known.orders(number) or ()] for number in ("1", "2", "3", "a3")]

    assert told == (
        Ordered(3, "A-3", READY, NOW - HOUR, "https://envios.example/3"),
        Ordered(1, "#1", RECEIVED, NOW),
    )
    assert numbers == [["#1"], [], ["A-3"], ["A-3"]]


def test_who_says_that_they_are_not_the_customer_is_told_of_none_from_before(
    sqlite: Database, line: int
) -> None:
    with sqlite.transaction() as session:
        put(session, "#1", CARLA)
        session.get_one(Conversation, line).disowned_at = NOW + HOUR

        assert desk(session, line).orders() == ()


def test_an_order_belongs_to_who_has_the_number(sqlite: Database, line: int) -> None:
    with sqlite.transaction() as session:
        put(session, "#1", CARLA, name="Carlota")

        names = session.exec(select(Customer.name)).all()

    assert names == ["Carla"]
