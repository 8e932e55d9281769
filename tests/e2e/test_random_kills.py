"""Whatever dies, and whenever: each message comes once, in order, by each engine.

`python -m benchmarks kills` is the same with a thousand messages and a hundred deaths.
"""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from booking_bot.db import Database
from booking_bot.services.schema import migrate
from tests.e2e.conftest import house_at, listening_to
from tests.e2e.house import House
from tests.e2e.kills import Strain
from tests.e2e.programs import Forked, wait_for
from tests.postgres import own_server
from tests.twilio_standin.faults import STALL_AFTER, STALL_BEFORE, Fault

DEADLINE = 2.0  # seconds, of the house's settings
# What was committed outlives the server's processes, if not the machine.
LASTING = ("fsync=off", "full_page_writes=off")


@pytest.fixture(
    params=[
        ("sqlite", "embedded"),
        pytest.param(("postgres", "embedded"), marks=pytest.mark.postgres),
        pytest.param(("postgres", "procrastinate"), marks=pytest.mark.postgres),
    ],
    ids="-".join,
)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    database, engine = request.param
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "booking.db")
        url = f"sqlite:///{tmp_path}/booking.db"
    else:
        url = str(request.getfixturevalue("postgres_copy_url"))
    with house_at(tmp_path, url, DELIVERY_ENGINE=engine) as built, listening_to(built):
        yield built


@pytest.fixture
def frozen(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    with house_at(tmp_path, sqlite_url) as built, listening_to(built):
        yield built


def test_workers_that_die_at_random_lose_double_and_reorder_nothing(house: House) -> None:
    strain = Strain(house, people=20)

    strain.queue(30)
    strain.kill(3)
    posted = house.twilio.requests
    tally = strain.finish()

    assert posted > 0
    assert (tally.lost, tally.doubled, tally.disordered) == (0, 0, 0)
    assert (tally.queued, tally.kills) == (30, 6)


@pytest.mark.parametrize(
    ("fault", "taken"), [(STALL_AFTER, 1), (STALL_BEFORE, 0)], ids=["taken by Twilio", "not taken"]
)
def test_a_worker_that_sleeps_through_its_lease_doubles_nothing_when_it_wakes(
    frozen: House, fault: Fault, taken: int
) -> None:
    strain = Strain(frozen, people=1)
    frozen.twilio.go_wrong([fault])
    frozen.twilio.post = None

    with frozen.program("booking-bot", "worker", kind=Forked) as sleeper:
        strain.queue_one()
        wait_for(lambda: frozen.twilio.requests == 1)
        os.kill(sleeper.pid, signal.SIGSTOP)
        frozen.be_off()
        with frozen.program("booking-bot", "worker", kind=Forked):
            wait_for(lambda: not strain.undecided())
            os.kill(sleeper.pid, signal.SIGCONT)
            strain.queue_one()
            tally = strain.finish()

    assert tally.is_clean
    assert frozen.twilio.requests == 3 - taken


@pytest.mark.postgres
def test_a_database_server_that_crashes_and_comes_back_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with own_server(LASTING) as server:
        database = Database(server.url)
        migrate(database)
        database.dispose()
        with house_at(tmp_path, server.url, DELIVERY_ENGINE="procrastinate") as house:
            strain = Strain(house, people=20)
            strain.queue(30, well=10)
            with house.program("booking-bot", "worker", kind=Forked):
                wait_for(lambda: house.twilio.requests > 5)
                server.stop(signal.SIGQUIT)
                time.sleep(0.3)
                server.start()
                time.sleep(DEADLINE)  # whatever was being posted meanwhile has ended
                house.be_off()
                tally = strain.finish()

    assert tally.is_clean
