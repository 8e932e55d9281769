from datetime import timedelta

from booking_bot.domain.service_window import is_open
from tests.shop import NOW


def test_free_text_may_be_sent_for_a_day_less_a_margin() -> None:
    assert is_open(NOW - timedelta(hours=23, minutes=54), NOW)
    assert not is_open(NOW - timedelta(hours=23, minutes=55), NOW)


def test_who_never_wrote_gets_no_free_text() -> None:
    assert not is_open(None, NOW)
