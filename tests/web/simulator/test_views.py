from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import col, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from booking_bot.channels.base import Outbound
from booking_bot.channels.simulator import Simulator, address_of
from booking_bot.clock import MovableClock
from booking_bot.db import Database
from booking_bot.jobs.media import FETCHES_AT_ONCE, MediaJobs
from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Message,
    MessageKind,
    Outbox,
)
from booking_bot.services import dispatch, handovers, outbox
from booking_bot.services.demo import CAST
from booking_bot.wiring import EXTENSION
from tests.jobs.test_worker import soon
from tests.shop import NOW, Shop, at
from tests.web.house import Visitor, application

LUCIA = CAST[0]


@pytest.fixture
def shop(sqlite: Database) -> Shop:
    with sqlite.transaction() as session:
        return Shop(session)


@pytest.fixture
def app(sqlite: Database, shop: Shop) -> Flask:
    return application(sqlite, demo=True)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def write(visitor: Visitor, text: str, **more: str) -> int:
    fields = {"phone": LUCIA.phone, "text": text, **more}
    return visitor.client.post("/simulator/messages", data=fields).status_code


def reply(database: Database, text: str, **more: object) -> str:
    """The shop answers Lucía, and the message goes out; its sid."""
    with database.transaction() as session:
        talk = session.exec(select(Conversation)).one()
        message = outbox.queue(session, talk, body=text, kind=MessageKind.REPLY, now=NOW, **more)  # type: ignore[arg-type]
        (claimed,) = dispatch.claim(session, NOW, limit=1, lease=timedelta(minutes=1))
        sid = Simulator().send(Outbound(recipient="x", body=text, marker="1-a"))
        dispatch.record_accepted(session, claimed, sid)
        assert message.id
        return sid


def phone_of_lucia(visitor: Visitor) -> dict[str, object]:
    shown = visitor.get("/simulator/state").get_json()
    phone: dict[str, object] = shown["phones"][0]
    return phone


def test_a_customer_writes_on_the_way_that_twilio_comes(visitor: Visitor, sqlite: Database) -> None:
    status = write(visitor, "Hola, quería cita")

    with sqlite.reading() as session:
        message, talk, customer = session.exec(
            select(Message, Conversation, Customer)
            .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
            .join(Customer, col(Customer.id) == col(Conversation.customer_id))
        ).one()
    assert status == 303
    assert (message.body, message.kind, talk.channel) == ("Hola, quería cita", "text", ChannelName.SIMULATOR)
    assert (talk.address, customer.name) == (address_of(LUCIA.phone), "Lucía Romero")
    assert message.raw is not None
    assert message.raw["WaId"] == LUCIA.phone.removeprefix("+")


def test_a_pressed_button_carries_its_payload_and_what_it_answers(visitor: Visitor, sqlite: Database) -> None:
    write(visitor, "Hola")
    sid = reply(sqlite, "¿Cuál?", options=[{"id": "pick:1", "title": "17:00"}])

    write(visitor, "17:00", payload="pick:1", quoted=sid)

    with sqlite.reading() as session:
        pressed = session.exec(select(Message).order_by(col(Message.id).desc())).first()
    assert pressed is not None
    assert (pressed.kind, pressed.body, pressed.payload, pressed.quoted_sid) == (
        "interactive",
        "17:00",
        "pick:1",
        sid,
    )


def test_the_phone_shows_both_sides_and_who_is_typing(visitor: Visitor, sqlite: Database) -> None:
    write(visitor, "Hola")
    typing = phone_of_lucia(visitor)["typing"]
    sid = reply(sqlite, "¿Cuál?", options=[{"id": "pick:1", "title": "17:00"}])

    phone = phone_of_lucia(visitor)

    assert typing is True
    assert [
        {key: bubble[key] for key in ("mine", "body", "options", "time", "day", "unseen")}
        for bubble in phone["bubbles"]  # type: ignore[attr-defined]
    ] == [
        {
            "mine": True, "body": "Hola", "options": [], "time": "10:00", "day": "Lunes 23 de noviembre",
            "unseen": False,
        },
        {
            "mine": False, "body": "¿Cuál?", "options": [{"id": "pick:1", "title": "17:00"}], "time": "10:00",
            "day": "Lunes 23 de noviembre", "unseen": True,
        },
    ]  # fmt: skip
    assert sid


def test_the_place_can_be_opened_on_a_map(visitor: Visitor, sqlite: Database) -> None:
    write(visitor, "¿dónde estáis?")
    reply(sqlite, "Estamos en la calle Mayor 3.", location="40.4203,-3.7058|calle Mayor 3")

    bubbles = phone_of_lucia(visitor)["bubbles"]

    assert [bubble["pin"] for bubble in bubbles] == [  # type: ignore[attr-defined]
        None,
        {"link": "geo:40.4203,-3.7058?q=40.4203,-3.7058", "name": "calle Mayor 3"},
    ]


def test_what_is_still_queued_is_not_on_the_phone_but_due(visitor: Visitor, sqlite: Database) -> None:
    write(visitor, "Hola")
    with sqlite.transaction() as session:
        talk = session.exec(select(Conversation)).one()
        talk.turn_due_at = None
        tomorrow = at("2026-11-24 09:00")
        outbox.queue(session, talk, body="Mañana", kind=MessageKind.REMINDER, now=NOW, send_at=tomorrow)

    shown = visitor.get("/simulator/state").get_json()

    assert [bubble["body"] for bubble in shown["phones"][0]["bubbles"]] == ["Hola"]
    assert shown["due"] == [
        {"who": "Lucía Romero", "what": "sale un recordatorio", "at": "mañana 9:00", "body": "Mañana"}
    ]


