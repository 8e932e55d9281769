"""Houses with a bot: one for each module that only talks to it, a new one for each test that breaks it."""

import itertools
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.e2e.house import House
from tests.e2e.programs import Program
from tests.slates import create, named
from tests.twilio_standin import TwilioStandIn

_numbers = itertools.count(1)


# What no log may hold: faults that nobody handled, and who the customers are or what they say.
UNWANTED = re.compile(r"Traceback|Warning:|34600\d{6}|ES\.\d+|\bAna\b|corte|muy bien", re.IGNORECASE)


@contextmanager
def house_at(home: Path, database_url: str, **others: str) -> Iterator[House]:
    with TwilioStandIn() as twilio:
        house = House(home, database_url, twilio, others=others)
        yield house
        house.database.dispose()


@contextmanager
def listening_to(house: House) -> Iterator[House]:
    """Show what was logged where the test fails, and let it fail by what should not have been."""
    yield house
    sys.stderr.write(house.output)
    assert UNWANTED.findall(house.output) == []


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """On SQLite, with nothing running in it yet."""
    shutil.copy(sqlite_template, tmp_path / "booking.db")
    with house_at(tmp_path, f"sqlite:///{tmp_path}/booking.db") as built, listening_to(built):
        yield built


@pytest.fixture(scope="module", params=["serve", pytest.param("machines", marks=pytest.mark.postgres)])
def house_at_work(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """`booking-bot serve` on SQLite, or gunicorn and two workers on PostgreSQL."""
    home = tmp_path_factory.mktemp("house")
    if request.param == "serve":
        shutil.copy(request.getfixturevalue("sqlite_template"), home / "booking.db")
        url = f"sqlite:///{home}/booking.db"
    else:
        name = f"house_{next(_numbers)}"
        server = str(request.getfixturevalue("postgres_url"))
        create(server, name, str(request.getfixturevalue("postgres_template")))
        url = named(server, name)
    with house_at(home, url) as house, ExitStack() as programs:
        for program in [house.serve()] if request.param == "serve" else machines(house):
            programs.enter_context(program)
        program.wait_until_ready(house.url)
        yield house


@pytest.fixture
def running(house_at_work: House) -> Iterator[House]:
    """A house at work, shared by the tests of a module."""
    with listening_to(house_at_work):
        yield house_at_work


def machines(house: House) -> list[Program]:
    return [
        house.program("booking-bot", "worker"),
        house.program("booking-bot", "worker"),
        house.program(
            "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4",
            "--no-control-socket", "--bind", f"127.0.0.1:{house.port}", "booking_bot:create_app()",
        ),
    ]  # fmt: skip
