import itertools
import json
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Attachment, Audit, Customer, metadata
from booking_bot.services import archive, schema
from booking_bot.services.archive import form
from tests.services.archive.filled import FAR, NOW, everything, fill
from tests.slates import create, named

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
_numbers = itertools.count(1)


@pytest.fixture
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a schema, of the kind that the test asks for."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path}/new/other.db")
    else:
        url = str(request.getfixturevalue("postgres_url"))
        name = f"archive_{os.getpid()}_{next(_numbers)}"
        create(url, name)
        opened = Database(named(url, name))
    yield opened
    opened.dispose()


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.mark.parametrize("other", KINDS, indirect=True)
def test_what_was_saved_comes_back_whole_in_either_kind_of_database(
    database: Database, other: Database, media: Path, tmp_path: Path
) -> None:
    fill(database, media)

    saved = archive.save(database, media, tmp_path / "all.zip", now=NOW)
    rows = archive.restore(other, tmp_path / "media2", tmp_path / "all.zip")

    assert everything(other) == everything(database)
    assert schema.is_current(other)
    assert saved == archive.Saved(rows=rows, files=1, missing=0)
    assert rows == len(metadata.tables) + 1
    assert [path.read_bytes() for path in (tmp_path / "media2").rglob("*") if path.is_file()] == [
        b"\xff\xd8 a photo"
    ]
    assert stat.S_IMODE((tmp_path / "all.zip").stat().st_mode) == 0o600


@pytest.mark.parametrize("other", KINDS, indirect=True)
def test_a_restored_database_goes_on_counting(
    sqlite: Database, other: Database, media: Path, tmp_path: Path
) -> None:
    fill(sqlite, media)
    archive.save(sqlite, media, tmp_path / "all.zip", now=NOW)
    archive.restore(other, media, tmp_path / "all.zip")

    with other.transaction() as session:
        customer = Customer(created_at=NOW)
        session.add(customer)
        session.flush()

    assert customer.id == FAR + 1


def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(
    database: Database, media: Path, tmp_path: Path
) -> None:
    """Each transaction of the writer adds a customer and a line of the audit that names them."""
    done, begun = Event(), Event()

    def write() -> None:
        while not done.is_set():
            with database.transaction() as session:
                for _ in range(50):
                    customer = Customer(created_at=NOW)
                    session.add(customer)
                    session.flush()
                    session.add(
                        Audit(
                            at=NOW,
                            actor="bot",
                            verb="test",
                            object_kind="customer",
                            object_id=customer.id or 0,
                        )
                    )
            begun.set()

    writer = Thread(target=write)
    writer.start()
    saved = []
    for number in range(2):
        for _ in range(2):  # the first may have been written before the save that was just made
            begun.clear()
            begun.wait(10)
        saved.append(archive.save(database, media, tmp_path / f"{number}.zip", now=NOW))
    done.set()
    writer.join()

    for number, one in enumerate(saved):
        with ZipFile(tmp_path / f"{number}.zip") as read:
            counts = {name: len(read.read(form.path_of(name)).splitlines()) for name in ("customer", "audit")}
        assert counts["customer"] == counts["audit"] == one.rows / 2 > 0
    assert saved[0].rows < saved[1].rows


def test_nothing_is_restored_over_what_is_there(sqlite: Database, media: Path, tmp_path: Path) -> None:
    fill(sqlite, media)
    before = everything(sqlite)
    archive.save(sqlite, media, tmp_path / "all.zip", now=NOW)

    with pytest.raises(archive.NotEmpty):
        archive.restore(sqlite, media, tmp_path / "all.zip")

    assert everything(sqlite) == before


def test_nothing_is_restored_under_a_running_program(database_url: str, media: Path, tmp_path: Path) -> None:
    with ExitStack() as opened:
        running, mine = Database(database_url), Database(database_url)
        opened.callback(running.dispose)
        opened.callback(mine.dispose)
        archive.save(mine, media, tmp_path / "all.zip", now=NOW)
        with running.reading() as session:
            session.exec(select(Customer)).all()

            with pytest.raises(archive.StillRunning):
                archive.restore(mine, media, tmp_path / "all.zip")

        running.dispose()
        assert archive.restore(mine, media, tmp_path / "all.zip") == 0


