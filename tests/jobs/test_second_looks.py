"""The reader beside the worker: slow, broken, or busy, it keeps nobody else waiting."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from booking_bot.channels.base import Inbound
from booking_bot.channels.language_model import NoAnswer
from booking_bot.db import Database
from booking_bot.jobs.second_looks import AT_ONCE, SecondLooks
from booking_bot.jobs.worker import Worker
from booking_bot.language.frame import Act, Expecting, Frame, Vocabulary
from booking_bot.models import ChannelName
from booking_bot.services import inbound
from booking_bot.services.second_looks import Look, Question
from booking_bot.wiring import Wiring, utc_now
from tests.jobs.test_worker import Phones, soon
from tests.services.test_second_looks import ODD
from tests.services.test_turns import write
from tests.shop import Shop
from tests.web.test_webhooks import settings_with

BEA = "whatsapp:+34600999888"
PRICE = Frame(frozenset({Act.ASK_PRICE}))
QUESTION = Question("apaño 123", datetime.fromisoformat("2026-11-23T10:00"), Vocabulary((), (), ()), None, 7)


@dataclass
class Reads:
    """A reader that says `frame`, or raises, once it may."""

    frame: Frame | None = PRICE
    error: Exception | None = None
    may: threading.Event = field(default_factory=threading.Event)
    texts: list[str] = field(default_factory=list)

    def read(
        self, text: str, now: datetime, vocabulary: Vocabulary, expecting: Expecting | None
    ) -> Frame | None:
        self.texts.append(text)
        self.may.wait(5)
        if self.error:
            raise self.error
        return self.frame


def ready(reader: Reads) -> Reads:
    reader.may.set()
    return reader


def taken(looks: SecondLooks, conversation_id: int = 1) -> Look | None:
    assert soon(lambda: not looks.is_under_way(conversation_id))
    return looks.take(conversation_id)


def test_what_was_read_is_taken_once_and_the_worker_is_woken() -> None:
    woken: list[Callable[[], None]] = []
    looks = SecondLooks(reader := Reads(), on_progress=lambda: woken.append(reader.may.set))

    begun = looks.begin(1, QUESTION)
    during = (looks.is_under_way(1), looks.is_under_way(2), looks.take(1), len(woken))
    reader.may.set()
    first = taken(looks)

    assert begun
    assert during == (True, False, None, 0)
    assert first == Look(QUESTION, PRICE)
    assert looks.take(1) is None
    assert soon(lambda: len(woken) == 1)


def test_no_more_are_under_way_than_there_are_hands_and_one_of_a_conversation() -> None:
    looks = SecondLooks(reader := Reads(), on_progress=lambda: None)

    begun = [looks.begin(number, QUESTION) for number in (1, 1, *range(2, AT_ONCE + 2))]
    reader.may.set()

    assert begun == [True, False, *[True] * (AT_ONCE - 1), False]
    assert [taken(looks, number) for number in range(1, AT_ONCE + 1)] == [Look(QUESTION, PRICE)] * AT_ONCE
    assert looks.begin(9, QUESTION)


def test_who_looks_for_ever_is_not_waited_for() -> None:
    looks = SecondLooks(reader := Reads(), on_progress=lambda: None, longest=0.1)
    looks.begin(1, QUESTION)

    assert soon(lambda: not looks.is_under_way(1))
    assert (looks.take(1), looks.begin(1, QUESTION)) == (None, False)
    reader.may.set()
    assert soon(lambda: looks.begin(1, QUESTION))


@pytest.mark.parametrize("error", [NoAnswer("no answer within the deadline"), ValueError("apaño 123")])
def test_a_reader_that_fails_has_found_nothing_and_no_log_quotes_the_customer(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    looks = SecondLooks(ready(Reads(error=error)), on_progress=lambda: None)

    looks.begin(1, QUESTION)

    assert taken(looks) == Look(QUESTION, None)
    assert "the second look at conversation 1" in caplog.text
    assert "apaño" not in caplog.text


def test_a_slow_reader_keeps_no_other_conversation_waiting(sqlite: Database) -> None:
    phones, reader = Phones(), Reads()
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía")], price_cents=1600)
    write(sqlite, ODD, now=utc_now())
    parts = Wiring(
        settings=settings_with(), database=sqlite, channels={ChannelName.WHATSAPP: phones}, reader=reader
    )
    worker = Worker(parts)
    worker.start()
    try:
        assert soon(lambda: reader.texts)
        with sqlite.transaction() as session:
            inbound.receive(session, Inbound("SM-bea", BEA, utc_now(), body="¿dónde estáis?"), utc_now())
        worker.wake()
        assert soon(lambda: len(phones.bodies) == 1)
        time.sleep(0.3)  # longer than a tick
        before = list(phones.bodies)
        reader.may.set()
        assert soon(lambda: len(phones.bodies) == 2)
    finally:
        worker.stop()

    assert len(before) == 1
    assert reader.texts == [ODD]
    assert "16 €" in phones.bodies[1]
