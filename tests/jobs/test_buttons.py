"""Options on their way to the phone: whatever is refused, and however late, the question comes once."""

from datetime import timedelta

import pytest

from booking_bot.db import Database
from booking_bot.models import Delivery, MessageKind
from booking_bot.services import outbox
from tests.jobs.test_sender import ANA, Bench, bench
from tests.services.sending import conversation, statuses
from tests.twilio_standin import faults

OPTIONS = [{"id": "yes:0:1", "title": "Sí"}, {"id": "no:0:1", "title": "No"}]
AS_BUTTONS, AS_TEXT = "¿Te va bien?\n[Sí]\n[No]", "¿Te va bien?\n\n1. Sí\n2. No"


def ask(made: Bench) -> None:
    """Queue the question in a conversation that was written in a moment ago."""
    with made.database.transaction() as session:
        line = conversation(session)
        line.last_inbound_at = made.clock()
        outbox.queue(
            session, line, body="¿Te va bien?", kind=MessageKind.REPLY, now=made.clock(), options=OPTIONS
        )


def test_a_question_comes_with_buttons_and_the_next_needs_no_new_content(database: Database) -> None:
    with bench(database) as made:
        ask(made)
        ask(made)
        made.run()

        assert made.twilio.seen_by(ANA) == [AS_BUTTONS] * 2
        assert made.twilio.contents_made == 1


@pytest.mark.parametrize("code", [63005, 63013, 63016, 63021])
def test_what_whatsapp_refuses_late_comes_once_more_as_text(sqlite: Database, code: int) -> None:
    with bench(sqlite) as made:
        made.twilio.whatsapp.refuses["quick-reply"] = code
        ask(made)
        made.run()
        ask(made)
        made.run()

        assert made.twilio.seen_by(ANA) == [AS_TEXT] * 2
        assert made.twilio.requests == 3


def test_after_a_day_buttons_are_tried_again(sqlite: Database) -> None:
    with bench(sqlite) as made:
        made.twilio.go_wrong([faults.coded(400, 21656)])
        ask(made)
        made.run()
        made.clock.now += timedelta(days=1)
        ask(made)
        made.run()

        assert made.twilio.seen_by(ANA) == [AS_TEXT, AS_BUTTONS]


@pytest.mark.parametrize("fault", faults.PASSING)
def test_whatever_goes_wrong_the_question_comes_once(sqlite: Database, fault: str) -> None:
    with bench(sqlite) as made:
        made.twilio.go_wrong([faults.PASSING[fault]])
        ask(made)
        made.run()

        assert made.twilio.seen_by(ANA) == [AS_BUTTONS]


@pytest.mark.parametrize("death", ["before", "after"])
def test_a_process_that_dies_asks_once(sqlite: Database, death: str) -> None:
    with bench(sqlite, kill=[death]) as made:
        ask(made)
        made.run()

        assert made.twilio.seen_by(ANA) == [AS_BUTTONS]


def test_a_question_that_comes_too_late_waits_for_the_owners_hand(sqlite: Database) -> None:
    with bench(sqlite) as made:
        made.twilio.whatsapp.keeps_window = True
        ask(made)
        made.clock.now += timedelta(hours=25)
        made.run()

        assert (made.twilio.seen_by(ANA), made.twilio.requests) == ([], 0)
    assert statuses(sqlite) == {"¿Te va bien?": Delivery.QUEUED}
