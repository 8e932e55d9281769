from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking_bot.domain.dayparts import bounds, from_midnight, within_clock, within_daypart

MADRID = ZoneInfo("Europe/Madrid")
DAY = date(2026, 11, 26)
NINE, EIGHT_PM = timedelta(hours=9), timedelta(hours=20)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=MADRID)


@pytest.mark.parametrize(
    ("daypart", "country", "first", "last"),
    [
        ("morning", "ES", "00:00", "13:59"),
        ("morning", "MX", "00:00", "11:59"),
        ("midday", "ES", "12:00", "15:59"),
        ("midday", "AR", "12:00", "15:59"),
        ("afternoon", "ES", "14:00", "20:59"),
        ("afternoon", "AR", "12:00", "20:59"),
        ("after_lunch", "ES", "15:00", "17:59"),
        ("after_lunch", "MX", "14:00", "16:59"),
        ("first_hour", "ES", "09:00", "09:59"),
        ("last_hour", "ES", "19:01", "20:00"),
    ],
)
def test_a_part_of_the_day_bounds_the_start(daypart: str, country: str, first: str, last: str) -> None:
    low, high = bounds(daypart, country, first=NINE, last=EIGHT_PM)

    assert (low, high) == (from_midnight(at(first), DAY), from_midnight(at(last), DAY))


def test_the_evening_goes_on_past_midnight() -> None:
    after_midnight = at("01:30", DAY + timedelta(days=1))

    evening = [
        within_daypart(start, DAY, "evening", "ES", first=at("20:00"), last=after_midnight)
        for start in (at("18:45"), at("19:00"), at("23:45"), after_midnight)
    ]

    assert evening == [False, True, True, True]


def test_the_last_hour_of_a_night_shift_lies_in_the_next_day() -> None:
    last = at("01:30", DAY + timedelta(days=1))

    starts = [at("20:00"), at("00:15", DAY + timedelta(days=1)), at("00:45", DAY + timedelta(days=1)), last]

    assert [within_daypart(one, DAY, "last_hour", "ES", first=at("20:00"), last=last) for one in starts] == [
        False,
        False,
        True,
        True,
    ]


def test_clock_bounds_are_included_and_may_run_past_midnight() -> None:
    assert [
        within_clock(at(clock), time(10), time(12)) for clock in ("09:45", "10:00", "12:00", "12:15")
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert [within_clock(at(clock), time(22), time(2)) for clock in ("21:45", "22:00", "01:30", "02:15")] == [
        False,
        True,
        True,
        False,
    ]


def test_a_part_of_the_day_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        bounds("noonish", "ES", first=NINE, last=EIGHT_PM)
