"""A fortnight with thirty people: nobody gets two of a kind, nobody gets none, nobody is disturbed."""

import shutil
from copy import copy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from booking_bot.models import Delivery, MessageKind
from tests.delivery.judge import Judge
from tests.delivery.town import OUTAGE, Town
from tests.shop import at
from tests.twilio_standin.ledger import Taken

SEED = 1


@pytest.fixture
def judge(sqlite_template: Path, tmp_path: Path) -> Judge:
    path = tmp_path / "booking.db"
    shutil.copy(sqlite_template, path)
    town = Town(f"sqlite:///{path}", SEED)
    with town.twilio:
        town.open()
        town.live()
        town.stop()
    return Judge(town)


def tampered(judge: Judge) -> Judge:
    """The same, to be tampered with."""
    doubted = copy(judge)
    doubted.arrived = list(judge.arrived)
    return doubted


def reminder(judge: Judge) -> int:
    """Where one stands that was wanted, so that the day is not its last word."""
    return next(
        number
        for number, one in enumerate(judge.arrived)
        if one.meant and one.meant.kind == MessageKind.REMINDER and not one.in_a_talk
    )


def moved(taken: Taken, by: timedelta) -> Taken:
    return replace(taken, created_at=taken.created_at + by)


def test_everybody_gets_what_is_due_to_them_once_and_nothing_else(
    judge: Judge, subtests: pytest.Subtests
) -> None:
    """A fortnight takes so long that all that is to be said of it stands in one test."""
    with subtests.test("there was enough of everything to tell"):
        there_was_enough(judge)
    for check in FOUND:
        with subtests.test(check.__name__):
            check(tampered(judge))

    assert judge.faults() == []


def there_was_enough(judge: Judge) -> None:
    ledger, kinds = judge.town.twilio.ledger.messages, [one.meant.kind for one in judge.arrived if one.meant]
    codes = {one.failed for one in ledger}
    stopped = [one for one in judge.town.people if one.no_notices]
    errors = {row.error for row in judge.outbox}

    assert len(list(judge.wanted())) > 60
    assert {kinds.count(kind) > 8 for kind in ("reminder", "survey", "notice", "reply")} == {True}
    assert {63003, 63041} <= codes
    assert len(stopped) == 3
    assert any(row.lookups for row in judge.outbox)
    assert not any(OUTAGE[0] < one.created_at < OUTAGE[1] for one in ledger)
    assert {"Pidió no recibir ningún aviso.", "Ya era tarde para enviarlo."} <= errors
    assert judge.by_hand


def one_that_came_twice_is_found(doubted: Judge) -> None:
    one = doubted.arrived[reminder(doubted)]
    doubted.arrived.append(replace(one, taken=moved(one.taken, timedelta(minutes=2))))

    assert list(doubted.twice())
    assert list(doubted.faults())


def one_that_nobody_noted_is_found(doubted: Judge) -> None:
    doubted.arrived[3] = replace(doubted.arrived[3], meant=None, row=None)

    assert list(doubted.unknown()) == [f"nobody knows of {doubted.arrived[3].taken.body}"]


def those_that_did_not_come_are_found(doubted: Judge) -> None:
    doubted.arrived = [one for one in doubted.arrived if one.meant and one.meant.kind != MessageKind.REMINDER]

    assert len(list(doubted.missing())) > 30


def one_in_the_night_or_of_another_day_is_found(doubted: Judge) -> None:
    number = reminder(doubted)
    one = doubted.arrived[number]
    night = at(f"{one.at:%Y-%m-%d} 23:00") - one.at
    doubted.arrived[number] = replace(one, taken=moved(one.taken, night + timedelta(days=5)))

    assert list(doubted.in_the_quiet())
    assert list(doubted.of_the_past())


def one_after_they_said_stop_is_found(doubted: Judge) -> None:
    number = reminder(doubted)
    one = doubted.arrived[number]
    person = replace(one.person, no_notices=one.at - timedelta(hours=1), wrote=[])
    doubted.arrived[number] = replace(one, person=person)

    assert list(doubted.after_the_stop()) == [f"after BAJA: {one.taken.body}"]


def one_that_failed_and_counts_as_sent_is_found(doubted: Judge) -> None:
    failed = next(one for one in doubted.town.twilio.ledger.messages if one.failed)
    doubted.known = {**doubted.known, failed.sid: Delivery.ACCEPTED}

    assert list(doubted.unnoticed()) == [f"{failed.sid} failed, and counts as accepted"]


FOUND = (
    one_that_came_twice_is_found,
    one_that_nobody_noted_is_found,
    those_that_did_not_come_are_found,
    one_in_the_night_or_of_another_day_is_found,
    one_after_they_said_stop_is_found,
    one_that_failed_and_counts_as_sent_is_found,
)
