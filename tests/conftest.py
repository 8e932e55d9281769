"""What all tests share: databases of both kinds, migrated once and copied for each test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from booking_bot.db import Database
from booking_bot.services.schema import migrate
from tests import postgres, quicker, slates
from tests.slates import Slates

# The same examples each time, so that what was green stays so; `--hypothesis-profile=search` draws new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("steady")
quicker.compile_routes_once()
quicker.share_statements()


def pytest_collection_finish() -> None:
    quicker.leave_what_stays()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server; started when the first test asks."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.commit()
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated, empty PostgreSQL database to copy."""
    name = f"booking_{os.getpid()}_template"  # several processes may run the tests on one server
    slates.create(postgres_url, name)
    database = Database(slates.named(postgres_url, name))
    migrate(database)
    database.dispose()
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "booking.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_slates(postgres_url: str, postgres_template: str) -> Iterator[Slates]:
    given = Slates(postgres_url, postgres_template)
    yield given
    given.close()


@pytest.fixture
def postgres_copy_url(postgres_slates: Slates) -> str:
    return postgres_slates.give()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty, migrated database; the test runs once on each kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgres_copy_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database; the test runs once on each kind."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """An empty, migrated SQLite database, for what does not depend on the kind."""
    opened = Database(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def on_postgres(postgres_copy_url: str) -> Iterator[Database]:
    """An empty, migrated PostgreSQL database, for what happens only where many write at once."""
    opened = Database(postgres_copy_url)
    yield opened
    opened.dispose()
