from pathlib import Path

import pytest

from booking_bot.db import Database
from booking_bot.services import schema
from tests.cli.conftest import Run


def test_a_new_database_is_made_where_the_settings_say(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///deep/down/booking.db")

    done = [run("migrate"), run("migrate")]

    assert [one.stdout for one in done] == ["The database has the newest schema.\n"] * 2
    database = Database(f"sqlite:///{Path.cwd()}/deep/down/booking.db")
    assert schema.is_current(database)
    database.dispose()


def test_a_database_that_is_not_there_is_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:hush-hush@127.0.0.1:1/booking")

    refused = run("migrate")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: the database failed: ")
    assert len(refused.stderr.splitlines()) == 1
    assert "hush-hush" not in refused.output


def test_a_wrong_setting_is_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "booking.db")

    refused = run("migrate")

    assert refused.exit_code == 2
    assert refused.stderr == (
        "Error: DATABASE_URL wants an address such as sqlite:///var/booking.db or "
        "postgresql://user:password@host/name\n"
    )


@pytest.mark.parametrize(
    "arguments", [("business", "dump"), ("token", "add", "till"), ("owner", "add", "ana@example.com")]
)
def test_other_commands_want_the_newest_schema(run: Run, arguments: tuple[str, ...]) -> None:
    Path("var").mkdir()

    refused = run(*arguments)

    assert refused.exit_code == 1
    assert refused.stderr == "Error: the database lacks the newest schema: run `booking-bot migrate` first\n"


def test_a_folder_that_cannot_be_made_is_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("var").write_text("a file where the folder should be")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///var/booking.db")

    refused = run("migrate")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: the database failed: ")
    assert len(refused.stderr.splitlines()) == 1
