"""The pace of what goes out, against a stand-in for Twilio's sandbox and over the tables."""

import time
from datetime import timedelta

import pytest

from booking_bot.channels.base import Outbound, Receipt, Sighting
from booking_bot.db import Database
from booking_bot.domain.pace import PERSON, SENDER
from booking_bot.jobs.sender import AT_ONCE, Sender
from booking_bot.models import ChannelName, Delivery
from tests.jobs.test_sender import GRACE, Clock, bench
from tests.services.sending import accept, claim, queue, statuses

PEOPLE = [f"whatsapp:+3460011122{number}" for number in range(3)]


def test_two_workers_together_keep_the_pace_of_the_sandbox(database: Database) -> None:
    with bench(database) as made:
        made.twilio.whatsapp.is_sandbox = True
        first = Sender(
            database, made.sender.channels, made.clock,
            deadline=timedelta(seconds=1), grace=GRACE, on_progress=lambda: None, sandbox=True,
        )  # fmt: skip
        second = Sender(
            database, made.sender.channels, made.clock,
            deadline=timedelta(seconds=1), grace=GRACE, on_progress=lambda: None, sandbox=True,
        )  # fmt: skip
        for person in PEOPLE:
            made.twilio.hear(person, "join red-house")
            made.queue("Hola", person)
        sent = []
        for _ in range(8):
            for sender in (first, second):
                sender.drain()
                while sender.free < AT_ONCE:
                    time.sleep(0.001)
            sent.append(len(made.twilio.ledger.messages))
            made.clock.now += timedelta(seconds=1)
        first.stop()
        second.stop()

        assert sent == [1, 1, 1, 1, 2, 2, 2, 2]
        assert [one.failed for one in made.twilio.ledger.messages] == [None, None]


class Quick:
    """A channel that takes no time at all."""

    def __init__(self) -> None:
        self.count = 0

    def prepare(self, outbound: Outbound) -> None: ...

    def send(self, outbound: Outbound) -> str:
        self.count += 1
        return outbound.marker

    def find(self, recipient: str, since: object) -> list[Sighting]:
        return []

    def status(self, sid: str) -> Receipt | None:
        return None

    def typing(self, message_sid: str) -> None: ...


def test_one_process_sends_no_more_in_a_second_than_twilio_takes(sqlite: Database) -> None:
    clock, channel = Clock(), Quick()
    sender = Sender(
        sqlite, {ChannelName.WHATSAPP: channel}, clock,
        deadline=timedelta(seconds=1), grace=GRACE, on_progress=lambda: None,
    )  # fmt: skip
    for number in range(SENDER.most + 5):
        queue(sqlite, "Hola", to=f"whatsapp:+346001{number:05}", now=clock())
    counts = []
    for _ in range(2):
        while sender.drain():
            while sender.free < AT_ONCE:
                time.sleep(0.001)
        counts.append(channel.count)
        clock.now += SENDER.within
    sender.stop()

    assert counts == [SENDER.most, SENDER.most + 5]


@pytest.mark.parametrize("more", [0, 1])
def test_one_person_gets_no_more_than_meta_lets_through(database: Database, more: int) -> None:
    clock = Clock()
    for number in range(PERSON.most):
        queue(database, str(number), now=clock())
        (taken,) = claim(database, clock())
        accept(database, taken, f"SM{number}")
    queue(database, "otra", now=clock())

    clock.now += PERSON.within * more
    claimed = claim(database, clock())

    assert [one.outbound.body for one in claimed] == ["otra"] * more
    assert statuses(database)["otra"] is (Delivery.SENDING if more else Delivery.QUEUED)
