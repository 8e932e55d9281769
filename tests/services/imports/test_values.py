"""What stands in cells, as people and spreadsheets write it."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from booking_bot.services.imports import values
from booking_bot.services.imports.values import Fault
from tests.shop import MADRID, at


@pytest.mark.parametrize(
    "text", ["24/11/2026", "24-11-26", "24.11.2026", "2026-11-24", "2026/11/24", " 24/11/2026 "]
)
def test_a_day_is_read_day_first_or_year_first(text: str) -> None:
    assert values.day(text) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("10:30", 630), ("10.30 h", 630), ("9h", 540), ("09:05:00", 545), ("4:15 p. m.", 975), ("12:00 am", 0),
     ("12 PM", 720)],
)  # fmt: skip
def test_a_time_is_read_as_clocks_and_people_say_it(text: str, minutes: int) -> None:
    assert values.minutes(text) == minutes


@pytest.mark.parametrize(
    ("day", "clock"),
    [("24/11/2026", "10:30"), ("24/11/2026 10:30", ""), ("2026-11-24T10:30", ""),
     ("2026-11-24T09:30:00Z", ""), ("24/11/2026, 10:30", "")],
)  # fmt: skip
def test_a_moment_is_by_the_shops_clock_unless_it_says_otherwise(day: str, clock: str) -> None:
    assert values.moment(day, clock, MADRID) == at("2026-11-24 10:30")


def test_an_hour_that_the_spring_leaves_out_is_the_moment_of_the_change() -> None:
    assert values.moment("29/03/2026", "02:30", MADRID) == at("2026-03-29 03:00")


@pytest.mark.parametrize(
    ("text", "currency", "cents"),
    [("29,35", "EUR", 2935), ("29.35 €", "EUR", 2935), ("1.234,50", "EUR", 123450),
     ("$1,234.50", "MXN", 123450), ("1.234", "EUR", 123400), ("12", "EUR", 1200), ("1.234", "CLP", 1234),
     ("1,5", "EUR", 150), ("1 234,50", "EUR", 123450), ("S/. 12", "PEN", 1200), ("12.- €", "EUR", 1200),
     ("", "EUR", None)],
)  # fmt: skip
def test_an_amount_is_read_with_either_decimal_sign(text: str, currency: str, cents: int | None) -> None:
    assert values.cents(text, currency) == cents


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [("600 11 12 22", "ES", "+34600111222"), ("0034 600111222", "ES", "+34600111222"),
     ("'+34600111222", "MX", "+34600111222"), ("55 1234 5678", "MX", "+525512345678"), (" ", "ES", None)],
)  # fmt: skip
def test_a_number_is_canonical_however_it_is_written(text: str, country: str, phone: str | None) -> None:
    assert values.phone(text, country) == phone


def test_a_number_that_a_spreadsheet_has_spoilt_is_told_so() -> None:
    with pytest.raises(Fault, match="La hoja de cálculo ha estropeado"):
        values.phone("6,00111E+08", "ES")


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [("Ana", "García", "Ana García"), ("García, Ana", "", "Ana García"), ("Ana\n María\t", "", "Ana María"),
     ("\u202eanA", "", "\u202eanA")],
)  # fmt: skip
def test_a_name_is_one_line(first: str, last: str, name: str) -> None:
    assert values.name(first, last) == name


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: values.day("31/02/2026"),
        lambda: values.day("mañana"),
        lambda: values.day("1/1/1850"),
        lambda: values.minutes("25:00"),
        lambda: values.minutes("diez"),
        lambda: values.cents("99999999999999", "EUR"),
        lambda: values.cents("-5", "EUR"),
        lambda: values.cents("5,00-", "EUR"),
        lambda: values.cents("20 € (2 uds)", "EUR"),
        lambda: values.cents("1e5", "EUR"),
        lambda: values.moment("9999-12-31T23:59:59-23:00", "", ZoneInfo("UTC")),
        lambda: values.email("ana@"),
        lambda: values.cell("x" * 2001),
    ],
)
def test_what_cannot_be_is_a_fault_and_no_failure(wrong: Callable[[], object]) -> None:
    with pytest.raises(Fault):
        wrong()
