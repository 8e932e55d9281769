"""Zones as they are written for readers that do not know them: another library reads them back."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from booking_bot.services.calendars.zones import rules_of

HOURS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=each) for each in range(0, 3 * 365 * 24, 13)]
# Around the changes of Madrid, hour by hour.
NIGHTS = [
    datetime(2027, *night, tzinfo=UTC) + timedelta(minutes=30 * each)
    for night in ((3, 27, 22), (10, 30, 22))
    for each in range(12)
]


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Madrid",
        "Atlantic/Canary",
        "America/Mexico_City",
        "America/Santiago",
        "America/New_York",
        "America/Bogota",
    ],
)
def test_another_reader_finds_the_same_wall_time(name: str) -> None:
    zone = ZoneInfo(name)

    read = tzical(StringIO(rules_of(zone, 2026, 2028).decode().replace("\r\n", "\n"))).get(name)

    assert read is not None
    wrong = []
    for moment in (*HOURS, *NIGHTS):
        wall = moment.astimezone(zone)
        if wall.replace(tzinfo=read, fold=wall.fold).utcoffset() != wall.utcoffset():
            wrong.append(wall)
    assert wrong == []


def test_a_rule_is_written_where_there_is_one() -> None:
    text = rules_of(ZoneInfo("Europe/Madrid"), 2026, 2027).decode().split("\r\n")

    assert [line for line in text if line.startswith(("DTSTART", "RRULE", "RDATE", "TZOFFSET"))] == [
        "DTSTART:20250330T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "DTSTART:20251026T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
    ]
