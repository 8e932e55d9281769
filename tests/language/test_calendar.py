from datetime import date

import pytest

from booking_bot.language import calendar


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2027, 12, 6), date(2027, 12, 4), date(2027, 12, 8)),
        (date(2026, 10, 12), date(2026, 10, 10), date(2026, 10, 12)),
        (date(2028, 10, 12), date(2028, 10, 12), date(2028, 10, 15)),
        (date(2025, 8, 15), date(2025, 8, 15), date(2025, 8, 17)),
    ],
)
def test_a_bridge_runs_over_holiday_weekend_and_bridged_days(day: date, first: date, last: date) -> None:
    assert calendar.bridge(day, "ES", "MD") == (first, last)


def test_a_month_without_the_day_is_passed_over() -> None:
    assert calendar.next_numbered(31, date(2026, 11, 23)) == date(2026, 12, 31)


def test_a_leap_day_waits_for_its_year() -> None:
    assert calendar.next_dated(29, 2, date(2026, 11, 23)) == date(2028, 2, 29)


def test_a_holiday_that_moves_is_found_by_its_name() -> None:
    named = calendar.named_days("MX")["la", "revolucion"]

    assert calendar.next_named(named, date(2026, 11, 3), "MX", None) == (
        date(2026, 11, 16),
        date(2026, 11, 16),
    )


def test_a_country_that_is_not_known_has_no_holidays() -> None:
    assert calendar.public_holidays("XX", None, 2026) == {}
