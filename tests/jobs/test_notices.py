"""A reminder goes out by itself when it is due."""

from booking_bot.db import Database
from booking_bot.jobs.worker import Worker
from booking_bot.models import ChannelName
from booking_bot.wiring import Wiring
from tests.jobs.test_worker import Phones, soon
from tests.services.notices.life import Life
from tests.shop import at
from tests.web.test_webhooks import settings_with


def test_the_worker_reminds_without_being_told(sqlite: Database) -> None:
    life, phones = Life(sqlite), Phones()
    life.book("2026-11-25 11:00")
    parts = Wiring(
        settings=settings_with(),
        database=sqlite,
        channels={ChannelName.WHATSAPP: phones},
        clock=lambda: at("2026-11-24 11:00"),
    )
    worker = Worker(parts)

    worker.start()
    came = soon(lambda: phones.bodies)
    worker.stop()

    assert came
    assert [body.partition(" de ")[0] for body in phones.bodies] == ["Hola: te recordamos tu cita"]
