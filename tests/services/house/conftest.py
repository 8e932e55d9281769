"""The demo's hairdresser's, read anew from its file for each test from a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from booking_bot.db import Database
from booking_bot.services import business_file
from booking_bot.services.file_form.reading import read
from tests.services.business_file.rows import DEMO


@pytest.fixture(scope="session")
def salon(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("salon") / "salon.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.transaction() as session:
        business_file.load(session, read(DEMO))
    database.dispose()
    return path


@pytest.fixture
def database(salon: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(salon, tmp_path / "salon.db")
    found = Database(f"sqlite:///{tmp_path}/salon.db")
    yield found
    found.dispose()
