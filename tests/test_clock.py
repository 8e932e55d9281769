from datetime import timedelta

from booking_bot.clock import MovableClock
from tests.shop import NOW


def test_a_clock_runs_on_from_where_it_was_moved() -> None:
    base = [NOW]
    clock = MovableClock(lambda: base[0])

    clock.move_to(NOW + timedelta(days=1))
    base[0] += timedelta(minutes=5)

    assert clock() == NOW + timedelta(days=1, minutes=5)
    assert clock.ahead == timedelta(days=1)


def test_a_clock_is_never_put_back() -> None:
    clock = MovableClock(lambda: NOW)

    clock.move_to(NOW - timedelta(hours=1))

    assert clock() == NOW
