"""`POST /messages`: within the customer's 24 hours, and with their consent, or not at all."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import ChannelName, Conversation, Customer, Message, Outbox
from booking_bot.services import consents, inbound
from tests.shop import NOW
from tests.web.api.conftest import Caller, caller_of

BODY = {"phone": "+34600111222", "body": " Tu chaqueta está lista.\r\nGracias. "}


@pytest.fixture
def ask(sqlite: Database) -> Caller:
    """Carla wrote an hour ago."""
    caller = caller_of(sqlite)
    with sqlite.transaction() as session:
        wrote = NOW - timedelta(hours=1)
        said = Inbound(
            sid="SM1", address="whatsapp:+34600111222", at=wrote, phone="+34600111222", profile_name="Carla",
            whatsapp_id="ES.77",
        )  # fmt: skip
        inbound.receive(session, said, wrote)
    return caller


def outgoing(call: Caller) -> list[tuple[str, str]]:
    with call.database.reading() as session:
        rows = session.exec(
            select(Message.body, Outbox.recipient).join(Outbox, col(Outbox.message_id) == col(Message.id))
        )
        return [(body, recipient) for body, recipient in rows]


def test_what_a_program_writes_is_queued_as_a_notice(ask: Caller) -> None:
    answer = ask.post("/messages", BODY)

    assert (answer.status, answer.body) == (
        202,
        {
            "id": "2",
            "direction": "out",
            "phone": "+34600111222",
            "kind": "notice",
            "body": "Tu chaqueta está lista.\nGracias.",
            "media": [],
            "at": "2026-11-23T10:00:00+01:00",
            "status": "queued",
            "error": None,
        },
    )
    assert outgoing(ask) == [("Tu chaqueta está lista.\nGracias.", "whatsapp:+34600111222")]


def test_who_shares_no_number_is_written_to_by_their_id(ask: Caller) -> None:
    assert ask.post("/messages", {"phone": "ES.77", "body": "Hola"}).status == 202


def test_the_same_request_again_says_nothing_twice(ask: Caller) -> None:
    first = ask.post("/messages", BODY, Idempotency_Key="1")
    again = ask.post("/messages", BODY, Idempotency_Key="1")

    assert (again.status, again.body) == (202, first.body)
    assert len(outgoing(ask)) == 1


@pytest.mark.parametrize("phone", ["+34600999888", "ES.1"])
def test_who_never_wrote_cannot_be_written_to(ask: Caller, phone: str) -> None:
    answer = ask.post("/messages", {**BODY, "phone": phone})

    assert (answer.status, list(answer.body["errors"])) == (409, ["phone"])
    assert outgoing(ask) == []


def test_after_a_day_nothing_goes(ask: Caller) -> None:
    ask.clock.now = NOW + timedelta(hours=24)

    answer = ask.post("/messages", BODY)

    assert (answer.status, "24 hours" in answer.body["detail"]) == (409, True)
    assert outgoing(ask) == []


def test_what_would_wait_for_the_morning_until_it_is_too_late_is_refused_at_once(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.exec(select(Conversation)).one().last_inbound_at = NOW - timedelta(hours=12)
    ask.clock.now = NOW + timedelta(hours=11, minutes=30)  # 21:30 in the shop, where it is quiet until 9

    assert ask.post("/messages", BODY).status == 409


def test_who_asked_for_no_messages_gets_none(ask: Caller) -> None:
    with ask.database.transaction() as session:
        consents.stop(session, 1, notices=True, now=NOW)

    answer = ask.post("/messages", BODY)

    assert (answer.status, answer.body["detail"]) == (409, "The customer wants no such messages.")
    assert outgoing(ask) == []


@pytest.mark.parametrize("mark", ["blocked", "personal"])
def test_whom_the_owner_set_aside_nothing_is_written_to(ask: Caller, mark: str) -> None:
    with ask.database.transaction() as session:
        setattr(session.exec(select(Customer)).one(), mark, True)

    assert ask.post("/messages", BODY).status == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**BODY, "body": "  "}, "body"),
        ({**BODY, "body": "x" * 1601}, "body"),
        ({**BODY, "phone": "12"}, "phone"),
        ({"phone": "+34600111222"}, "body"),
    ],
)
def test_what_is_wrong_is_named(ask: Caller, body: dict[str, str], field: str) -> None:
    answer = ask.post("/messages", body)

    assert (answer.status, list(answer.body["errors"])) == (422, [field])


def test_the_conversation_stays_with_the_bot(ask: Caller) -> None:
    ask.post("/messages", BODY)

    with ask.database.reading() as session:
        line = session.exec(select(Conversation)).one()
    assert (line.held_at, line.channel) == (None, ChannelName.WHATSAPP)
