"""Prices as the shop's country writes them: "16 €", "12,50 €", "$ 15.000"."""

from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency, get_currency_precision


@lru_cache(maxsize=1024)  # a shop has few prices, and Babel thinks long about each
def price(cents: int, currency: str, *, locale: str) -> str:
    """`cents` are minor units of `currency`; round amounts are written without them."""
    digits = get_currency_precision(currency)
    amount = Decimal(cents).scaleb(-digits)
    whole = amount == amount.to_integral_value()
    text = format_currency(
        amount,
        currency,
        locale=locale,
        format=None if not whole else _without_decimals(locale),
        currency_digits=not whole,
        decimal_quantization=True,
    )
    # WhatsApp's fonts on older phones draw narrow and fixed spaces as boxes.
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def _without_decimals(locale: str) -> str:
    pattern: str = Locale.parse(locale).currency_formats["standard"].pattern
    return pattern.split(";", maxsplit=1)[0].replace(".00", "")
