from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_bot.domain.walltime import instant, instants, local_day, utc

MADRID = ZoneInfo("Europe/Madrid")
ZONES = [
    "Europe/Madrid", "Atlantic/Canary", "America/Santiago", "America/Havana", "America/Asuncion",
    "America/Mexico_City", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "UTC",
]  # fmt: skip


def test_a_wall_time_is_the_instant_at_which_the_clock_shows_it() -> None:
    assert utc(instant(date(2026, 11, 23), 10 * 60, MADRID)) == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_minutes_beyond_midnight_are_of_the_next_day() -> None:
    assert instant(date(2026, 11, 23), 25 * 60, MADRID) == instant(date(2026, 11, 24), 60, MADRID)


def test_a_time_that_the_spring_change_leaves_out_is_the_moment_of_the_change() -> None:
    change = datetime(2027, 3, 28, 1, tzinfo=UTC)

    times = [utc(instant(date(2027, 3, 28), minutes, MADRID)) for minutes in (2 * 60, 2 * 60 + 30, 3 * 60)]

    assert times == [change, change, change]


def test_a_time_that_the_autumn_change_shows_twice_is_the_first_of_the_two() -> None:
    assert utc(instant(date(2027, 10, 31), 2 * 60 + 30, MADRID)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_midnight_begins_the_day_also_where_the_clock_is_changed_at_midnight(zone: str) -> None:
    place = ZoneInfo(zone)

    days = [date.fromordinal(date(2026, 1, 1).toordinal() + ahead) for ahead in range(730)]

    assert [local_day(utc(instant(day, 0, place)), place) for day in days] == days


@settings(deadline=None)
@given(
    day=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    minutes=st.lists(st.integers(0, 2879), max_size=6),
    zone=st.sampled_from(ZONES),
)
def test_many_times_of_a_day_are_each_what_they_are_alone(day: date, minutes: list[int], zone: str) -> None:
    place = ZoneInfo(zone)

    assert instants(day, minutes, place) == [instant(day, each, place) for each in minutes]
