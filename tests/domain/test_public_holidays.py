from datetime import date

import pytest

from booking_bot.domain.public_holidays import name_of


def test_a_holiday_has_its_name_in_spanish() -> None:
    assert name_of(date(2027, 1, 1), "ES", "MD") == "Año Nuevo"


def test_a_working_day_has_none() -> None:
    assert name_of(date(2027, 1, 4), "ES", "MD") is None


def test_a_regions_holiday_is_no_holiday_elsewhere() -> None:
    andalusia_day = date(2028, 2, 28)

    assert [name_of(andalusia_day, "ES", region) for region in ("AN", "MD")] == ["Día de Andalucía", None]


def test_a_country_without_a_calendar_is_an_error() -> None:
    with pytest.raises(NotImplementedError):
        name_of(date(2027, 1, 1), "XX", None)
