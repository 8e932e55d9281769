"""Lets a workload in JSON be timed from outside: `load` it once, then ask for what is `free`.

A workload has `tz`, `weekly` (ISO weekday → pairs of times), `duration` and `step` in minutes, `start`,
and `staff` with `bookings` of date, start and end. What is called is what the bot and the API call.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.agenda_data import WEEKDAYS, fill, open_shop, past, sqlite_database
from booking_bot.db import Database
from booking_bot.domain.walltime import instant, utc
from booking_bot.services.availability import free_slots

_loaded: dict[str, Any] = {}


def load(workload: dict[str, Any], filler: int, database: Database | None = None) -> None:
    """Put the workload into a database of its own, with `filler` appointments before its start."""
    database = database or sqlite_database()
    zone = ZoneInfo(workload["tz"])
    service, staff = open_shop(
        database,
        zone=workload["tz"],
        hours={
            weekday: [f"{opens}-{closes}" for opens, closes in workload["weekly"][str(number)]]
            for number, weekday in enumerate(WEEKDAYS, 1)
        },
        staff=[person["name"] for person in workload["staff"]],
        length=timedelta(minutes=workload["duration"]),
        step=timedelta(minutes=workload["step"]),
    )
    first = date.fromisoformat(workload["start"])
    fill(database, service, past(staff, filler, first, zone))
    fill(
        database,
        service,
        (
            (number, _moment(taken["date"], taken["start"], zone), _moment(taken["date"], taken["end"], zone))
            for number, person in zip(staff, workload["staff"], strict=True)
            for taken in person["bookings"]
        ),
    )
    now = utc(instant(first, 0, zone)) - timedelta(days=1)
    _loaded.update(database=database, zone=zone, service=service, now=now)


def free(start_iso: str, days: int) -> dict[str, list[str]]:
    """Wall times of all free starts with anybody, by date."""
    zone, first = _loaded["zone"], date.fromisoformat(start_iso)
    with _loaded["database"].reading() as session:
        slots = free_slots(
            session,
            service_id=_loaded["service"],
            start=utc(instant(first, 0, zone)),
            end=utc(instant(first + timedelta(days=days), 0, zone)),
            now=_loaded["now"],
        )
    found: dict[str, list[str]] = {}
    for slot in slots:
        wall = slot.start.astimezone(zone).isoformat()
        found.setdefault(wall[:10], []).append(wall[11:16])
    return found


def _moment(day: str, wall: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(f"{day} {wall}").replace(tzinfo=zone).astimezone(UTC)
