"""The table of rates: whole, and nothing in it that nobody can tell the price of."""

from datetime import date

from booking_bot.domain import phones
from booking_bot.services.costs.rates import Category, rates


def test_rates_are_exact_to_a_millionth() -> None:
    known = rates()
    spain, colombia = known.market_of("ES"), known.market_of("CO")
    assert spain is not None
    assert colombia is not None

    assert (known.message, known.failed, known.free_service) == (5_000, 1_000, 1_000)
    assert [spain.rate(one) for one in Category] == [20_000, 20_000, 61_500]
    assert colombia.rate(Category.SERVICE) == 800


def test_a_country_of_which_nothing_is_known_has_no_rate() -> None:
    assert [rates().market_of(country) for country in ("FR", "", None)] == [None, None, None]


def test_every_country_is_one_and_stands_in_one_market() -> None:
    listed = [country for market in rates().markets for country in sorted(market.countries)]

    assert len(listed) == len(set(listed))
    assert [country for country in listed if not phones.is_country(country)] == []


def test_the_table_says_since_when_and_when_it_was_read() -> None:
    assert (rates().since, rates().read_on) == (date(2026, 10, 1), date(2026, 11, 22))
