import json
import logging
from datetime import timedelta
from email.message import Message
from typing import NamedTuple

import pytest
from sqlmodel import Session, select

from booking_bot.channels.outside import NO_ADDRESS, Outside
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.jobs.tellings import Tellings
from booking_bot.models import HookTelling, TellingStatus
from booking_bot.services.hooks import subscribing
from booking_bot.services.hooks.signing import signature
from booking_bot.wiring import Wiring
from tests.loopback import JsonService
from tests.shop import MADRID, NOW

KEY = "k9Qx" * 10


class Told(NamedTuple):
    headers: dict[str, str]
    body: str


class Erp(JsonService[Told]):
    def read(self, path: str, headers: Message, body: bytes) -> Told:
        return Told(dict(headers), body.decode())


class Bench:
    """One program at `url` that is sent a test; `secret` is what it was given."""

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        with database.transaction() as session:
            row, self.secret = subscribing.add(
                session, "ERP", url, ["order.ready"], secret_key=KEY, private=True, by="owner:1", now=NOW
            )
            subscribing.try_out(session, row.id or 0, MADRID, now=NOW)
        settings = Settings(_env_file=None, secret_key=KEY, database_url=database.url)
        self.parts = Wiring(settings=settings, database=database, clock=lambda: NOW)

    def run(self, *, private: bool = True) -> HookTelling:
        """Send what is due in this thread; what became of it."""
        outside = Outside(private=private, deadline=timedelta(seconds=5))
        jobs = Tellings(self.parts, outside=outside)
        jobs.hands.give = lambda work, claimed: work(claimed)  # type: ignore[method-assign]
        jobs.drain = lambda: 0 if self._is_done() else Tellings.drain(jobs)  # type: ignore[method-assign]
        Tellings.drain(jobs)
        outside.close()
        with self.database.reading() as session:
            return self._one(session)

    def _is_done(self) -> bool:
        with self.database.reading() as session:
            return self._one(session).attempts > 0

    def _one(self, session: Session) -> HookTelling:
        return session.exec(select(HookTelling)).one()


def test_a_program_is_told_and_can_prove_by_whom(sqlite: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="booking_bot")
    with Erp({}) as erp:
        bench = Bench(sqlite, erp.url)

        done = bench.run()

    ((headers, body),) = erp.requests
    assert json.loads(body) == {
        "id": done.event_id,
        "event": "test",
        "at": "2026-11-23T10:00:00+01:00",
        "data": {"message": "Esto es una prueba."},
    }
    named = {name: value for name, value in headers.items() if name.startswith("X-Booking-")}
    assert named == {
        "X-Booking-Event": "test",
        "X-Booking-Id": done.event_id,
        "X-Booking-Timestamp": "1795424400",
        "X-Booking-Signature": signature("1795424400", body, bench.secret),
    }
    assert (headers["Content-Type"], headers["User-Agent"]) == ("application/json", "booking_bot")
    assert (done.status, done.answer, done.error) == (TellingStatus.DONE, 200, None)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_another_answer_is_no_answer_and_nothing_is_followed(sqlite: Database, status: int) -> None:
    with Erp({}, status=status) as erp:
        found = Bench(sqlite, erp.url).run()

    assert len(erp.requests) == 1
    assert (found.status, found.answer, found.error) == (
        TellingStatus.WAITING,
        status,
        f"Ha contestado con un error ({status}).",
    )
    assert found.due_at > NOW


def test_what_only_this_machine_reaches_is_not_told(sqlite: Database) -> None:
    with Erp({}) as erp:
        found = Bench(sqlite, erp.url).run(private=False)

    assert erp.requests == []
    assert (found.status, found.answer, found.error) == (TellingStatus.FAILED, None, NO_ADDRESS)


def test_who_is_stopping_takes_up_nothing_new(sqlite: Database) -> None:
    with Erp({}) as erp:
        bench = Bench(sqlite, erp.url)
        jobs = Tellings(bench.parts)
        jobs.stop()

        begun = jobs.drain()

    assert (begun, erp.requests) == (0, [])