def test_what_is_planned_for_a_phone_is_due(visitor: Visitor, shop: Shop, sqlite: Database) -> None:
    write(visitor, "Hola")
    with sqlite.transaction() as session:
        talk = session.exec(select(Conversation)).one()
        talk.turn_due_at = None
        shop.session = session
        cut = shop.service("Corte", by=[shop.staff()])
        shop.book(cut, "2026-11-25 11:00", customer=talk.customer_id)
        shop.book(cut, "2026-11-25 12:00")  # of somebody without a phone here

    shown = visitor.get("/simulator/state").get_json()

    assert [(one["who"], one["what"]) for one in shown["due"]] == [
        ("Lucía Romero", "sale un recordatorio"),
        ("Lucía Romero", "sale una encuesta"),
    ]


def test_a_phone_that_shows_a_message_has_it_read(visitor: Visitor, sqlite: Database) -> None:
    write(visitor, "Hola")
    sid = reply(sqlite, "Buenos días")

    visitor.client.post("/simulator/seen", data={"phone": LUCIA.phone, "sid": sid})

    with sqlite.reading() as session:
        assert session.exec(select(Outbox.status)).one() is Delivery.READ
    assert phone_of_lucia(visitor)["bubbles"][-1]["unseen"] is False  # type: ignore[index]


def test_nobody_types_while_a_person_holds_the_conversation(visitor: Visitor, sqlite: Database) -> None:
    write(visitor, "Hola")
    with sqlite.transaction() as session:
        handovers.take(session, 1, by="owner:1", now=NOW)

    phone = phone_of_lucia(visitor)

    assert (phone["typing"], phone["held"]) == (False, True)


def test_a_page_that_has_it_all_gets_nothing(visitor: Visitor) -> None:
    mark = visitor.get("/simulator/state").get_json()["mark"]
    before = visitor.get(f"/simulator/state?has={mark}").status_code

    write(visitor, "Hola")

    assert before == 204
    assert visitor.get(f"/simulator/state?has={mark}").status_code == 200


@pytest.mark.parametrize(
    ("by", "shown"),
    [
        ("10m", "2026-11-23 10:10"),
        ("1h", "2026-11-23 11:00"),
        ("1d", "2026-11-24 10:00"),
        ("9", "2026-11-24 09:00"),
    ],
)
def test_the_clock_can_be_moved_on(app: Flask, visitor: Visitor, by: str, shown: str) -> None:
    woken = []
    parts = app.extensions[EXTENSION]
    parts.wake = lambda: woken.append(True)

    visitor.client.post("/simulator/clock", data={"by": by})

    assert isinstance(parts.clock, MovableClock)
    assert parts.clock() == at(shown)
    assert woken == [True]


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("messages", {"phone": LUCIA.phone, "text": ""}, 400),
        ("messages", {"phone": LUCIA.phone, "text": "x" * 5000}, 400),
        ("messages", {"phone": "+34600999999", "text": "Hola"}, 404),
        ("seen", {"phone": "+34600999999", "sid": "SM1"}, 404),
        ("clock", {"by": "-1d"}, 400),
    ],
)
def test_what_makes_no_sense_is_refused(
    visitor: Visitor, path: str, fields: dict[str, str], status: int
) -> None:
    assert visitor.client.post(f"/simulator/{path}", data=fields).status_code == status


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
@pytest.mark.parametrize("path", ["messages", "seen", "clock"])
def test_another_site_cannot_write(
    visitor: Visitor, sqlite: Database, path: str, headers: dict[str, str]
) -> None:
    fields = {"phone": LUCIA.phone, "text": "Hola", "by": "1d"}

    status = visitor.client.post(f"/simulator/{path}", data=fields, headers=headers).status_code

    assert status == 400
    with sqlite.reading() as session:
        assert session.exec(select(Message)).all() == []


def test_without_the_demo_there_is_no_simulator(sqlite: Database) -> None:
    assert Visitor(application(sqlite)).get("/simulator/").status_code == 404


def files_of_lucia(visitor: Visitor) -> list[dict[str, str]]:
    bubbles: list[dict[str, list[dict[str, str]]]] = phone_of_lucia(visitor)["bubbles"]  # type: ignore[assignment]
    return bubbles[0]["files"]


def test_a_photo_goes_the_way_of_every_file(
    app: Flask, visitor: Visitor, sqlite: Database, tmp_path: Path
) -> None:
    parts = app.extensions[EXTENSION]
    parts.settings.media_dir = tmp_path / "media"
    photo = b"\xff\xd8\xff\xe0" + bytes(2 * 1024 * 1024)
    fields = {
        "phone": LUCIA.phone,
        "text": "así",
        "file": FileStorage(BytesIO(photo), "../x.jpg", content_type="image/jpeg"),
    }

    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    status = visitor.client.post("/simulator/messages", data=body, content_type=kind).status_code
    before = files_of_lucia(visitor)
    jobs = MediaJobs(parts, on_progress=lambda: None)
    jobs.drain()
    assert soon(lambda: jobs.fetchers.free == FETCHES_AT_ONCE)
    after = files_of_lucia(visitor)

    shown = visitor.client.get(after[0]["address"], buffered=True)
    assert status == 303
    assert before == [{"address": None, "group": "", "name": "Foto descargando…"}]
    assert [(one["group"], one["name"]) for one in after] == [("image", "Foto")]
    assert (shown.data, shown.content_type) == (photo, "image/jpeg")


def test_only_what_a_simulated_phone_sent_is_given_back(visitor: Visitor) -> None:
    assert visitor.get("/simulator/files/1").status_code == 404
