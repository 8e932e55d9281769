"""When what is left at the shop is brought, and from when on it may be fetched."""

from datetime import date, timedelta

import pytest

from booking_bot.domain.drop_off import is_within, other_starts, parse_clock, parse_window, ready_by
from booking_bot.domain.opening import parse_week, spans_on
from booking_bot.domain.spans import Span
from booking_bot.domain.walltime import utc
from tests.shop import MADRID, at, clock

WEEK = parse_week({**{day: ["08:00-13:00", "15:00-18:30"] for day in ("mon", "tue", "wed", "thu", "fri")},
                   "sat": ["09:00-13:00"]})  # fmt: skip


def opening(first: str, days: int = 14) -> list[tuple[date, list[Span]]]:
    start = date.fromisoformat(first)
    dates = [start + timedelta(days=ahead) for ahead in range(days)]
    return [(day, spans_on(day, WEEK[day.weekday()], MADRID)) for day in dates]


def test_both_ends_of_the_window_are_still_in_time() -> None:
    window = parse_window("08:00-09:30")

    within = [
        is_within(at(f"2026-11-24 {wall}"), window, MADRID) for wall in ("07:59", "08:00", "09:30", "09:31")
    ]

    assert within == [False, True, True, False]


@pytest.mark.parametrize("wrong", ["20:00-02:00", "8:00-9:30", "08:00", "", "a-b"])
def test_a_window_is_two_times_of_one_day(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"no time of day|passes midnight"):
        parse_window(wrong)


@pytest.mark.parametrize("wrong", ["24:00", "18", "25:00", ""])
def test_a_clock_is_one_time_of_the_day(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"no time of day|begins after"):
        parse_clock(wrong)


def test_around_the_windows_nothing_begins_also_when_the_clock_is_changed() -> None:
    days = [date(2027, 3, 27), date(2027, 3, 28)]

    around = other_starts(parse_window("08:00-09:30"), days, MADRID)

    assert around[0] == (0, int(at("2027-03-27 08:00").timestamp()))
    assert [tuple(map(clock, map(utc, span))) for span in around[1:2]] == [("09:30", "08:00")]
    assert around[1][1] - around[1][0] == 21.5 * 3600
    assert around[2][0] == int(at("2027-03-28 09:30").timestamp())


@pytest.mark.parametrize(
    ("end", "hour", "ready"),
    [
        ("2026-11-24 09:00", "18:00", "2026-11-24 18:00"),
        ("2026-11-24 09:00", "18:30", "2026-11-24 18:30"),  # as it closes
        ("2026-11-24 18:00", "18:00", "2026-11-24 18:00"),
        ("2026-11-24 18:15", "18:00", "2026-11-25 18:00"),  # it is not done by then
        ("2026-11-27 18:15", "18:00", "2026-11-30 18:00"),  # nor is it open at six on Saturday
        ("2026-11-28 10:00", "12:00", "2026-11-28 12:00"),
        ("2026-11-24 09:00", "14:00", None),  # never open then
    ],
)
def test_it_may_be_fetched_at_the_hour_on_the_first_day_that_is_open_then(
    end: str, hour: str, ready: str | None
) -> None:
    found = ready_by(at(end), parse_clock(hour), opening(end[:10]), MADRID)

    assert found == (at(ready) if ready else None)
