"""The sender against a stand-in for Twilio: whatever goes wrong, each message comes once and in order."""

import logging
import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from booking_bot.channels.base import Channel, Outbound, Receipt, Sighting
from booking_bot.channels.twilio_whatsapp import TwilioWhatsApp
from booking_bot.db import Database
from booking_bot.jobs.sender import AT_ONCE, Sender
from booking_bot.models import ChannelName, Delivery, Outbox
from booking_bot.services.contents import ContentShelf
from tests.services.sending import claim, queue, statuses
from tests.twilio_standin import TwilioStandIn, faults
from tests.twilio_standin.webhooks import Post
from tests.web.test_webhooks import ACCOUNT, PUBLIC, app_with, settings_with

ANA, BEA = "whatsapp:+34600111222", "whatsapp:+34600333444"
DEADLINE, GRACE = timedelta(seconds=1), timedelta(seconds=90)
WAITING = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Killed(BaseException):
    """The process ends here: nothing after it runs."""


class Mortal:
    """A channel whose process dies while it sends: before or after the message left, as the script says."""

    def __init__(self, channel: Channel, script: list[str]) -> None:
        self.channel, self.script = channel, script
        self.prepare, self.typing = channel.prepare, channel.typing

    def send(self, outbound: Outbound) -> str:
        death = self.script.pop(0) if self.script else "no"
        if death == "before":
            raise Killed
        sid = self.channel.send(outbound)
        if death == "after":
            raise Killed
        return sid

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        return self.channel.find(recipient, since)

    def status(self, sid: str) -> Receipt | None:
        return self.channel.status(sid)


class Bench:
    """A sender, a stand-in that posts receipts back into the app, and a clock to move."""

    def __init__(self, database: Database, twilio: TwilioStandIn, clock: Clock, channel: Channel) -> None:
        self.database, self.twilio, self.clock = database, twilio, clock
        self.sender = Sender(
            database, {ChannelName.WHATSAPP: channel}, clock,
            deadline=DEADLINE, grace=GRACE, on_progress=lambda: None,
        )  # fmt: skip

    def queue(self, body: str, to: str = ANA) -> None:
        queue(self.database, body, to=to, now=self.clock())

    def drain(self) -> None:
        """Send what is due and wait until that is through, the next to the same person included."""
        while self.sender.drain():
            while self.sender.free < AT_ONCE:
                time.sleep(0.001)
        self.twilio.receipts_posted()

    def run(self, length: timedelta = timedelta(minutes=10)) -> None:
        """Let the clock run, from one due time to the next, until all is sent or the time is over."""
        end = self.clock.now + length
        self.drain()
        while (due := self._next_due()) and due <= end:
            self.clock.now = due
            self.sender.settle()
            self.drain()

    def _next_due(self) -> datetime | None:
        with self.database.reading() as session:
            waiting = session.exec(
                select(Outbox.lease_until).where(
                    col(Outbox.status).in_(WAITING), col(Outbox.channel) != ChannelName.HAND
                )
            ).all()
        if not waiting:
            return None
        # Those without a time of their own wait for another to the same person.
        due = min((time for time in waiting if time), default=self.clock.now)
        return max(due, self.clock.now) + timedelta(milliseconds=1)


@contextmanager
def bench(database: Database, kill: list[str] | None = None) -> Iterator[Bench]:
    clock = Clock()
    app = app_with(database)
    app.extensions["booking_bot"].clock = clock

    def post(url: str, form: dict[str, str], headers: dict[str, str]) -> int:
        path = url.removeprefix(PUBLIC)
        return app.test_client().post(path, data=form, headers=headers).status_code

    with TwilioStandIn(ACCOUNT, post=post, clock=clock) as twilio:
        settings = settings_with(twilio_api_url=twilio.url, delivery_deadline=DEADLINE)
        whatsapp = TwilioWhatsApp.from_settings(settings, ContentShelf(database, ACCOUNT.sid, clock))
        made = Bench(database, twilio, clock, Mortal(whatsapp, kill or []))
        yield made
        made.sender.stop()
        whatsapp.close()


def test_a_message_goes_out_and_its_receipts_come_back(database: Database) -> None:
    with bench(database) as made:
        made.queue("Hola")
        made.drain()

        assert made.twilio.seen_by(ANA) == ["Hola"]
    assert statuses(database) == {"Hola": Delivery.DELIVERED}


@pytest.mark.parametrize("receipts", [True, False])
@pytest.mark.parametrize("fault", faults.PASSING)
def test_whatever_goes_wrong_each_message_comes_once_and_in_order(
    database: Database, fault: str, receipts: bool
) -> None:
    with bench(database) as made:
        made.twilio.receipts = ("sent", "delivered") if receipts else ()
        made.twilio.go_wrong([faults.PASSING[fault]])
        for body in ("1", "2", "3"):
            made.queue(body)
        made.run()

        assert made.twilio.seen_by(ANA) == ["1", "2", "3"]
    assert set(statuses(database).values()) == {Delivery.DELIVERED if receipts else Delivery.ACCEPTED}


@pytest.mark.parametrize("receipts_first", [True, False])
@pytest.mark.parametrize("death", ["before", "after"])
def test_a_process_that_dies_while_sending_loses_and_doubles_nothing(
    database: Database, death: str, receipts_first: bool
) -> None:
    with bench(database, kill=[death]) as made:
        made.twilio.receipts_first = receipts_first
        made.queue("1")
        made.queue("2")
        made.run()

        assert made.twilio.seen_by(ANA) == ["1", "2"]


