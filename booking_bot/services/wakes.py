"""Waking a worker of another process at once, where procrastinate carries word between them (PostgreSQL).

Its tables lie in a schema of their own, made by `migrate` beside ours. Nothing in them is of value: a wake-up
that is lost is made up for by the workers' own ticks, so a newer procrastinate simply gets new tables. For
the same reason a wake-up that fails never takes the transaction with it that asked for it.
"""

import logging
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from booking_bot.db import Database

log = logging.getLogger(__name__)

SCHEMA, QUEUE, TASK = "procrastinate", "booking_bot", "wake"
# Whoever finds so many before them adds none: they all ring the same bell.
ENOUGH = 20
# Any number will do: it keeps two that migrate at once one after the other.
MAKING = 8_214_002

_WAKE = sa.text(f"SELECT {SCHEMA}.wake_a_worker()")
_FUNCTION = f"""
CREATE FUNCTION {SCHEMA}.wake_a_worker() RETURNS void LANGUAGE plpgsql SET search_path = {SCHEMA}, pg_temp
AS $$
BEGIN
    IF (SELECT count(*) FROM (
            SELECT FROM procrastinate_jobs WHERE status = 'todo' AND task_name = '{TASK}' LIMIT {ENOUGH}
        ) AS waiting) < {ENOUGH}
    THEN
        PERFORM procrastinate_defer_jobs_v1(ARRAY[
            ROW('{QUEUE}', '{TASK}', 1, NULL, NULL, '{{}}', NULL)
        ]::procrastinate_job_to_defer_v1[]);
    END IF;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'no worker was woken: %', SQLERRM;
END $$
"""  # noqa: S608 - of constants
_MADE_FOR = sa.text(f"SELECT obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace')")


class _Carried:
    """The key of `Session.info` that is there where wake-ups are carried; true once one is asked for."""


def carry(database: Database) -> None:
    """Have this process wake the workers of others."""
    database.info[_Carried] = False


def ask(session: Session) -> None:
    """Wake a worker once the caller's transaction is committed: something is due now. Once is enough."""
    if session.info.get(_Carried) is False:
        session.info[_Carried] = True
        session.connection().execute(_WAKE)


def are_ready(database: Database) -> bool:
    """Whether `make` was run for the procrastinate that is installed; always where there is none to run."""
    if database.is_sqlite:
        return True
    with database.reading() as session:
        return bool(session.connection().scalar(_MADE_FOR) == _wanted())


def make(database: Database) -> None:
    """Make procrastinate's tables, anew where they are another version's. Again, it changes nothing."""
    if database.is_sqlite:
        return
    with database.transaction() as session:
        connection = session.connection()
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MAKING)))
        if connection.scalar(_MADE_FOR) == _wanted():
            return
        _drop(connection)
        tables = (files("procrastinate") / "sql" / "schema.sql").read_text(encoding="utf-8")
        driver: Any = connection.connection.driver_connection  # which takes many statements at once
        driver.execute(f"CREATE SCHEMA {SCHEMA}; SET LOCAL search_path TO {SCHEMA}; {tables}")
        driver.execute(f"{_FUNCTION}; COMMENT ON SCHEMA {SCHEMA} IS '{_wanted()}'")
    log.info("the tables of %s were made", _wanted())


def unmake(database: Database) -> None:
    """Take them away."""
    if not database.is_sqlite:
        with database.transaction() as session:
            _drop(session.connection())


def _drop(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


@cache
def _wanted() -> str:
    return f"procrastinate {version('procrastinate')}, wake-ups of booking_bot"
