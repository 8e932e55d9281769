"""Two workers on one database, by each engine, and the provider that they send to."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from booking_bot.channels.base import ChannelError, Outbound, OutcomeUnknown, Receipt, Sighting
from booking_bot.db import Database
from booking_bot.jobs.worker import Worker
from booking_bot.models import ChannelName, Delivery, Outbox
from booking_bot.services import wakes
from booking_bot.wiring import Wiring, utc_now
from tests.services.sending import queue
from tests.slates import create, named
from tests.web.test_webhooks import settings_with

ENGINES = ("sqlite", "postgres", "procrastinate")
# Made once: it is asked again and again until all are through.
_STATUSES = select(Outbox.status).where(Outbox.recipient == sa.bindparam("address")).order_by(col(Outbox.id))
_numbers = count(1)

BUSY = ChannelError("busy", permanent=False)
REFUSED = ChannelError("refused", permanent=True, code="21211", explanation="El número no es válido.")
TAKEN, NOT_TAKEN = OutcomeUnknown("taken"), OutcomeUnknown("not taken")


@dataclass
class Provider:
    """Takes messages and remembers who got what; `wrong` is what happens to a text instead, once each."""

    wrong: dict[str, list[Exception]] = field(default_factory=dict)
    got: list[tuple[str, str, Sighting]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, outbound: Outbound) -> str:
        with self.lock:
            faults = self.wrong.get(outbound.body)
            fault = faults.pop(0) if faults else None
            if fault is None or fault is TAKEN:
                seen = Sighting(f"SM{next(_numbers)}", utc_now())
                self.got.append((outbound.recipient, outbound.body, seen))
        if fault:
            raise fault
        return seen.sid

    def find(self, recipient: str, since: datetime) -> list[Sighting]:
        with self.lock:
            return [seen for to, _, seen in self.got if to == recipient and seen.created_at >= since]

    def status(self, sid: str) -> Receipt | None:
        return None

    def prepare(self, outbound: Outbound) -> None: ...

    def typing(self, message_sid: str) -> None: ...


@dataclass
class Line:
    """One person, to whom messages are queued by a process that is no worker."""

    house: "House"
    address: str

    def queue(
        self,
        body: str,
        *faults: Exception,
        after: timedelta = timedelta(0),
        dedupe_key: str | None = None,
        not_after: datetime | None = None,
    ) -> int:
        self.house.provider.wrong[body] = list(faults)
        now = utc_now()
        return queue(
            self.house.web, body, to=self.address, now=now, send_at=now + after, dedupe_key=dedupe_key,
            not_after=not_after,
        )  # fmt: skip

    @property
    def seen(self) -> list[str]:
        return [body for to, body, _ in self.house.provider.got if to == self.address]

    @property
    def statuses(self) -> list[Delivery]:
        with self.house.web.glance() as connection:
            told = connection.execute(_STATUSES, {"address": self.address}).scalars()
            return [Delivery(one) for one in told]


@dataclass
class House:
    web: Database
    provider: Provider
    workers: list[Worker]

    def line(self) -> Line:
        return Line(self, f"whatsapp:+346{next(_numbers):08}")


def wait_until(happened: Callable[[], object], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.04)


@contextmanager
def working(url: str, engine: str) -> Iterator[House]:
    settings = settings_with(
        database_url=url,
        delivery_engine="auto" if engine == "procrastinate" else "embedded",
        twilio_whatsapp_from="whatsapp:+34900111222",
        delivery_deadline=timedelta(seconds=0.5),
        delivery_grace=timedelta(seconds=1),
    )
    provider = Provider()
    workers = [
        Worker(Wiring(settings=settings, database=Database(url), channels={ChannelName.WHATSAPP: provider}))
        for _ in range(2)
    ]
    web = Database(url)
    if settings.engine == "procrastinate":
        wakes.carry(web)
    for worker in workers:
        worker.start()
    yield House(web, provider, workers)
    for worker in workers:
        worker.stop()
        worker.parts.database.dispose()
    web.dispose()


@pytest.fixture(
    scope="module",
    params=["sqlite", *(pytest.param(name, marks=pytest.mark.postgres) for name in ENGINES[1:])],
)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two workers at work on a database that the tests of a module share."""
    if request.param == "sqlite":
        home: Path = tmp_path_factory.mktemp("engine")
        shutil.copy(request.getfixturevalue("sqlite_template"), home / "booking.db")
        url = f"sqlite:///{home}/booking.db"
    else:
        server = str(request.getfixturevalue("postgres_url"))
        name = f"engine_{next(_numbers)}_{id(request):x}"
        create(server, name, str(request.getfixturevalue("postgres_template")))
        url = named(server, name)
    with working(url, request.param) as made:
        yield made
