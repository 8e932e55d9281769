"""PostgreSQL databases for one test after the other: wiping one takes a tenth of what a new one takes."""

import os
import time
from itertools import count

import psycopg
import sqlalchemy as sa

Shape = list[tuple[str, str, str]]

KEPT = "alembic_version"
_SHAPE = """
SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'procrastinate') ORDER BY c.oid
"""
_GUESTS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
_COUNT_ANEW = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


class Slates:
    """Empty copies of a template, of which the last is wiped and given again where nobody is at it still
    and nobody made or dropped a table."""

    def __init__(self, url: str, template: str) -> None:
        self.url = url
        self.template = template
        self.numbers = count(1)
        self.name = ""
        self.shape: Shape = []
        self.keeper = psycopg.connect(url, autocommit=True)

    def give(self) -> str:
        """The address of an empty database to which nobody is connected."""
        if not (self.name and self._is_left() and self._wipe()):
            self._make()
        self._is_left()
        return named(self.url, self.name)

    def close(self) -> None:
        self.keeper.close()

    def _make(self) -> None:
        self.name = f"booking_{os.getpid()}_{next(self.numbers)}"
        create(self.url, self.name, self.template)
        with psycopg.connect(named(self.url, self.name), autocommit=True) as connection:
            self.shape = _shape(connection)

    def _is_left(self) -> bool:
        """Whoever has hung up is gone a moment later."""
        until = time.monotonic() + 0.2
        while self.keeper.execute(_GUESTS, (self.name,)).fetchone() != (0,):
            if time.monotonic() > until:
                return False
            time.sleep(0.002)
        return True

    def _wipe(self) -> bool:
        """Whether it could be."""
        try:
            with psycopg.connect(named(self.url, self.name), autocommit=True) as connection:
                if _shape(connection) != self.shape:
                    return False
                connection.execute("SET session_replication_role = replica")  # neither keys nor triggers
                connection.execute(_emptying(self.shape))
                connection.execute(_COUNT_ANEW)
        except psycopg.OperationalError:  # the test dropped it
            return False
        return True


def _shape(connection: psycopg.Connection) -> Shape:
    return connection.execute(_SHAPE).fetchall()


def _emptying(shape: Shape) -> bytes:
    tables = [f'"{schema}"."{name}"' for schema, name, kind in shape if kind == "r" and name != KEPT]
    return "; ".join(f"DELETE FROM {table}" for table in tables).encode()


def named(url: str, name: str) -> str:
    return str(sa.make_url(url).set(database=name).render_as_string(hide_password=False))


def create(url: str, name: str, template: str = "template0") -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
