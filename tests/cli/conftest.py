"""Commands as they are typed, over settings of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from booking_bot.cli import commands
from booking_bot.config import Settings

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours is set, and no .env lies about."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run() -> Run:
    """`run("token", "add", "till")`; `typed` is what standard input holds."""

    def invoke(*arguments: str, typed: str | bytes | None = None) -> Result:
        return CliRunner().invoke(commands, arguments, input=typed, prog_name="booking-bot")

    return invoke


@pytest.fixture
def at_database(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> str:
    """DATABASE_URL names an empty, migrated database."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return sqlite_url
