"""What is looked at once more at the instant of sending, and what becomes of a message then."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import ConsentKind, Conversation, MessageKind, Template, TemplateStatus
from booking_bot.services import consents, dispatch, held, last_look, routes
from tests.services.lines import CUT, DAY, approve, open_shop, rows, say, send, ways
from tests.shop import NOW, at

LEASE = timedelta(seconds=60)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def line(sqlite: Database) -> int:
    return open_shop(sqlite)


def go(database: Database, claimed_at: datetime, sent_at: datetime | None = None) -> list[str | None]:
    """Claim and pass the fence: the template of each message that may go, None for free text."""
    with database.transaction() as session:
        claimed = dispatch.claim(session, claimed_at, limit=10, lease=LEASE)
    with database.transaction() as session:
        return [
            one.outbound.content_sid
            for one in claimed
            if dispatch.fence(session, one, sent_at or claimed_at, lease=LEASE)
        ]


def decide(database: Database, status: TemplateStatus) -> None:
    with database.transaction() as session:
        session.exec(select(Template)).one().status = status


def test_free_text_whose_24_hours_are_over_goes_as_its_template(sqlite: Database, line: int) -> None:
    approve(sqlite)
    send(sqlite, line, NOW + 23 * DAY / 24, template=CUT)

    assert go(sqlite, NOW + DAY) == ["HXreminder"]


def test_where_they_end_between_claim_and_fence_the_template_goes_next(sqlite: Database, line: int) -> None:
    approve(sqlite)
    almost = NOW + DAY - 6 * MINUTE
    send(sqlite, line, almost, template=CUT)

    assert go(sqlite, almost, almost + 2 * MINUTE) == []
    assert go(sqlite, almost + 2 * MINUTE) == ["HXreminder"]


def test_a_template_that_is_approved_while_the_message_waits_is_the_one_it_goes_as(
    sqlite: Database, line: int
) -> None:
    send(sqlite, line, NOW + 23 * DAY / 24, template=CUT)
    approve(sqlite)

    assert go(sqlite, NOW + DAY) == []
    assert go(sqlite, NOW + DAY) == ["HXreminder"]


@pytest.mark.parametrize("status", [TemplateStatus.PAUSED, TemplateStatus.DISABLED, TemplateStatus.REJECTED])
def test_a_template_that_is_stopped_is_sent_no_more(
    sqlite: Database, line: int, status: TemplateStatus
) -> None:
    approve(sqlite)
    send(sqlite, line, NOW + DAY, template=CUT)
    decide(sqlite, status)

    assert go(sqlite, NOW + DAY) == []
    assert ways(sqlite) == [("hand", "queued")]


def test_who_writes_before_it_goes_reads_the_words_of_a_stopped_template(sqlite: Database, line: int) -> None:
    approve(sqlite)
    send(sqlite, line, NOW + DAY, template=CUT)
    decide(sqlite, TemplateStatus.PAUSED)
    with sqlite.transaction() as session:
        session.get_one(Conversation, line).last_inbound_at = NOW + DAY + MINUTE

    assert go(sqlite, NOW + DAY + 2 * MINUTE) == []
    assert go(sqlite, NOW + DAY + 2 * MINUTE) == [None]


def test_what_waits_for_a_hand_goes_by_itself_once_its_template_is_approved(
    sqlite: Database, line: int
) -> None:
    send(sqlite, line, NOW + DAY, template=CUT)
    before = ways(sqlite)
    approve(sqlite)

    let_go = [held.run_due(sqlite, now=NOW + DAY + MINUTE) for _ in range(2)]

    assert (before, let_go) == ([("hand", "queued")], [1, 0])
    assert go(sqlite, NOW + DAY + MINUTE) == ["HXreminder"]


@pytest.mark.parametrize("kind", [MessageKind.REPLY, MessageKind.MANUAL, MessageKind.REMINDER])
def test_without_a_template_it_waits_for_the_owner_and_is_not_lost(
    sqlite: Database, line: int, kind: MessageKind
) -> None:
    send(sqlite, line, NOW, kind=kind)

    assert go(sqlite, NOW + DAY) == []
    assert ways(sqlite) == [("hand", "queued")]
    assert go(sqlite, NOW + DAY + MINUTE) == []


def test_what_waits_for_a_hand_goes_by_itself_once_they_write(sqlite: Database, line: int) -> None:
    send(sqlite, line, NOW + DAY)
    nobody = held.run_due(sqlite, now=NOW + DAY + MINUTE)
    with sqlite.transaction() as session:
        session.get_one(Conversation, line).last_inbound_at = NOW + DAY + 2 * MINUTE

    let_go = [held.run_due(sqlite, now=NOW + DAY + 3 * MINUTE) for _ in range(2)]

    assert (nobody, let_go) == (0, [1, 0])
    assert go(sqlite, NOW + DAY + 3 * MINUTE) == [None]


def test_who_says_baja_meanwhile_gets_nothing(sqlite: Database, line: int) -> None:
    send(sqlite, line, NOW)
    with sqlite.transaction() as session:
        say(session, line, ConsentKind.SERVICE, False, NOW + MINUTE)

    assert go(sqlite, NOW + 2 * MINUTE) == []
    assert (ways(sqlite), rows(sqlite)[0].error) == ([("whatsapp", "cancelled")], consents.NO_NOTICES)


def test_what_was_held_up_into_the_night_waits_for_the_morning_and_lets_replies_pass(
    sqlite: Database, line: int
) -> None:
    send(sqlite, line, at("2026-11-23 20:59"))
    go(sqlite, at("2026-11-23 23:00"))
    send(sqlite, line, at("2026-11-23 23:01"), kind=MessageKind.REPLY)

    assert rows(sqlite)[0].send_at == at("2026-11-24 09:00")
    assert go(sqlite, at("2026-11-23 23:01")) == [None]


def test_what_would_be_too_late_after_the_night_is_dropped(sqlite: Database, line: int) -> None:
    send(sqlite, line, at("2026-11-23 20:59"), not_after=at("2026-11-24 08:00"))
    go(sqlite, at("2026-11-23 23:00"))

    assert (ways(sqlite), rows(sqlite)[0].error) == ([("whatsapp", "expired")], routes.NO_TIME)


def test_nothing_goes_later_than_it_may(sqlite: Database, line: int) -> None:
    send(sqlite, line, NOW, not_after=NOW + MINUTE)

    assert go(sqlite, NOW, NOW + 2 * MINUTE) == []
    assert rows(sqlite)[0].error == last_look.TOO_LATE


def test_who_became_unreachable_is_not_tried(sqlite: Database, line: int) -> None:
    send(sqlite, line, NOW)
    with sqlite.transaction() as session:
        session.get_one(Conversation, line).unreachable_at = NOW

    assert go(sqlite, NOW + MINUTE) == []
    assert (ways(sqlite), rows(sqlite)[0].error) == ([("whatsapp", "cancelled")], routes.UNREACHABLE)
