"""The house, its application, and two visitors: Carmen, who has signed in, and a stranger."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from booking_bot.db import Database
from tests.web.house import House, Visitor, application, furnish


@pytest.fixture(scope="session")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, House]:
    """A database with the house in it, to copy."""
    path = tmp_path_factory.mktemp("house") / "house.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.transaction() as session:
        house = furnish(session)
    database.dispose()
    return path, house


@pytest.fixture
def sqlite(furnished: tuple[Path, House], tmp_path: Path) -> Iterator[Database]:
    path, _ = furnished
    shutil.copy(path, tmp_path / "booking.db")
    database = Database(f"sqlite:///{tmp_path}/booking.db")
    yield database
    database.dispose()


@pytest.fixture
def house(furnished: tuple[Path, House]) -> House:
    return furnished[1]


@pytest.fixture
def app(sqlite: Database) -> Flask:
    return application(sqlite)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def carmen(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in()
    return visitor
