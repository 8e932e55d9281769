"""A process that ends, or whose database fails it, at each step of a sending: claim, fence, record."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.jobs.sender import Sender
from tests.jobs.test_sender import ANA, DEADLINE, GRACE, Bench, Killed, bench

FULL = OperationalError("COMMIT", {}, Exception("database or disk is full"))
STEPS = {"claim": 1, "fence": 2, "record": 3}


class Failing(Database):
    """The same database, at whose nth transaction something happens: instead of its commit, or after it."""

    def __init__(self, url: str, nth: int, *, committed: bool, failure: BaseException) -> None:
        super().__init__(url)
        self.left = nth
        self.committed = committed
        self.failure = failure

    @contextmanager
    def transaction(self, *, pressing: bool = False) -> Iterator[Session]:
        self.left -= 1
        mine = self.left == 0
        with super().transaction(pressing=pressing) as session:
            yield session
            if mine and not self.committed:
                raise self.failure
        if mine:
            raise self.failure


def send_with(made: Bench, failing: Failing) -> None:
    """Begin what is due with that database, in a process that may end of it."""
    sender = Sender(
        failing, made.sender.channels, made.clock, deadline=DEADLINE, grace=GRACE, on_progress=lambda: None
    )
    with suppress(Killed, OperationalError):
        sender.drain()
    sender.stop()
    failing.dispose()


@pytest.mark.parametrize("failure", [Killed(), FULL], ids=["dies", "disk full"])
@pytest.mark.parametrize("committed", [False, True], ids=["before its commit", "after its commit"])
@pytest.mark.parametrize("step", STEPS)
def test_each_message_comes_once_and_in_order(
    database: Database, step: str, committed: bool, failure: BaseException
) -> None:
    with bench(database) as made:
        made.queue("1")
        made.queue("2")

        send_with(made, Failing(database.url, STEPS[step], committed=committed, failure=failure))
        made.run(timedelta(minutes=10))

        assert made.twilio.seen_by(ANA) == ["1", "2"]
