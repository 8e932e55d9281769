from datetime import datetime, timedelta

from booking_bot.domain.patience import after_open, next_alert
from tests.shop import at, clock

MORNING = (at("2026-11-23 10:00"), at("2026-11-23 14:00"))
AFTERNOON = (at("2026-11-23 17:00"), at("2026-11-23 20:00"))
HALF_AN_HOUR = timedelta(minutes=30)


def due(start: str, length: timedelta = HALF_AN_HOUR) -> str | None:
    found = after_open([MORNING, AFTERNOON], at(f"2026-11-23 {start}"), length)
    return clock(found) if found else None


def test_while_the_shop_is_open_the_clock_runs() -> None:
    assert due("11:00") == "11:30"
    assert due("13:30") == "14:00"


def test_out_of_hours_it_runs_from_the_opening() -> None:
    assert due("08:00") == "10:30"
    assert due("15:00") == "17:30"


def test_what_is_left_over_at_closing_time_goes_on_at_the_next_opening() -> None:
    assert due("13:50") == "17:20"
    assert due("10:00", timedelta(hours=7)) == "20:00"


def test_what_lies_beyond_the_known_hours_has_no_time() -> None:
    assert due("19:45") is None
    assert due("21:00") is None


def test_the_owner_is_reminded_at_growing_intervals() -> None:
    wanted = at("2026-11-23 10:30")
    alerts: list[datetime] = []
    for _ in range(5):
        alerts.append(next_alert(wanted, alerts[-1] if alerts else None))

    assert [clock(one) for one in alerts] == ["10:30", "11:00", "11:30", "12:30", "14:30"]


def test_an_alert_of_something_before_is_none_of_this() -> None:
    wanted = at("2026-11-23 10:30")

    assert next_alert(wanted, at("2026-11-23 09:00")) == wanted
