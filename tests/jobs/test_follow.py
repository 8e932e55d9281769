"""A worker goes over to the account that was entered in the page while it runs."""

import time

from booking_bot.config import SANDBOX, Settings
from booking_bot.db import Database
from booking_bot.domain import pace
from booking_bot.jobs.worker import Worker
from booking_bot.models import ChannelName
from booking_bot.wiring import Wiring
from tests.shop import NOW


def test_a_worker_keeps_the_pace_of_the_number_in_use(sqlite: Database) -> None:
    settings = Settings(_env_file=None, secret_key="0123456789" * 4, database_url=sqlite.url)
    parts = Wiring(settings=settings, database=sqlite, clock=lambda: NOW)

    def follow(*, at_once: bool = False) -> None:
        parts.settings = settings.model_copy(update={"twilio_whatsapp_from": SANDBOX})

    parts.refresh = follow
    worker = Worker(parts)
    before = dict(worker.sender.paces)

    worker.start()
    until = time.monotonic() + 10
    while not worker.sender.paces and time.monotonic() < until:
        time.sleep(0.01)
    worker.stop()

    assert before == {}
    assert worker.sender.paces == {ChannelName.WHATSAPP: pace.SANDBOX}
