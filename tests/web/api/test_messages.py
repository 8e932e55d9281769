from datetime import timedelta

import pytest

from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Direction,
    Identity,
    IdentityKind,
    Message,
    MessageKind,
    Outbox,
)
from booking_bot.services import outbox
from booking_bot.services.message_list import SHOWN_AS
from tests.shop import NOW
from tests.web.api.conftest import Caller


@pytest.fixture
def talks(call: Caller) -> Caller:
    """Carla wrote by a Mexican number in its old form; Diego's conversation lies beside."""
    with call.database.transaction() as session:
        lines = [(IdentityKind.PHONE, "+525512345678"), (IdentityKind.WHATSAPP_ID, "ES.77")]
        for number, (kind, value) in enumerate(lines, start=1):
            session.add(Customer(id=number, created_at=NOW))
            session.flush()
            session.add(Identity(customer_id=number, kind=kind, value=value, created_at=NOW))
            session.add(
                Conversation(
                    id=number,
                    customer_id=number,
                    channel=ChannelName.WHATSAPP,
                    address=f"whatsapp:{value}",
                    created_at=NOW,
                )
            )
            session.flush()
            session.add(
                Message(
                    conversation_id=number,
                    direction=Direction.IN,
                    kind="image",
                    body="¿Así?",
                    media=[{"url": "https://api.example/ME1", "type": "image/jpeg", "sid": "ME1"}],
                    at=NOW,
                    raw={"WaId": "525512345678"},
                )
            )
    return call


def replied(call: Caller, text: str, minutes: int, *, conversation: int = 1) -> None:
    with call.database.transaction() as session:
        talk = session.get_one(Conversation, conversation)
        outbox.queue(session, talk, body=text, kind=MessageKind.REPLY, now=NOW + timedelta(minutes=minutes))


def test_what_was_said_is_told_newest_first(talks: Caller) -> None:
    replied(talks, "Sí, así.", 1)

    answer = talks.get("/messages", phone="+5215512345678")

    assert answer.body == {
        "items": [
            {
                "id": "3",
                "direction": "out",
                "phone": "+525512345678",
                "kind": "reply",
                "body": "Sí, así.",
                "media": [],
                "at": "2026-11-23T10:01:00+01:00",
                "status": "queued",
                "error": None,
            },
            {
                "id": "1",
                "direction": "in",
                "phone": "+525512345678",
                "kind": "image",
                "body": "¿Así?",
                "media": [{"url": "https://api.example/ME1", "type": "image/jpeg"}],
                "at": "2026-11-23T10:00:00+01:00",
                "status": "received",
                "error": None,
            },
        ],
        "next": None,
    }


def test_a_file_that_the_shop_sent_stands_where_it_can_be_fetched(talks: Caller) -> None:
    with talks.database.transaction() as session:
        talk = session.get_one(Conversation, 1)
        said = outbox.queue(session, talk, body="Así quedó", kind=MessageKind.MANUAL, now=NOW)
        said.media = [{"url": "own:12", "type": "image/jpeg"}]

    (file,) = talks.get("/messages").body["items"][0]["media"]

    assert "/media/" in file["url"]


def test_what_the_owners_own_people_write_is_no_business_of_programs(talks: Caller) -> None:
    with talks.database.transaction() as session:
        session.get_one(Customer, 1).personal = True

    assert [one["id"] for one in talks.get("/messages").body["items"]] == ["2"]


def test_who_shares_no_number_is_asked_for_by_whatsapp_id(talks: Caller) -> None:
    theirs = talks.get("/messages", phone="ES.77").body["items"]

    assert [(one["id"], one["phone"]) for one in theirs] == [("2", None)]
    assert len(talks.get("/messages").body["items"]) == 2
    assert talks.get("/messages", phone="+34600000000").body["items"] == []


def test_every_delivery_has_a_word(talks: Caller) -> None:
    replied(talks, "Sí.", 1)
    seen = {}

    for delivery in Delivery:
        with talks.database.transaction() as session:
            row = session.get_one(Outbox, 1)
            row.status, row.error_code, row.error = delivery, "63016", "Fuera de plazo."
        newest = talks.get("/messages", limit=1).body["items"][0]
        seen[delivery] = newest["status"]
        assert newest["error"] == "Fuera de plazo."

    assert seen == SHOWN_AS
    assert set(seen.values()) == {"queued", "sending", "sent", "delivered", "read", "failed", "cancelled"}


def test_messages_of_one_moment_are_paged_without_gaps(talks: Caller) -> None:
    for text in ("uno", "dos", "tres"):
        replied(talks, text, 1)
    seen, cursor = [], None

    while True:
        page = talks.get("/messages", limit=2, **({"cursor": cursor} if cursor else {})).body
        seen.append([one["id"] for one in page["items"]])
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == [["5", "4"], ["3", "2"], ["1"]]


def test_the_list_takes_as_many_statements_whatever_it_holds(talks: Caller) -> None:
    with talks.counted() as one:
        talks.get("/messages", limit=1)
    with talks.counted() as all_of_them:
        talks.get("/messages")

    assert len(one) == len(all_of_them)
