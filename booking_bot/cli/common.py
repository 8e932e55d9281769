"""What commands share: settings and the database, with their faults in words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from booking_bot.config import (
    Settings,
    SettingsError,
    load_database_url,
    load_places,
    load_public_url,
    load_settings,
)
from booking_bot.db import Database
from booking_bot.services import schema


class WrongSettings(click.ClickException):
    exit_code = 2


def settings() -> Settings:
    """The settings; wrong ones end the command."""
    with right_settings():
        return load_settings()


@contextmanager
def right_settings() -> Iterator[None]:
    """Wrong settings end the command with one line."""
    try:
        yield
    except SettingsError as wrong:
        raise WrongSettings(str(wrong)) from None


def port() -> int:
    """The port of PORT, as platforms set it, else 8000."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise WrongSettings("PORT wants a whole number from 1 to 65535")
    return int(text)


def base_url() -> str:
    """Below which the pages are: PUBLIC_URL, else this machine."""
    with right_settings():
        return load_public_url() or f"http://127.0.0.1:{port()}"


@contextmanager
def failures() -> Iterator[None]:
    """Whatever the database or its folder does not do ends the command with one line."""
    try:
        yield
    except DBAPIError as failure:
        raise click.ClickException(f"the database failed: {reason(failure)}") from None
    except OSError as failure:
        raise click.ClickException(f"the database failed: {failure}") from None


@contextmanager
def any_database() -> Iterator[Database]:
    """The database of DATABASE_URL, whatever its schema; its failures end the command."""
    with right_settings():
        database = Database(load_database_url())
    try:
        with failures():
            yield database
    finally:
        database.dispose()


@contextmanager
def database() -> Iterator[Database]:
    """The database of DATABASE_URL at its newest schema."""
    with any_database() as opened:
        if not schema.is_current(opened):
            raise click.ClickException(
                "the database lacks the newest schema: run `booking-bot migrate` first"
            )
        yield opened


def media_dir() -> Path:
    """The folder of files of MEDIA_DIR; wrong settings end the command."""
    with right_settings():
        return load_places().media_dir


def reason(failure: DBAPIError) -> str:
    """The first line of what the database said; the statement and its values are left out."""
    return (str(failure.orig).strip() or "no reason given").splitlines()[0]
