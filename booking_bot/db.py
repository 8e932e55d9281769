"""The database: one engine, two ways in.

`transaction()` writes: on SQLite it takes the write lock with its first statement (BEGIN IMMEDIATE),
so that what was read still holds when it is written. `reading()` never writes and never waits.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from booking_bot.write_turn import WriteTurn

# Who vanishes in the middle of a transaction, a machine with its cable pulled, lets go of the agenda.
POSTGRES_IDLE = "60s"
POSTGRES_CONNECT_SECONDS = 10
_INDEXES_OF_WORDS = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'"
SQLITE_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=FULL")


def normalise_url(url: str) -> str:
    """SQLAlchemy's form of a database URL; platforms still hand out `postgres://`."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


class Database:
    """An engine with the habits of its kind. Safe to share between threads.

    Every session carries `info`: what the process knows that the tables do not.
    """

    def __init__(self, url: str) -> None:
        self.url = normalise_url(url)
        self.info: dict[Any, Any] = {}
        self.is_sqlite = self.url.startswith("sqlite")
        self.engine = sa.create_engine(
            self.url,
            pool_pre_ping=not self.is_sqlite,
            connect_args={} if self.is_sqlite else {"connect_timeout": POSTGRES_CONNECT_SECONDS},
            hide_parameters=True,  # an error that is logged must not quote what customers said
        )
        sa.event.listen(self.engine, "handle_error", _keep_first_line)
        self._turn = WriteTurn(_file_of(self.engine.url)) if self.is_sqlite else None
        if self.is_sqlite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)
        else:
            sa.event.listen(self.engine, "connect", _prepare_postgres)
        self._reader = self.engine.execution_options(begin="BEGIN")
        alone = {"begin": ""} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._glancer = self.engine.execution_options(**alone)

    @contextmanager
    def transaction(self, *, pressing: bool = False) -> Iterator[Session]:
        """A session that commits at the end and rolls back on any exception.

        Who is `pressing`, since somebody waits for the answer, writes before the others of this process.
        """
        with (
            self._turn.taken(pressing=pressing) if self._turn else nullcontext(),
            Session(self.engine, expire_on_commit=False, info=self.info) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only; nothing in it is ever committed."""
        with Session(self._reader, expire_on_commit=False, autoflush=False, info=self.info) as session:
            yield session

    @contextmanager
    def glance(self) -> Iterator[sa.Connection]:
        """A connection for one look, for which no transaction has to be begun and ended."""
        with self._glancer.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """A connection that sees all tables as they are at its first look, whatever is written meanwhile."""
        if self.is_sqlite:  # as every reading does, in WAL mode
            with self._reader.connect() as connection:
                yield connection
            return
        with self.engine.connect() as opened:
            connection = opened.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            # Between two looks something slow may be written.
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield connection

    def forget(self) -> None:
        """Leave nothing in the files of what was deleted; PostgreSQL sees to that by itself, in time.

        SQLite writes its file anew, which takes a second for some hundred megabytes. Others go on reading.
        """
        self.forget_words()
        if not self.is_sqlite or self._turn is None:
            return
        with self._turn.taken(), self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def forget_words(self) -> None:
        """Leave nothing of what was deleted in the indexes of words.

        SQLite's only mark it there until their parts are written together, as they are here.
        """
        if not self.is_sqlite:
            return
        with self.transaction() as session:
            driver: Any = session.connection().connection.driver_connection
            for (name,) in driver.execute(_INDEXES_OF_WORDS).fetchall():
                driver.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608

    def dispose(self) -> None:
        self.engine.dispose()


def _file_of(url: sa.URL) -> Path | None:
    return Path(url.database) if url.database and url.database != ":memory:" else None


def _keep_first_line(context: sa.engine.ExceptionContext) -> None:
    """PostgreSQL's further lines quote the row that it refused, and errors end in logs."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args and isinstance(error.args[0], str):
            error.args = (error.args[0].partition("\n")[0], *error.args[1:])


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver would begin only at the first write
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.execute(f"SET SESSION idle_in_transaction_session_timeout = '{POSTGRES_IDLE}'")
    connection.commit()


def _begin_sqlite(connection: sa.Connection) -> None:
    begin = connection.get_execution_options().get("begin", "BEGIN IMMEDIATE")
    if begin:
        connection.exec_driver_sql(begin)
