"""What the tests of bookings share: who asks, and what is busy afterwards."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from booking_bot.models import Occupancy
from tests.shop import NOW, at

TEN = "2026-11-24 10:00"
OWNER: dict[str, Any] = {"by": "owner:1", "now": NOW}


def busy(session: Session) -> list[tuple[int, int, str, str]]:
    """Resource, lane and stretch of every occupancy, as dates and times of UTC."""
    session.flush()
    rows = session.exec(select(Occupancy)).all()
    return sorted((row.resource_id, row.lane, told(row.start_ts), told(row.end_ts)) for row in rows)


def told(seconds: int) -> str:
    return f"{at('1970-01-01 01:00') + timedelta(seconds=seconds):%d %H:%M}"
