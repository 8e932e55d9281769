from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from booking_bot.domain.horizon import latest_start, leaves_room

MADRID = ZoneInfo("Europe/Madrid")


def test_the_horizon_ends_with_a_day_of_the_shop() -> None:
    late_evening = datetime(2026, 11, 23, 22, 59, tzinfo=UTC)  # 23:59 in Madrid

    assert latest_start(late_evening, 1, MADRID) == datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC)


def test_after_midnight_in_the_shop_the_horizon_is_a_day_further() -> None:
    after_midnight = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # 00:00 in Madrid

    assert latest_start(after_midnight, 1, MADRID) == datetime(2026, 11, 25, 22, 59, 59, tzinfo=UTC)


def test_a_notice_longer_than_the_horizon_leaves_no_day_to_book() -> None:
    assert [leaves_room(timedelta(days=notice), 7) for notice in (0, 7, 8, 9)] == [True, True, False, False]
