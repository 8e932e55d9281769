"""Instants as numbers, which both databases group and subtract alike; the shop's clock is put to them after.

Every clock of the world is off by whole quarters of an hour, so a quarter has one date and one hour in each.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col

QUARTER = 15 * 60


class seconds(FunctionElement[int]):  # noqa: N801  # it reads as the function that it is
    """UTC seconds of a column of instants, without their fraction."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(seconds)
def _of_postgres(element: seconds, compiler: Any, **more: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **more)})) AS BIGINT)"


@compiles(seconds, "sqlite")
def _of_sqlite(element: seconds, compiler: Any, **more: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **more)}) AS INTEGER)"


def quarter(moment: Any) -> sa.ColumnElement[int]:
    """The quarter of an hour in which it lies, as its number."""
    return seconds(moment) // QUARTER


def wall(number: int, zone: ZoneInfo) -> datetime:
    """What the shop's clock shows as that quarter begins."""
    return datetime.fromtimestamp(number * QUARTER, UTC).astimezone(zone)


def within(moment: Any, begin: datetime, end: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(col(moment) >= begin, col(moment) < end)
