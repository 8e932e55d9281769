"""What a race left behind, counted minute by minute from the appointments themselves.

It reads with plain SQL and shares nothing with the code or the guard that it judges.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from booking_bot.db import Database

_APPOINTMENTS = """
    SELECT a.id, a.staff_id, a.starts_at, a.ends_at, a.status, a.service_id FROM appointment a
"""
_OPEN = ("requested", "booked", "confirmed")


@dataclass(frozen=True)
class Verdict:
    """`overlaps` are minutes in which somebody or something was taken more often than it can be."""

    booked: int
    overlaps: int
    half_bookings: int
    holds: int


def judge(database: Database) -> Verdict:
    with database.engine.connect() as connection:
        services = {row["id"]: row for row in _rows(connection, "SELECT * FROM service")}
        capacity = {row["id"]: row["capacity"] for row in _rows(connection, "SELECT * FROM resource")}
        needs: dict[int, list[int]] = {}
        for row in _rows(connection, "SELECT * FROM service_resource"):
            needs.setdefault(row["service_id"], []).append(row["resource_id"])
        appointments = _rows(connection, _APPOINTMENTS)
        stretches = Counter[tuple[int, int, int, int]]()
        holds = 0
        for row in _rows(connection, "SELECT * FROM occupancy"):
            holds += row["appointment_id"] is None
            if row["appointment_id"] is not None:
                key = (row["appointment_id"], row["resource_id"], row["start_ts"], row["end_ts"])
                stretches[key] += 1

    use = Counter[tuple[int, int]]()
    expected = Counter[tuple[int, int, int, int]]()
    for row in appointments:
        if row["status"] not in _OPEN:
            continue
        for resource, start, end in _taken(
            row, services[row["service_id"]], needs.get(row["service_id"], [])
        ):
            expected[row["id"], resource, start * 60, end * 60] += 1
            use.update((resource, minute) for minute in range(start, end))
    return Verdict(
        booked=sum(row["status"] in _OPEN for row in appointments),
        overlaps=sum(many > capacity[resource] for (resource, _), many in use.items()),
        half_bookings=(expected - stretches).total() + (stretches - expected).total(),
        holds=holds,
    )


def _taken(row: Any, service: Any, rooms: list[int]) -> list[tuple[int, int, int]]:
    """Resource, first and last minute of all that an appointment takes."""
    start, end = _minute(row["starts_at"]), _minute(row["ends_at"])
    begins, leaves = start - _length(service["buffer_before"]), end + _length(service["buffer_after"])
    taken = [(room, begins, leaves) for room in rooms]
    if service["processing_length"] is None:
        return [*taken, (row["staff_id"], begins, leaves)]
    pause = start + _length(service["processing_after"])
    resume = pause + _length(service["processing_length"])
    return [*taken, (row["staff_id"], begins, pause), (row["staff_id"], resume, leaves)]


def _rows(connection: sa.Connection, statement: str) -> list[Any]:
    return list(connection.execute(sa.text(statement)).mappings())


def _minute(moment: datetime | str) -> int:
    """SQLite gives texts of UTC, PostgreSQL aware datetimes."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return int(moment.timestamp()) // 60


def _length(length: Any) -> int:
    """Minutes of a stored length; SQLite keeps it as a moment after 1970."""
    if isinstance(length, str):
        return _minute(length)
    return int(length.total_seconds()) // 60
