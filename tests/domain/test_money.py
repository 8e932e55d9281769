import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_bot.domain import money


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("28.00", "EUR", 2800),
        ("28.5", "EUR", 2850),
        ("28", "EUR", 2800),
        ("28.500", "EUR", 2850),
        ("0", "EUR", 0),
        ("15000", "CLP", 15000),
        ("15000.00", "PYG", 15000),
        ("1.125", "KWD", 1125),
    ],
)
def test_a_price_is_kept_in_the_minor_units_of_its_currency(text: str, currency: str, amount: int) -> None:
    assert money.parse(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [
        ("28,50", "EUR", "'28,50' is not a price such as \"28.00\""),
        ("28 €", "EUR", "'28 €' is not a price such as \"28.00\""),
        ("-5", "EUR", "'-5' is not a price such as \"28.00\""),
        ("", "CLP", "'' is not a price such as \"28\""),
        ("28.005", "EUR", "'28.005' has more decimals than EUR, which has 2"),
        ("1.5", "CLP", "'1.5' has more decimals than CLP, which has 0"),
        ("999999999", "EUR", "'999999999' is more than can be kept"),
    ],
)
def test_what_is_no_price_is_refused_and_says_why(text: str, currency: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"price|decimals|kept") as refused:
        money.parse(text, currency)

    assert str(refused.value) == said


def test_a_currency_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        money.parse("1", "PTS")


@given(st.integers(min_value=0, max_value=999_999_999), st.sampled_from(["EUR", "CLP", "TND"]))
def test_what_is_written_reads_the_same(amount: int, currency: str) -> None:
    assert money.parse(money.written(amount, currency), currency) == amount


def test_a_refund_keeps_its_sign() -> None:
    assert [money.written(-5, "EUR"), money.written(-1250, "EUR")] == ["-0.05", "-12.50"]
