from datetime import date

from booking_bot.services.reports.stretch import last_days, month_of
from tests.shop import MADRID, at

NOW = at("2026-11-01 12:20")


def test_the_last_days_end_today_and_now() -> None:
    stretch = last_days(7, MADRID, now=NOW)

    assert (stretch.first, stretch.last, stretch.days) == (date(2026, 10, 26), date(2026, 11, 1), 7)
    assert (stretch.begin, stretch.end) == (at("2026-10-26 00:00"), NOW)


def test_a_month_begins_and_ends_by_the_shops_clock_on_either_side_of_its_change() -> None:
    stretch = month_of(date(2026, 10, 31), MADRID, now=NOW)

    assert (stretch.first, stretch.last) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (stretch.begin, stretch.end) == (at("2026-10-01 00:00"), at("2026-11-01 00:00"))


def test_a_month_to_come_has_nothing_in_it() -> None:
    stretch = month_of(date(2026, 12, 5), MADRID, now=NOW)

    assert stretch.begin == stretch.end


def test_a_week_is_counted_by_day_and_longer_by_week() -> None:
    week, month = last_days(7, MADRID, now=NOW), month_of(date(2026, 10, 1), MADRID, now=NOW)

    assert week.steps() == list(week.dates())
    assert month.steps() == [date(2026, 10, day) for day in (1, 5, 12, 19, 26)]


def test_the_months_of_a_stretch_are_those_in_which_its_days_lie() -> None:
    assert last_days(30, MADRID, now=NOW).months() == [date(2026, 10, 1), date(2026, 11, 1)]