def test_an_archive_of_an_older_schema_is_brought_to_the_newest(
    sqlite: Database, media: Path, tmp_path: Path
) -> None:
    """As the first version would have made it: with the tables and columns of its own."""
    customer = {"columns": {"id": "number", "blocked": "truth", "created_at": "instant"}, "rows": 1}
    about = {"format": 1, "program": "booking_bot", "revision": "0001", "tables": {"customer": customer}}
    with ZipFile(tmp_path / "old.zip", "w") as made:
        made.writestr("about.json", json.dumps({**about, "files": 0}))
        made.writestr(
            "tables/customer.jsonl", '{"id":5,"blocked":true,"created_at":"2025-01-01T00:00:00Z"}\n'
        )

    rows = archive.restore(sqlite, media, tmp_path / "old.zip")

    with sqlite.reading() as session:
        (restored,) = session.exec(select(Customer)).all()
    assert (rows, restored.id, restored.blocked, restored.email) == (1, 5, True, None)
    assert schema.is_current(sqlite)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"PK", b"KP", "it is no archive, or not a whole one"),
        (b'"program": "booking_bot"', b'"program": "bookkeeping"', "it is no archive of this program"),
        (b'"revision": "0', b'"revision": "9', "a newer version of this program made it: install that first"),
        (b'"rows": 2', b'"rows": 3', "rows of customer are missing in it"),
        (b"\xff\xd8 a photo", b"\xff\xd8 a video", "a file in it is damaged"),
    ],
    ids=["no zip", "of another", "newer", "a row less", "another file"],
)
def test_a_damaged_archive_is_refused_and_changes_nothing(
    sqlite: Database, tmp_path: Path, old: bytes, new: bytes, said: str
) -> None:
    fill(sqlite, tmp_path / "media")
    archive.save(sqlite, tmp_path / "media", tmp_path / "all.zip", now=NOW)
    _rewrite(tmp_path / "all.zip", old, new)
    other = Database(f"sqlite:///{tmp_path}/new/other.db")

    with pytest.raises(archive.Unreadable, match=said):
        archive.restore(other, tmp_path / "media2", tmp_path / "all.zip")

    rows = 0
    if schema.revision_of(other):
        rows = sum(len(found) for found in everything(other).values())
    other.dispose()
    assert rows == 0


def _rewrite(file: Path, old: bytes, new: bytes) -> None:
    """Change the content of whichever member has `old`, or the file itself where none has."""
    with ZipFile(file) as read:
        members = {name: read.read(name) for name in read.namelist()}
    if not any(old in content for content in members.values()):
        file.write_bytes(file.read_bytes().replace(old, new))
        return
    with ZipFile(file, "w") as changed:
        for name, content in members.items():
            changed.writestr(name, content.replace(old, new))


def test_a_file_that_is_gone_is_counted_and_does_not_stop_it(
    sqlite: Database, media: Path, tmp_path: Path
) -> None:
    fill(sqlite, media)
    with sqlite.transaction() as session:
        session.connection().execute(sa.update(Attachment).values(path=f"00/00/{'0' * 64}"))

    saved = archive.save(sqlite, media, tmp_path / "all.zip", now=NOW)

    assert (saved.files, saved.missing) == (0, 1)


def test_a_backup_that_fails_leaves_the_last_one_as_it_was(
    sqlite: Database, media: Path, tmp_path: Path
) -> None:
    (tmp_path / "all.zip").write_bytes(b"the last one")
    broken = Database(f"sqlite:///{tmp_path}/nothing.db")  # without a schema

    with pytest.raises(sa.exc.OperationalError):
        archive.save(broken, media, tmp_path / "all.zip", now=NOW)

    broken.dispose()
    assert (tmp_path / "all.zip").read_bytes() == b"the last one"
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".backup")] == []


def test_every_column_of_every_table_has_a_kind() -> None:
    kinds = {form.kind_of(column) for table in metadata.tables.values() for column in table.columns}

    assert kinds == {*form.KINDS}
