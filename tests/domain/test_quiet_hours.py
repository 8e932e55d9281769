from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from booking_bot.domain.quiet_hours import ends

MADRID = ZoneInfo("Europe/Madrid")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "end"),
    [
        ("21:00-09:00", "2026-11-23 20:59", None),
        ("21:00-09:00", "2026-11-23 21:00", "2026-11-24 09:00"),
        ("21:00-09:00", "2026-11-24 08:59", "2026-11-24 09:00"),
        ("21:00-09:00", "2026-11-24 09:00", None),
        ("14:00-16:00", "2026-11-23 15:00", "2026-11-23 16:00"),
        ("14:00-16:00", "2026-11-23 16:00", None),
        ("21:00-09:00", "2027-03-27 23:30", "2027-03-28 09:00"),  # a night of an hour less
        (None, "2026-11-23 23:00", None),
    ],
)
def test_the_quiet_ends_by_the_shop_s_clock(quiet: str | None, now: str, end: str | None) -> None:
    assert ends(quiet, at(now), MADRID) == (at(end) if end else None)
