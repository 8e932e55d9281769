"""Power cuts: whatever was under way, after the next start the customer has one answer, and it is true."""

import os
import signal
import time
from datetime import UTC, datetime

import pytest

from tests.e2e.house import WISH, YES, House, tomorrow_at_eleven
from tests.e2e.programs import Forked, wait_for
from tests.twilio_standin.faults import STALL_AFTER, STALL_BEFORE, Fault


@pytest.fixture
def house(house: House) -> House:
    house.twilio.receipts = ()  # what the tables say is then ours alone
    return house


def all_through(house: House, count: int) -> bool:
    """Whether so many messages were queued and all of them accepted."""
    return house.sendings() == ["accepted"] * count


def test_a_message_stored_before_the_power_cut_is_answered_after_it(house: House) -> None:
    with house.serve(Forked) as first:
        first.wait_until_ready(house.url)
        house.write(WISH)
        first.kill()
    left = (house.unanswered(), house.sendings())

    with house.serve(Forked) as second:
        second.wait_until_ready(house.url)
        wait_for(lambda: all_through(house, 1))

    (proposal,) = house.seen()
    assert left == ([WISH], [])
    assert "a las 11:00" in proposal


@pytest.mark.parametrize(
    ("fault", "taken"), [(STALL_AFTER, 1), (STALL_BEFORE, 0)], ids=["taken by Twilio", "not taken"]
)
def test_a_reply_cut_off_while_it_was_sent_arrives_once(house: House, fault: Fault, taken: int) -> None:
    house.twilio.go_wrong([fault])

    with house.serve(Forked) as first:
        first.wait_until_ready(house.url)
        house.write(WISH)
        wait_for(lambda: house.twilio.requests == 1 and len(house.seen()) == taken)
        first.kill()
    left = house.sendings()
    house.be_off()
    with house.serve(Forked) as second:
        second.wait_until_ready(house.url)
        wait_for(lambda: all_through(house, 1))

    assert left == ["sending"]
    assert len(house.seen()) == 1


def test_what_was_booked_before_the_power_cut_is_confirmed_after_it(house: House) -> None:
    house.twilio.go_wrong([STALL_AFTER])  # the receipt waits behind the proposal

    with house.serve(Forked) as first:
        first.wait_until_ready(house.url)
        house.write(WISH)
        wait_for(lambda: len(house.seen()) == 1)
        house.write(YES)
        wait_for(lambda: len(house.sendings()) == 2)
        first.kill()
    left = (house.sendings(), house.appointments())
    house.be_off()
    with house.serve(Forked) as second:
        second.wait_until_ready(house.url)
        wait_for(lambda: all_through(house, 2))

    proposal, receipt = house.seen()
    assert left == (["sending", "queued"], [tomorrow_at_eleven()])
    assert house.appointments() == [tomorrow_at_eleven()]
    assert proposal != receipt
    assert "a las 11:00" in receipt


@pytest.mark.parametrize("late", [0.05, 0.15, 0.3])
def test_whenever_the_power_goes_what_is_booked_is_confirmed(house: House, late: float) -> None:
    """`late`: seconds between the moment at which the turn is due and the cut."""
    with house.serve(Forked) as first:
        first.wait_until_ready(house.url)
        house.write(WISH)
        wait_for(lambda: all_through(house, 1))
        house.write(YES)
        time.sleep((house.due() - datetime.now(UTC)).total_seconds() + late)
        first.kill()
    left = (len(house.appointments()), len(house.sendings()))
    house.be_off()
    with house.serve(Forked) as second:
        second.wait_until_ready(house.url)
        wait_for(lambda: all_through(house, 2))

    _proposal, receipt = house.seen()
    assert left in {(0, 1), (1, 2)}
    assert house.appointments() == [tomorrow_at_eleven()]
    assert "a las 11:00" in receipt


def test_a_server_whose_parent_was_killed_makes_way_for_the_next_and_doubles_nothing(house: House) -> None:
    with house.serve(Forked) as first:
        first.wait_until_ready(house.url)
        house.write(WISH)
        os.kill(first.pid, signal.SIGKILL)
        with house.serve(Forked) as second:
            wait_for(lambda: first.gone)
            second.wait_until_ready(house.url)
            wait_for(lambda: all_through(house, 1))
            house.write(YES)
            wait_for(lambda: all_through(house, 2))

    assert house.appointments() == [tomorrow_at_eleven()]
    assert len(house.seen()) == 2
