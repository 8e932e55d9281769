"""SQLite is for one machine and a disk of its own: what begins to work on it makes sure of that."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import click

from booking_bot.db import Database
from booking_bot.services import heartbeat
from booking_bot.services.disks import file_of, network_disk
from booking_bot.wiring import utc_now

# Whoever is alive is heard of again within this.
SILENT = 2 * heartbeat.EVERY + timedelta(seconds=10)
PAUSE = 2.0  # seconds between two looks
ON_A_NETWORK_DISK = (
    "SQLite does not work on a network disk ({kind}): let DATABASE_URL name a local disk, or PostgreSQL"
)
ANOTHER_MACHINE = (
    "another machine works on this SQLite file, which ends in lost messages: use PostgreSQL there"
)


def make_sure(
    database: Database,
    *,
    clock: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """End the command where the file lies on a network disk or another machine is at work on it.

    One that was at work a moment ago may be this one before its power went, so it is waited for: only who
    is alive is heard of again.
    """
    file = file_of(database)
    if file is None:
        return
    if kind := network_disk(file):
        raise click.ClickException(ON_A_NETWORK_DISK.format(kind=kind))
    seen = _seen(database)
    if seen is None or seen + SILENT <= clock():
        return
    click.echo("another machine was at work on this SQLite file a moment ago: is it still?", err=True)
    while clock() < seen + SILENT:
        sleep(PAUSE)
        if _seen(database) != seen:
            raise click.ClickException(ANOTHER_MACHINE)


def _seen(database: Database) -> datetime | None:
    with database.reading() as session:
        return heartbeat.last_of_others(session, heartbeat.this_machine())
