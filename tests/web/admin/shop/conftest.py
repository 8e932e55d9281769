"""The demo's hairdresser's on Monday at ten, and its owner, who has signed in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.security import generate_password_hash

from booking_bot.db import Database
from booking_bot.models import Role, User
from booking_bot.services import business_file
from booking_bot.services.file_form.reading import read
from tests.services.business_file.rows import DEMO
from tests.shop import NOW
from tests.web.house import OWNER, PASSWORD, Visitor, application


@pytest.fixture(scope="session")
def salon(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("salon") / "salon.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.transaction() as session:
        business_file.load(session, read(DEMO))
        fast = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
        session.add(User(email=OWNER, password_hash=fast, role=Role.OWNER, created_at=NOW))
    database.dispose()
    return path


@pytest.fixture
def sqlite(salon: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(salon, tmp_path / "salon.db")
    database = Database(f"sqlite:///{tmp_path}/salon.db")
    yield database
    database.dispose()


@pytest.fixture
def owner(sqlite: Database) -> Visitor:
    visitor = Visitor(application(sqlite))
    visitor.sign_in()
    return visitor
