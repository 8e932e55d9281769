from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking_bot.domain.lengths import parse
from booking_bot.domain.reminders import falls

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("start", "lead", "reminder"),
    [
        ("2026-11-24T11:00+01:00", "24h", "2026-11-23T11:00:00+01:00"),
        ("2027-03-28T11:00+02:00", "24h", "2027-03-27T11:00:00+01:00"),
        ("2027-10-31T11:00+01:00", "1d", "2027-10-30T11:00:00+02:00"),
        ("2027-03-29T11:00+02:00", "2d", "2027-03-27T11:00:00+01:00"),
        ("2027-03-28T11:00+02:00", "2h", "2027-03-28T09:00:00+02:00"),
        ("2027-03-28T04:00+02:00", "2h", "2027-03-28T01:00:00+01:00"),
        ("2027-03-28T11:00+02:00", "1d2h", "2027-03-27T09:00:00+01:00"),
    ],
)
def test_a_day_before_is_the_same_hour_by_the_shops_clock(start: str, lead: str, reminder: str) -> None:
    moment = falls(datetime.fromisoformat(start), parse(lead), MADRID)

    assert moment.astimezone(MADRID).isoformat() == reminder


@pytest.mark.parametrize(("start", "utc_hour"), [("+02:00", 23), ("+01:00", 0)])
def test_of_an_hour_that_comes_twice_the_right_one_is_counted_from(start: str, utc_hour: int) -> None:
    moment = falls(datetime.fromisoformat(f"2027-10-31T02:30{start}"), timedelta(hours=1), MADRID)

    assert (moment.tzinfo, moment.hour, moment.minute) == (UTC, utc_hour, 30)


def test_a_day_before_that_has_no_such_hour_is_the_moment_of_the_change() -> None:
    moment = falls(datetime.fromisoformat("2027-03-29T02:30+02:00"), timedelta(days=1), MADRID)

    assert moment == datetime(2027, 3, 28, 1, tzinfo=UTC)
