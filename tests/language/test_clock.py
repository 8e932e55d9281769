from datetime import time

import pytest

from booking_bot.language.clock import read_clock
from booking_bot.language.frame import Daypart
from booking_bot.language.values import Clock, Hour
from tests.language.businesses import SALON


@pytest.mark.parametrize(
    ("hour", "weekdays", "meant"),
    [
        (5, (2,), time(17)),
        (10, (2,), time(10)),
        (8, (2,), time(20)),
        (9, (2,), time(9)),
        (2, (6,), time(14)),
        (6, (6,), time(18)),
        (11, (7,), time(11)),
        (12, (), time(12)),
        (7, (), time(19)),
    ],
)
def test_an_hour_is_read_within_the_opening_hours_of_its_day(
    hour: int, weekdays: tuple[int, ...], meant: time
) -> None:
    clock = Clock(Hour(hour), Hour(hour))

    assert read_clock(clock, SALON.hours, weekdays) == (meant, meant)


def test_the_end_of_a_range_lies_behind_its_beginning() -> None:
    clock = Clock(Hour(11), Hour(1))

    assert read_clock(clock, SALON.hours, (2,)) == (time(11), time(13))


def test_a_part_of_the_day_decides() -> None:
    clock = Clock(Hour(8), Hour(8), Daypart.MORNING)

    assert read_clock(clock, SALON.hours, (2,)) == (time(8), time(8))


def test_a_quarter_to_one_is_past_noon() -> None:
    assert Hour(1).plus(-15) == Hour(12, 45)
