import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session, col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.domain.orders import OrderDraft, OrderStatus
from booking_bot.models import HookTelling, Source, Subscription
from booking_bot.services import appointment_changes, bookings, hooks, inbound
from booking_bot.services.appointment_changes import Change
from booking_bot.services.hooks import subscribing
from booking_bot.services.hooks.events import APPOINTMENTS, EVENTS
from booking_bot.services.orders import storing
from tests.shop import NOW, Shop, at

SECRET_KEY = "k" * 40


class House:
    """Carmen's shop, in which Ana books with Lucía."""

    def __init__(self, session: Session) -> None:
        self.session = session
        shop = Shop(session)
        self.lucia = shop.staff("Lucia")
        self.cut = shop.service("Corte", minutes=30, by=[self.lucia])
        self.ana = shop.customer("Ana Ñandú", phone="+34600111222")

    def subscribe(self, *events: str, name: str = "ERP") -> Subscription:
        made, _ = subscribing.add(
            self.session, name, "https://erp.example/hook", events, secret_key=SECRET_KEY, private=False,
            by="owner:1", now=NOW,
        )  # fmt: skip
        return made

    def book(self, **more: Any) -> int:
        made = bookings.book(
            self.session, customer_id=self.ana, service_id=self.cut, start=at("2026-11-24 10:00"),
            source=Source.OWNER, by="owner:1", now=NOW, **more,
        )  # fmt: skip
        return made.id or 0

    def told(self) -> list[HookTelling]:
        return list(self.session.exec(select(HookTelling).order_by(col(HookTelling.id))))

    def events(self) -> list[str]:
        return [one.event for one in self.told()]


@pytest.fixture
def house(sqlite: Database) -> Iterator[House]:
    with sqlite.transaction() as session:
        yield House(session)


def test_who_asked_is_told_as_the_api_shows_it(house: House) -> None:
    house.subscribe(*APPOINTMENTS)

    number = house.book(note="sin gluten")

    (telling,) = house.told()
    assert json.loads(telling.body) == {
        "id": telling.event_id,
        "event": "appointment.booked",
        "at": "2026-11-23T10:00:00+01:00",
        "data": {
            "id": str(number),
            "start": "2026-11-24T10:00:00+01:00",
            "end": "2026-11-24T10:30:00+01:00",
            "service": "corte",
            "staff": "lucia",
            "customer": {"phone": "+34600111222", "name": "Ana Ñandú"},
            "subject": None,
            "status": "booked",
            "source": "owner",
            "note": "sin gluten",
        },
    }
    assert "Ñandú" in telling.body
    assert telling.due_at == NOW


def test_each_change_is_told_once_in_its_turn(house: House) -> None:
    house.subscribe(*EVENTS)
    number = house.book(requested=True)

    bookings.accept(house.session, number, by="owner:1", now=NOW)
    bookings.confirm(house.session, number, by="customer:1", now=NOW)
    bookings.confirm(house.session, number, by="customer:1", now=NOW)
    bookings.reschedule(house.session, number, start=at("2026-11-25 10:00"), by="owner:1", now=NOW)
    appointment_changes.change(house.session, number, Change(note="x"), by="api:1", now=NOW)
    bookings.cancel(house.session, number, by="owner:1", now=NOW)

    assert house.events() == [
        "appointment.requested", "appointment.booked", "appointment.confirmed", "appointment.changed",
        "appointment.changed", "appointment.cancelled",
    ]  # fmt: skip


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.NO_SHOW])
def test_how_it_ended_is_told(house: House, status: Status) -> None:
    number = house.book()
    house.subscribe(f"appointment.{status}")

    bookings.close(house.session, number, status, by="owner:1", now=NOW)

    assert house.events() == [f"appointment.{status}"]


def test_each_is_told_of_what_it_asked_for_and_of_one_thing_under_one_id(house: House) -> None:
    house.subscribe("appointment.booked", name="ERP")
    house.subscribe("appointment.booked", "appointment.cancelled", name="panel")
    house.subscribe("message.received", name="otro")
    stopped = house.subscribe("appointment.booked", name="parado")
    stopped.active = False

    number = house.book()
    bookings.cancel(house.session, number, by="owner:1", now=NOW)

    assert [(one.subscription_id, one.event) for one in house.told()] == [
        (1, "appointment.booked"), (2, "appointment.booked"), (2, "appointment.cancelled"),
    ]  # fmt: skip
    assert len({one.event_id for one in house.told()}) == 2


def test_what_comes_to_nothing_is_not_told(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        house = House(session)
        house.subscribe(*EVENTS)

    with contextlib.suppress(RuntimeError), sqlite.transaction() as session:
        house.session = session
        house.book()
        assert house.events() == ["appointment.booked"]
        raise RuntimeError

    with sqlite.reading() as session:
        assert session.exec(select(HookTelling)).all() == []


def test_a_message_is_told_when_it_comes_and_once(house: House) -> None:
    house.subscribe("message.received")
    said = Inbound(sid="SM1", address="whatsapp:+34600111222", at=NOW, phone="+34600111222", body="hola")

    inbound.receive(house.session, said, NOW)
    inbound.receive(house.session, said, NOW)

    (telling,) = house.told()
    assert json.loads(telling.body)["data"] == {
        "id": "1", "direction": "in", "phone": "+34600111222", "kind": "text", "body": "hola", "media": [],
        "at": "2026-11-23T10:00:00+01:00", "status": "received", "error": None,
    }  # fmt: skip


def test_an_order_is_told_of_at_each_state(house: House) -> None:
    house.subscribe("order.received", "order.shipped")

    for status in (OrderStatus.RECEIVED, OrderStatus.PREPARING, OrderStatus.SHIPPED, OrderStatus.RECEIVED):
        storing.put(
            house.session, OrderDraft(number="#9999", status=status, total_cents=2935), by="api:1", now=NOW
        )

    bodies = [json.loads(one.body) for one in house.told()]
    assert [one["event"] for one in bodies] == ["order.received", "order.shipped"]
    assert bodies[1]["data"] == {
        "number": "#9999",
        "customer": {"phone": None, "name": None},
        "status": "shipped",
        "items": [],
        "total": "29.35",
        "currency": "EUR",
        "tracking_url": None,
        "history": [
            {"status": status, "at": "2026-11-23T10:00:00+01:00"}
            for status in ("received", "preparing", "shipped")
        ],
    }


def test_an_event_that_there_is_not_is_an_error_even_where_nobody_listens(house: House) -> None:
    with pytest.raises(KeyError):
        hooks.tell(house.session, "appointment.moved", 1, now=NOW)


def test_where_nobody_asked_nothing_is_written(house: House) -> None:
    house.book()

    assert house.told() == []
