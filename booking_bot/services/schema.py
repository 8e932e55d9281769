"""Bringing a database to the newest schema, and telling whether it is there."""

import logging
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from booking_bot.db import Database
from booking_bot.services import wakes
from booking_bot.services.disks import file_of

# Every look at the schema is a line or two at its INFO, and load balancers look every few seconds.
logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)

# In the names of tables that SQLite keeps for its indexes of words: never empty, and nobody's rows.
INDEX_OF_WORDS = "_search"
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def configuration(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the database to `revision`. Doing it again changes nothing.

    SQLite's file and its folder are made where they do not exist, for nobody else to read.
    """
    if (file := file_of(database)) and not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)  # the files that SQLite puts beside it take their mode from it
    with database.engine.connect() as connection:
        command.upgrade(configuration(connection), revision)
        connection.commit()
    wakes.make(database)


def is_current(database: Database) -> bool:
    """Whether the database has the newest schema. Raises SQLAlchemyError where it cannot be asked."""
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    return revision_of(database) == newest and wakes.are_ready(database)


def revision_of(database: Database) -> str | None:
    """Where the schema stands; None where there is none yet."""
    if (file := file_of(database)) and not file.exists():
        return None  # and looking does not make it
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def is_known(revision: str) -> bool:
    """Whether this version of the program has migrations up to there."""
    return revision in {
        script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()
    }


def unmake(database: Database) -> None:
    """Take the whole schema away, and with it whatever is in the tables."""
    with database.engine.connect() as connection:
        command.downgrade(configuration(connection), "base")
        connection.commit()
    wakes.unmake(database)
