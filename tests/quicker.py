"""What would take a third of the suite's time and is the same in every test."""

import gc
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_builders: dict[tuple[Any, ...], Callable[..., Any]] = {}
_compile = Rule._compile_builder


def _compiled_before(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    """An application has some three hundred routes, and hundreds of tests make one each."""
    trace, defaults = tuple(rule._trace), tuple((rule.defaults or {}).items())
    key = rule.rule, append_unknown, trace, defaults
    if defaults or key not in _builders:  # a default is written by the converter of its own rule
        _builders[key] = _compile(rule, append_unknown)
    return _builders[key]


def compile_routes_once() -> None:
    setattr(Rule, "_compile_builder", _compiled_before)  # noqa: B010 - no type checker need know


def leave_what_stays() -> None:
    """Thousands of tests and all modules stay: nobody has to look through them for what is garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def share_statements() -> None:
    """Every test has a database of its own; what the statements to it look like is the same for all."""
    shared = LRUCache[Any, Any](5000)

    @sa.event.listens_for(sa.Engine, "engine_connect")
    def share(connection: sa.Connection) -> None:
        connection.engine._compiled_cache = shared

    for dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))  # noqa: B010
        setattr(dialect, "__hash__", lambda one: hash(type(one)))  # noqa: B010
