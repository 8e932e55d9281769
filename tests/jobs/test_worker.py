import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from booking_bot.channels.base import Outbound, Receipt, Sighting
from booking_bot.channels.twilio_whatsapp import TwilioWhatsApp
from booking_bot.db import Database
from booking_bot.jobs.worker import Worker
from booking_bot.models import ChannelName, Delivery
from booking_bot.services.contents import ContentShelf
from booking_bot.wiring import Wiring, utc_now
from tests.services.sending import queue, statuses
from tests.shop import Shop
from tests.twilio_standin import TwilioStandIn
from tests.twilio_standin.webhooks import post_signed, text_form
from tests.web.test_webhooks import ACCOUNT, PUBLIC, URL, app_with, settings_with

ANA = "whatsapp:+34600111222"


class Phones:
    """A channel that remembers, and takes its time if it is told to."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.sending, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def send(self, outbound: Outbound) -> str:
        self.sending.set()
        self.go_on.wait(5)
        self.bodies.append(outbound.body)
        return f"SM{len(self.bodies)}"

    def prepare(self, outbound: Outbound) -> None: ...

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        return []

    def status(self, sid: str) -> Receipt | None:
        return None

    def typing(self, message_sid: str) -> None: ...


def soon(happened: Callable[[], object], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not happened() and time.monotonic() < until:
        time.sleep(0.01)
    return bool(happened())


@contextmanager
def working(database: Database, phones: Phones) -> Iterator[Worker]:
    parts = Wiring(settings=settings_with(), database=database, channels={ChannelName.WHATSAPP: phones})
    worker = Worker(parts)
    worker.start()
    yield worker
    worker.stop()


def test_what_is_queued_goes_out_in_order_without_being_told(sqlite: Database) -> None:
    phones = Phones()
    with working(sqlite, phones):
        for body in ("1", "2", "3"):
            queue(sqlite, body, now=utc_now())

        assert soon(lambda: len(phones.bodies) == 3)
    assert phones.bodies == ["1", "2", "3"]
    assert set(statuses(sqlite).values()) == {Delivery.ACCEPTED}


def test_to_stop_waits_for_what_is_being_sent_and_takes_up_nothing_new(sqlite: Database) -> None:
    phones = Phones()
    phones.go_on.clear()
    queue(sqlite, "1", now=utc_now())
    queue(sqlite, "2", now=utc_now())

    with working(sqlite, phones):
        assert phones.sending.wait(10)
        threading.Timer(0.3, phones.go_on.set).start()

    assert statuses(sqlite) == {"1": Delivery.ACCEPTED, "2": Delivery.QUEUED}


def test_a_worker_that_never_started_can_be_stopped(sqlite: Database) -> None:
    worker = Worker(Wiring(settings=settings_with(), database=sqlite))

    worker.stop()

    assert worker.stopping
    assert not worker.thread.is_alive()
    assert not worker.metronome.scheduler.running


def test_a_task_that_fails_is_run_again_and_stops_no_other(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[int] = []

    def failing() -> None:
        runs.append(1)
        raise ZeroDivisionError

    phones = Phones()
    with working(sqlite, phones) as worker:
        worker.every(0.05, failing)
        queue(sqlite, "Hola", now=utc_now())

        assert soon(lambda: len(runs) > 2 and phones.bodies)
    assert "a task of the worker failed" in caplog.text


def test_a_signed_message_is_answered_on_the_phone(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", by=[shop.staff()], price_cents=1600)
    app = app_with(database)

    def post(url: str, form: dict[str, str], headers: dict[str, str]) -> int:
        return app.test_client().post(url.removeprefix(PUBLIC), data=form, headers=headers).status_code

    with TwilioStandIn(ACCOUNT, post=post) as twilio:
        parts = app.extensions["booking_bot"]
        parts.settings = settings_with(twilio_api_url=twilio.url)
        whatsapp = TwilioWhatsApp.from_settings(
            parts.settings, ContentShelf(database, ACCOUNT.sid, parts.clock)
        )
        parts.channels[ChannelName.WHATSAPP] = whatsapp
        worker = Worker(parts)
        parts.wake = worker.wake
        worker.start()

        status = post_signed(ACCOUNT, post, URL, text_form(ACCOUNT, "¿cuánto cuesta un corte?"))
        (reply, *others) = twilio.ledger.wait_for(1)
        delivered = soon(lambda: Delivery.DELIVERED in statuses(database).values())
        worker.stop()
        whatsapp.close()

    assert (status, delivered, others) == (200, True, [])
    assert reply.to == ANA
    assert "16 €" in reply.body
