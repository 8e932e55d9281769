from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking_bot.language.frame import Daypart, Window
from booking_bot.services.wishes import WorkingDay, allowed, span_of, working_day

MADRID = ZoneInfo("Europe/Madrid")
TODAY = date(2026, 11, 23)  # a Monday
HORIZON = date(2027, 2, 21)
LENGTH = timedelta(minutes=30)


def at(clock: str, day: date = TODAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), MADRID)


SPLIT = working_day(TODAY, [(at("10:00"), at("14:00")), (at("17:00"), at("20:30"))], LENGTH, MADRID)
NIGHT = working_day(TODAY, [(at("20:00"), at("02:00", TODAY + timedelta(days=1)))], LENGTH, MADRID)


def test_a_day_knows_its_first_and_last_possible_start() -> None:
    assert WorkingDay(TODAY, at("10:00"), at("20:00")) == SPLIT


def test_a_day_too_short_for_the_service_has_no_start() -> None:
    assert working_day(TODAY, [(at("10:00"), at("10:20"))], LENGTH, MADRID) is None


@pytest.mark.parametrize(
    ("window", "starts"),
    [
        (Window(first=TODAY, last=TODAY), ["10:00", "13:30", "17:00", "20:00"]),
        (Window(first=TODAY + timedelta(days=1)), []),
        (Window(weekdays=(2, 3)), []),
        (Window(earliest=time(17)), ["17:00", "20:00"]),
        (Window(earliest=time(13), latest=time(17)), ["13:30", "17:00"]),
        (Window(daypart=Daypart.MORNING), ["10:00", "13:30"]),
        (Window(daypart=Daypart.AFTERNOON), ["17:00", "20:00"]),
        (Window(daypart=Daypart.FIRST_HOUR), ["10:00"]),
        (Window(daypart=Daypart.LAST_HOUR), ["20:00"]),
    ],
)
def test_a_window_allows_the_starts_that_its_words_mean(window: Window, starts: list[str]) -> None:
    assert SPLIT is not None
    clocks = ["10:00", "13:30", "17:00", "20:00"]

    assert [clock for clock in clocks if allowed(at(clock), SPLIT, [window], "ES")] == starts


def test_one_in_the_night_belongs_to_the_working_day_before() -> None:
    assert NIGHT is not None
    late = at("01:00", TODAY + timedelta(days=1))

    assert allowed(late, NIGHT, [Window(first=TODAY, last=TODAY, earliest=time(1), latest=time(1))], "ES")
    assert not allowed(late, NIGHT, [Window(first=TODAY + timedelta(days=1))], "ES")


@pytest.mark.parametrize(
    ("windows", "span"),
    [
        ([], (TODAY, HORIZON)),
        ([Window(first=date(2026, 11, 1), last=date(2026, 11, 26))], (TODAY, date(2026, 11, 26))),
        ([Window(first=date(2026, 11, 1), last=date(2026, 11, 2))], None),
        ([Window(first=date(2027, 6, 1), last=date(2027, 6, 1))], None),
        (
            [Window(first=date(2026, 12, 1), last=date(2026, 12, 1)), Window(first=date(2026, 11, 30))],
            (date(2026, 11, 30), HORIZON),
        ),
    ],
)
def test_only_the_days_that_windows_touch_are_looked_at(
    windows: list[Window], span: tuple[date, date] | None
) -> None:
    assert span_of(windows, today=TODAY, horizon=HORIZON) == span
