"""Bringing a database to the newest schema, and telling whether it is there."""

import logging
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from booking_bot.db import Database

# Every look at the schema is a line or two at its INFO, and load balancers look every few seconds.
logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def configuration(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the database to `revision`. Doing it again changes nothing.

    SQLite's folder is made where it does not exist.
    """
    if file := _file(database):
        file.parent.mkdir(parents=True, exist_ok=True)
    with database.engine.connect() as connection:
        command.upgrade(configuration(connection), revision)
        connection.commit()


def is_current(database: Database) -> bool:
    """Whether the database has the newest schema. Raises SQLAlchemyError where it cannot be asked."""
    if (file := _file(database)) and not file.exists():
        return False  # and looking does not make it
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision() == head


def _file(database: Database) -> Path | None:
    """Where SQLite keeps it; None elsewhere."""
    name = database.engine.url.database
    return Path(name) if database.is_sqlite and name and name != ":memory:" else None
