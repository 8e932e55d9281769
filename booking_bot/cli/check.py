"""`check`: looks at everything that a start needs and says what to do about each fault."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

import click
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from booking_bot.cli import check_twilio, check_ways, one_disk
from booking_bot.cli.common import reason
from booking_bot.cli.findings import Ask, Finding, ask
from booking_bot.config import Settings, SettingsError, load_database_url, load_settings, misspelt
from booking_bot.connection import as_entered
from booking_bot.db import Database
from booking_bot.services import checkup, heartbeat, schema
from booking_bot.services.disks import file_of, network_disk
from booking_bot.wiring import utc_now


@click.command("check")
def command() -> None:
    """Check settings, database, Twilio and the webhook's address."""
    faults = 0
    for finding in findings(ask, utc_now()):
        faults += finding.fault
        click.echo(f"{'FAULT' if finding.fault else 'ok':<6}{finding.subject}: {finding.words}")
    if faults:
        raise click.exceptions.Exit(1)


def findings(ask: Ask, now: datetime) -> Iterator[Finding]:
    """Everything there is to find, in the order in which it is to be mended."""
    settings = None
    try:
        settings = load_settings()
        yield Finding("settings", "complete", fault=False)
        for name, meant in misspelt():
            yield Finding("settings", f"{name} is none of them and has no effect: {meant} may be meant")
    except SettingsError as wrong:
        yield Finding("settings", str(wrong))
    with suppress(SettingsError):  # said above
        database = Database(load_database_url())
        settings = settings and _with_what_the_page_has(settings, database)
        yield from _of_database(database, settings, now)
    if settings:
        yield from check_twilio.findings(settings, ask)
        yield from check_ways.findings(settings)


def _with_what_the_page_has(settings: Settings, database: Database) -> Settings:
    if (file := file_of(database)) and not file.exists():
        return settings  # looking would make it
    with suppress(DBAPIError), database.reading() as session:  # what is wrong with it is said of itself
        return as_entered(settings, session)
    return settings


def _of_database(database: Database, settings: Settings | None, now: datetime) -> Iterator[Finding]:
    try:
        if (file := file_of(database)) and (kind := network_disk(file)):
            yield Finding("database", one_disk.ON_A_NETWORK_DISK.format(kind=kind))
        if not schema.is_current(database):
            yield Finding("database", "it lacks the newest schema: run `booking-bot migrate`")
            return
        yield Finding("database", f"{database.engine.dialect.name}, newest schema", fault=False)
        with database.reading() as session:
            missing = [Finding("shop", sentence) for sentence in checkup.lacking(session)]
            yield from missing or [Finding("shop", "complete", fault=False)]
            refused = [Finding("templates", sentence) for sentence in checkup.refused_templates(session)]
            yield from refused
            if settings and settings.twilio_enabled:
                yield _worker(session, now, one_machine=database.is_sqlite)
    except DBAPIError as failure:
        yield Finding("database", f"no connection, check DATABASE_URL: {reason(failure)}")
    finally:
        database.dispose()


def _worker(session: Session, now: datetime, *, one_machine: bool) -> Finding:
    """Whether somebody sends what is queued here. A worker with a disk of its own is not to be seen."""
    at_work = heartbeat.machines(session, now)
    if one_machine and at_work - {heartbeat.this_machine()}:
        return Finding("worker", one_disk.ANOTHER_MACHINE)
    if at_work:
        return Finding("worker", "at work", fault=False)
    words = "none is at work on this database: start `booking-bot serve`, or `booking-bot worker`"
    if one_machine:
        words += "; where it runs already, it has another disk, and needs PostgreSQL"
    return Finding("worker", words)
