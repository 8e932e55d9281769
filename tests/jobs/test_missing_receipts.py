"""Receipts that were lost, with Twilio's account of its messages on the loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from twilio.rest import Client

from booking_bot.channels.base import Receipt
from booking_bot.channels.twilio_http import TwilioHttp
from booking_bot.channels.twilio_sms import TwilioSms
from booking_bot.db import Database
from booking_bot.jobs.missing_receipts import MissingReceipts
from booking_bot.jobs.sender import Sender
from booking_bot.models import ChannelName
from booking_bot.services import missing_receipts, receipts
from booking_bot.wiring import Wiring
from tests.services.sending import NOW, attentions, claim, queue, statuses
from tests.twilio_standin import TwilioStandIn, faults
from tests.web.test_webhooks import settings_with

ANA, BEA = "whatsapp:+34600111222", "whatsapp:+34600333444"
LATER = timedelta(hours=12)
FAILED = "El mensaje incumple las normas de WhatsApp. (Twilio 63013)"


class House:
    """Whatever is sent here goes out; no receipt ever comes in."""

    def __init__(self, database: Database, twilio: TwilioStandIn) -> None:
        self.database, self.twilio, self.now = database, twilio, NOW
        http = TwilioHttp(lambda _: twilio.url, deadline=timedelta(seconds=5))
        client = Client(twilio.account.sid, twilio.account.token, http_client=http)
        # Of words alone, which is all that is sent here.
        channel = TwilioSms(client, sender=twilio.account.sender, status_url="https://bot.test/twilio/status")
        self.parts = Wiring(
            settings=settings_with(), database=database, channels={ChannelName.WHATSAPP: channel},
            clock=lambda: self.now,
        )  # fmt: skip

    def send(self, body: str, to: str = ANA, *, fails: int | None = None) -> None:
        """It is accepted, and then fails for that reason or is read."""
        self.twilio.whatsapp.codes.append(fails)
        queue(self.database, body, to=to, now=self.now)
        sender = Sender(
            self.database, self.parts.channels, self.parts.clock, deadline=timedelta(seconds=5),
            grace=timedelta(seconds=90), on_progress=lambda: None,
        )  # fmt: skip
        sender.drain()
        sender.stop()

    def ask(self, after: timedelta = LATER) -> int:
        self.now = NOW + after
        return MissingReceipts(self.parts).ask()


@contextmanager
def house(database: Database) -> Iterator[House]:
    with TwilioStandIn() as twilio:
        twilio.receipts = ("sent", "delivered", "read")
        yield House(database, twilio)


@pytest.fixture
def made(sqlite: Database) -> Iterator[House]:
    with house(sqlite) as built:
        yield built


def test_a_failure_whose_receipt_got_lost_is_noticed_and_told_once(made: House) -> None:
    made.send("Hola", fails=63013)
    before = statuses(made.database)

    news = [made.ask(), made.ask(2 * LATER)]

    assert (before, news) == ({"Hola": "accepted"}, [1, 0])
    assert statuses(made.database) == {"Hola": "failed"}
    assert attentions(made.database) == [FAILED]


def test_a_failure_of_the_providers_own_is_sent_again(made: House) -> None:
    made.send("Hola", fails=63010)

    made.ask(timedelta(minutes=59))
    made.ask(timedelta(hours=1))
    (again,) = claim(made.database, made.now + timedelta(minutes=2))

    assert again.outbound.body == "Hola"
    assert attentions(made.database) == []


def test_what_was_read_counts_as_read(made: House) -> None:
    made.send("Hola")
    made.send("Adiós", BEA)

    assert made.ask() == 2
    assert statuses(made.database) == {"Hola": "read", "Adiós": "read"}


def test_of_a_message_that_twilio_does_not_keep_nothing_is_told(made: House) -> None:
    made.send("Hola")
    made.send("Adiós", BEA)
    made.twilio.ledger.messages[0].kept = False

    assert made.ask() == 1
    assert statuses(made.database) == {"Hola": "accepted", "Adiós": "read"}


def test_while_twilio_does_not_answer_one_is_asked_about_and_no_more(made: House) -> None:
    made.send("Hola")
    made.send("Adiós", BEA)
    made.twilio.outage = faults.DOWN
    down = made.ask()
    made.twilio.outage = None

    assert (down, made.ask(2 * LATER)) == (0, 2)


def test_an_answer_that_cannot_be_read_keeps_no_other_from_being_asked_about(
    made: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made.send("Hola")
    made.send("Adiós", BEA)
    channel = made.parts.channels[ChannelName.WHATSAPP]
    ask, outages = channel.status, iter([faults.WRONG_JSON])

    def garbled_once(sid: str) -> Receipt | None:
        made.twilio.outage = next(outages, None)
        return ask(sid)

    monkeypatch.setattr(channel, "status", garbled_once)

    assert made.ask() == 1
    assert statuses(made.database) == {"Hola": "accepted", "Adiós": "read"}
    assert "nothing can be read" in caplog.text


def test_what_cannot_be_noted_keeps_no_other_from_it(
    made: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made.send("Hola")
    made.send("Adiós", BEA)
    record, calls = receipts.record, iter([ZeroDivisionError])

    def failing(session: object, receipt: Receipt, now: datetime) -> bool:
        for error in calls:
            raise error
        return record(session, receipt, now)  # type: ignore[arg-type]

    monkeypatch.setattr(receipts, "record", failing)

    assert made.ask() == 1
    assert "could not be noted" in caplog.text
    assert sorted(statuses(made.database).values()) == ["accepted", "read"]


def test_whoever_dies_while_asking_leaves_it_for_later(made: House) -> None:
    made.send("Hola", fails=63013)
    with made.database.transaction() as session:
        (left,) = missing_receipts.to_ask_about(session, NOW + LATER, limit=1)

    news = [made.ask(LATER + timedelta(hours=1)), made.ask(2 * LATER)]

    assert (left.id, news) == (1, [0, 1])


@pytest.mark.postgres
def test_two_workers_ask_about_each_message_once(on_postgres: Database) -> None:
    with house(on_postgres) as made:
        made.send("Hola", fails=63013)
        with on_postgres.transaction() as first, on_postgres.transaction() as second:
            taken = missing_receipts.to_ask_about(first, NOW + LATER, limit=1)
            passed_over = missing_receipts.to_ask_about(second, NOW + LATER, limit=1)

    assert ([one.id for one in taken], passed_over) == ([1], [])
