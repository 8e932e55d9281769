import stat
from pathlib import Path

import pytest

from booking_bot.db import Database
from tests.cli.conftest import Run
from tests.services.archive.filled import everything, fill


def at(monkeypatch: pytest.MonkeyPatch, place: str) -> Database:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{place}")
    return Database(f"sqlite:///{place}")


def test_a_shop_moves_to_another_machine(
    monkeypatch: pytest.MonkeyPatch, at_database: str, run: Run, tmp_path: Path
) -> None:
    before = Database(at_database)
    fill(before, tmp_path / "var" / "media")

    saved = run("backup", "shop.zip")
    monkeypatch.setenv("MEDIA_DIR", "moved/media")
    after = at(monkeypatch, "moved/booking.db")
    restored = run("restore", "shop.zip")

    rows = sum(len(found) for found in everything(before).values())
    assert (saved.exit_code, saved.stdout) == (
        0,
        f"shop.zip holds {rows} rows and 1 files; keep SECRET_KEY beside it.\n",
    )
    assert (restored.exit_code, restored.stdout) == (
        0,
        f"The database holds the {rows} rows of shop.zip.\n",
    )
    assert everything(after) == everything(before)
    assert len([file for file in Path("moved/media").rglob("*") if file.is_file()]) == 1
    before.dispose()
    after.dispose()


def test_a_database_and_its_folder_are_made_for_nobody_else_to_read(
    monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    made = at(monkeypatch, "var/booking.db")

    run("migrate")
    with made.transaction():
        beside = [*Path("var").iterdir()]

    made.dispose()
    assert stat.S_IMODE(Path("var").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in beside} == {0o600}


def test_what_stands_in_the_way_of_a_restore_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, at_database: str, run: Run, tmp_path: Path
) -> None:
    Path("photo.jpg").write_bytes(b"\xff\xd8")
    run("backup", "shop.zip")
    full = Database(at_database)
    fill(full, tmp_path / "media")
    full.dispose()

    told = [run("restore", "photo.jpg"), run("restore", "shop.zip"), run("backup", "no/such/folder/shop.zip")]

    assert [(one.exit_code, one.stderr) for one in told] == [
        (1, "Error: photo.jpg cannot be restored: it is no archive, or not a whole one\n"),
        (1, "Error: the database is not empty: let DATABASE_URL name a new one\n"),
        (1, "Error: no/such/folder/shop.zip cannot be written: No such file or directory\n"),
    ]
