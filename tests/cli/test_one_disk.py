"""Whether a second machine, or a disk that is not its own, is found before anything is sent."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import click
import pytest

from booking_bot.cli import one_disk
from booking_bot.db import Database
from booking_bot.services import disks, heartbeat
from booking_bot.services.heartbeat import this_machine
from tests.cli.conftest import Run

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
THERE = "another-machine"


def beat(database: Database, machine: str, at: datetime) -> None:
    with database.transaction() as session:
        heartbeat.beat(session, machine, at)


def start(database: Database, meanwhile: Callable[[datetime], object] = lambda _: None) -> timedelta:
    """How long it was waited; `meanwhile` is what happens at each pause."""
    now = NOW

    def sleep(seconds: float) -> None:
        nonlocal now
        now += timedelta(seconds=seconds)
        meanwhile(now)

    one_disk.make_sure(database, clock=lambda: now, sleep=sleep)
    return now - NOW


@pytest.mark.parametrize(
    ("machine", "ago"), [(this_machine(), timedelta(0)), (THERE, one_disk.SILENT), (THERE, timedelta(days=1))]
)
def test_one_machine_starts_at_once(sqlite: Database, machine: str, ago: timedelta) -> None:
    beat(sqlite, machine, NOW - ago)

    assert start(sqlite) == timedelta(0)


def test_one_whose_power_went_is_waited_out(sqlite: Database, capsys: pytest.CaptureFixture[str]) -> None:
    beat(sqlite, THERE, NOW - timedelta(seconds=40))

    assert start(sqlite) == one_disk.SILENT - timedelta(seconds=40)
    assert "is it still?" in capsys.readouterr().err


def test_one_that_is_alive_ends_the_start(sqlite: Database) -> None:
    beat(sqlite, THERE, NOW - timedelta(seconds=40))

    def works_on(now: datetime) -> None:
        if now > NOW + timedelta(seconds=20):
            beat(sqlite, THERE, now)

    with pytest.raises(click.ClickException, match="another machine works on this SQLite file"):
        start(sqlite, works_on)


def test_who_ends_in_order_leaves_nothing_to_wait_for(sqlite: Database) -> None:
    beat(sqlite, THERE, NOW)
    with sqlite.transaction() as session:
        heartbeat.leave(session, THERE)

    assert start(sqlite) == timedelta(0)


@pytest.mark.postgres
def test_on_postgresql_there_may_be_many(on_postgres: Database) -> None:
    beat(on_postgres, THERE, NOW)

    assert start(on_postgres) == timedelta(0)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_on_a_disk_over_the_network(
    run: Run, at_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory,
    command: str,
) -> None:  # fmt: skip
    mounts = tmp_path_factory.mktemp("proc") / "mounts"
    mounts.write_text("files:/shop / nfs4 rw 0 0\n")
    monkeypatch.setattr(disks, "MOUNTS", mounts)
    monkeypatch.setenv("SECRET_KEY", "Zk3vQ8sT1xW6yB0nM5pL9dF2gH7jR4cA")

    told = run(command)

    assert told.exit_code == 1
    assert told.stderr == (
        "Error: SQLite does not work on a network disk (nfs4): let DATABASE_URL name a local disk, "
        "or PostgreSQL\n"
    )
