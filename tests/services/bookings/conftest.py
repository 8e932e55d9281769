from collections.abc import Iterator

import pytest
from sqlmodel import Session

from booking_bot.db import Database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session