def test_a_process_that_dies_with_all_its_claims_loses_and_doubles_nothing(database: Database) -> None:
    with bench(database) as made:
        made.queue("1")
        made.queue("otra", BEA)
        claim(database, made.clock())
        made.run()

        assert (made.twilio.seen_by(ANA), made.twilio.seen_by(BEA)) == (["1"], ["otra"])


def test_a_worker_that_wakes_after_its_message_was_sent_sends_it_no_more(database: Database) -> None:
    with bench(database) as made:
        made.queue("Hola")
        (frozen,) = claim(database, made.clock())
        made.run()

        made.sender.deliver(frozen)

        assert made.twilio.seen_by(ANA) == ["Hola"]


def test_a_machine_that_sleeps_behind_the_fence_lets_others_look_first(sqlite: Database) -> None:
    with bench(sqlite) as made:
        made.queue("Hola")
        (frozen,) = claim(sqlite, made.clock())
        asleep = iter([made.clock.now, made.clock.now + timedelta(minutes=5)])
        sleeper = Sender(
            sqlite, made.sender.channels, lambda: next(asleep), deadline=DEADLINE, grace=GRACE,
            on_progress=lambda: None,
        )  # fmt: skip

        sleeper.deliver(frozen)
        unsent = made.twilio.seen_by(ANA)
        made.run()

        assert (unsent, made.twilio.seen_by(ANA)) == ([], ["Hola"])


def test_what_is_unknown_is_looked_for_all_at_once(sqlite: Database) -> None:
    with bench(sqlite) as made:
        made.twilio.receipts = ()
        made.twilio.go_wrong([faults.RESET_AFTER] * 3)
        for number in range(3):
            made.queue(f"{number}", f"whatsapp:+3460011122{number}")
        made.drain()
        made.clock.now += timedelta(seconds=2)
        made.sender.channels = {ChannelName.WHATSAPP: (meeting := Meeting(made.sender.channels, 3))}

        looked = made.sender.settle()

    assert (looked, meeting.point.broken) == (3, False)
    assert set(statuses(sqlite).values()) == {Delivery.ACCEPTED}


class Meeting:
    """A channel that shows nothing before so many ask."""

    def __init__(self, channels: Mapping[ChannelName, Channel], count: int) -> None:
        self.channel = channels[ChannelName.WHATSAPP]
        self.status, self.send = self.channel.status, self.channel.send
        self.prepare, self.typing = self.channel.prepare, self.channel.typing
        self.point = threading.Barrier(count, timeout=5)

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        self.point.wait()
        return self.channel.find(recipient, since)


def test_a_message_to_one_that_breaks_holds_up_nobody_else(sqlite: Database) -> None:
    with bench(sqlite) as made:
        made.sender.channels = {ChannelName.WHATSAPP: Poison(made.sender.channels[ChannelName.WHATSAPP])}
        made.queue("veneno")
        made.queue("1", BEA)
        made.queue("2", BEA)
        made.run(timedelta(seconds=5))

        assert made.twilio.seen_by(BEA) == ["1", "2"]
    assert statuses(sqlite)["veneno"] is Delivery.UNKNOWN


class Poison:
    """A channel with a fault of its own for one text."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.find, self.status = channel.find, channel.status
        self.prepare, self.typing = channel.prepare, channel.typing

    def send(self, outbound: Outbound) -> str:
        if outbound.body == "veneno":
            raise ZeroDivisionError
        return self.channel.send(outbound)


def test_a_refusal_is_final_and_the_next_goes(sqlite: Database) -> None:
    with bench(sqlite) as made:
        made.twilio.go_wrong([faults.coded(400, 21620)])
        made.queue("1")
        made.queue("2")
        made.run()

        assert made.twilio.seen_by(ANA) == ["2"]
    assert statuses(sqlite)["1"] is Delivery.FAILED


def test_while_the_account_is_closed_all_wait_and_none_is_lost(sqlite: Database) -> None:
    with bench(sqlite) as made:
        made.twilio.go_wrong([faults.coded(401, 20003)] * 2)
        made.queue("1")
        made.run(timedelta(minutes=20))

        assert made.twilio.seen_by(ANA) == ["1"]


@pytest.mark.parametrize("seed", [1, 2])
def test_under_random_faults_deaths_and_lost_receipts_none_is_lost_or_doubled(
    database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    quick = [fault for name, fault in faults.PASSING.items() if "stall" not in name]
    people = [f"whatsapp:+3460011122{number}" for number in range(6)]
    expected: dict[str, list[str]] = {person: [] for person in people}
    with bench(database, kill=chance.choices(["before", "after", "no"], [1, 1, 8], k=40)) as made:
        made.twilio.go_wrong(chance.choices([faults.BUSY, *quick], k=25))
        made.twilio.post = forgetful(made.twilio.post, chance)
        for number in range(30):
            person = chance.choice(people)
            expected[person].append(str(number))
            made.queue(str(number), person)
        made.run(timedelta(hours=1))

        assert {person: made.twilio.seen_by(person) for person in people} == expected


def forgetful(post: Post | None, chance: random.Random) -> Post:
    """Loses every third receipt."""

    def losing(url: str, form: dict[str, str], headers: dict[str, str]) -> int:
        assert post
        return 0 if chance.random() < 0.3 else post(url, form, headers)

    return losing


def test_no_log_line_tells_who_is_written_what(sqlite: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with bench(sqlite, kill=["no", "no", "no", "after"]) as made:
        made.twilio.go_wrong([faults.BUSY, faults.LOST_AFTER, faults.coded(400, 21211)])
        for _ in range(3):
            made.queue("Secreto de Ana")
        made.run()

    assert "may or may not have been accepted" in caplog.text
    assert [word for word in ("Secreto", "600111222", ACCOUNT.token) if word in caplog.text] == []
