"""What the owner sends from their own phone."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import (
    Attention,
    AttentionKind,
    Audit,
    ConsentKind,
    Conversation,
    Customer,
    Identity,
    IdentityKind,
    MessageKind,
    Outbox,
)
from booking_bot.services import consents, fallback, hand_messages, last_look, message_list, privacy, routes
from booking_bot.services.hand_messages import HandMessage
from tests.services.lines import CUT, DAY, open_shop, rows, say, send, ways
from tests.shop import NOW, at

OWNER = "owner:1"
HOUR = timedelta(hours=1)


@pytest.fixture
def line(database: Database) -> int:
    """A shop without Twilio."""
    return open_shop(database, whatsapp=False)


def waiting(database: Database) -> list[HandMessage]:
    with database.reading() as session:
        return hand_messages.waiting(session, NOW)


def api_statuses(database: Database) -> list[tuple[str, str | None]]:
    with database.reading() as session:
        return [(one.status, one.error) for one in message_list.page(session, limit=10)]


def test_what_waits_opens_whatsapp_with_its_text_ready(database: Database, line: int) -> None:
    send(database, line, NOW, text="Hola, Carla: ¿vienes mañana a las 11:00?\n¡Di *sí*! 100% & +")

    (one,) = waiting(database)

    assert (one.person.name, one.person.phone, one.at, one.urgent) == ("Carla", "+34600111222", NOW, False)
    assert one.link == (
        "https://wa.me/34600111222?text=Hola%2C%20Carla%3A%20%C2%BFvienes%20ma%C3%B1ana%20a%20las%2011%3A00%3F"
        "%0A%C2%A1Di%20%2As%C3%AD%2A%21%20100%25%20%26%20%2B"
    )


@pytest.mark.parametrize(
    ("address", "digits"),
    [("whatsapp:+5215512345678", "5215512345678"), ("whatsapp:ES.1349876543210987", "34600111222")],
)
def test_the_number_is_as_whatsapp_wrote_it_or_the_one_they_are_known_by(
    sqlite: Database, address: str, digits: str
) -> None:
    line = open_shop(sqlite, whatsapp=False)
    with sqlite.transaction() as session:
        session.get_one(Conversation, line).address = address

    send(sqlite, line, NOW)

    assert [one.link for one in waiting(sqlite)] == [
        f"https://wa.me/{digits}?text=Te%20esperamos%20el%20jueves."
    ]


def test_one_tap_notes_it_as_sent_and_by_whom_once(database: Database, line: int) -> None:
    send(database, line, NOW)

    with database.transaction() as session:
        taps = [hand_messages.note_sent(session, 1, by=OWNER, now=NOW) for _ in range(2)]

    assert taps == [True, False]
    assert ways(database) == [("hand", "sent")]
    assert api_statuses(database) == [("sent", None)]
    assert waiting(database) == []
    with database.reading() as session:
        noted = session.exec(select(Audit)).one()
        shown = hand_messages.sent_lately(session, NOW)
    assert (noted.actor, noted.object_kind, noted.verb, noted.object_id) == (
        OWNER,
        "message",
        "sent_by_hand",
        1,
    )
    assert [(one.id, one.at) for one in shown] == [(1, NOW)]


def test_what_was_not_sent_after_all_waits_again_for_a_day(sqlite: Database) -> None:
    line = open_shop(sqlite, whatsapp=False)
    send(sqlite, line, NOW)
    send(sqlite, line, NOW)
    with sqlite.transaction() as session:
        for number in (1, 2):
            hand_messages.note_sent(session, number, by=OWNER, now=NOW)

    with sqlite.transaction() as session:
        soon = hand_messages.take_back(session, 1, by=OWNER, now=NOW + HOUR)
        late = hand_messages.take_back(session, 2, by=OWNER, now=NOW + DAY)

    assert (soon, late) == (True, False)
    assert [one.id for one in waiting(sqlite)] == [1]


@pytest.mark.parametrize(("reason", "kept"), [("Ya le llamé.", "Ya le llamé."), ("", hand_messages.NOT_SENT)])
def test_what_the_owner_does_not_send_says_why(sqlite: Database, reason: str, kept: str) -> None:
    line = open_shop(sqlite, whatsapp=False)
    send(sqlite, line, NOW)

    with sqlite.transaction() as session:
        hand_messages.drop(session, 1, reason, by=OWNER, now=NOW)

    assert api_statuses(sqlite) == [("cancelled", kept)]


def test_an_erased_customer_takes_the_owners_reason_along(sqlite: Database) -> None:
    line = open_shop(sqlite, whatsapp=False)
    send(sqlite, line, NOW)
    with sqlite.transaction() as session:
        hand_messages.drop(session, 1, "Carla ya lo sabe.", by=OWNER, now=NOW)
        customer = session.get_one(Conversation, line).customer_id

    with sqlite.transaction() as session:
        privacy.erase(session, customer, by=OWNER, now=NOW)

    assert rows(sqlite)[0].error == privacy.ERASED


def test_only_what_waits_for_a_hand_is_touched(sqlite: Database) -> None:
    line = open_shop(sqlite)
    send(sqlite, line, NOW)

    with sqlite.transaction() as session:
        done = [
            hand_messages.note_sent(session, 1, by=OWNER, now=NOW),
            hand_messages.take_back(session, 1, by=OWNER, now=NOW),
            hand_messages.drop(session, 1, "", by=OWNER, now=NOW),
        ]

    assert done == [False, False, False]
    assert ways(sqlite) == [("whatsapp", "queued")]


def test_it_is_counted_when_it_is_due(database: Database, line: int) -> None:
    send(database, line, NOW)
    send(database, line, NOW, urgent=True)
    send(database, line, at("2026-11-23 21:30"))
    send(database, line, NOW, not_after=NOW + HOUR)

    with database.reading() as session:
        counts = [hand_messages.count(session, now) for now in (NOW, NOW + 2 * HOUR, NOW + DAY)]

    assert counts == [(3, 1), (2, 1), (3, 1)]
    assert [one.at for one in waiting(database)] == [NOW, NOW, NOW, at("2026-11-24 09:00")]


def test_what_is_too_late_drops_out_with_its_reason(database: Database, line: int) -> None:
    send(database, line, NOW, not_after=NOW + HOUR)
    send(database, line, NOW)

    dropped = [hand_messages.run_due(database, now=NOW + after) for after in (HOUR, 2 * HOUR, 4 * DAY)]

    assert dropped == [0, 1, 1]
    assert [(row.status.value, row.error) for row in rows(database)] == [
        ("expired", last_look.TOO_LATE),
        ("expired", hand_messages.NOBODY),
    ]


@pytest.mark.parametrize("change", ["blocked", "baja"])
def test_what_may_not_be_sent_any_more_waits_no_longer(sqlite: Database, change: str) -> None:
    line = open_shop(sqlite, whatsapp=False)
    send(sqlite, line, NOW, template=CUT)
    with sqlite.transaction() as session:
        if change == "blocked":
            session.exec(select(Customer)).one().blocked = True
        else:
            say(session, line, ConsentKind.SERVICE, False, NOW)

    hand_messages.run_due(sqlite, now=NOW + 2 * HOUR)

    reason = routes.BLOCKED if change == "blocked" else consents.NO_NOTICES
    assert [(row.status.value, row.error) for row in rows(sqlite)] == [("cancelled", reason)]


def test_sending_what_is_urgent_settles_the_owners_alert(sqlite: Database) -> None:
    line = open_shop(sqlite, whatsapp=False)
    send(sqlite, line, NOW, urgent=True)
    with sqlite.transaction() as session:
        session.add(
            Attention(kind=AttentionKind.DELIVERY, conversation_id=line, reason=fallback.URGENT, at=NOW)
        )

    with sqlite.transaction() as session:
        hand_messages.note_sent(session, 1, by=OWNER, now=NOW)

    with sqlite.reading() as session:
        assert session.exec(select(Attention)).one().resolved_at == NOW


def test_who_has_no_number_left_can_only_be_called_some_other_way(sqlite: Database) -> None:
    line = open_shop(sqlite, whatsapp=False)
    send(sqlite, line, NOW, kind=MessageKind.MANUAL)
    with sqlite.transaction() as session:
        _lose_number(session, line)

    assert [one.link for one in waiting(sqlite)] == [None]


def _lose_number(session: Session, line: int) -> None:
    session.get_one(Conversation, line).address = "whatsapp:ES.1"
    session.get_one(Outbox, 1).recipient = "whatsapp:ES.1"
    for one in session.exec(select(Identity).where(Identity.kind == IdentityKind.PHONE)):
        session.delete(one)
