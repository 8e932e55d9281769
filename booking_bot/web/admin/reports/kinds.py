"""A value of a table: as people read it, and as a spreadsheet in Spanish takes it for a number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from babel.numbers import format_decimal

from booking_bot.domain.sheets import neutral
from booking_bot.services.costs.rates import MILLION
from booking_bot.web.words import duration

NOTHING = "—"
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """`unit` stands in the heading of a file, where the values are bare numbers."""

    of: Callable[[Any], str]
    bare: Callable[[Any], str]
    unit: str = ""
    is_number: bool = True

    def show(self, value: Any) -> str:
        return NOTHING if value is None else self.of(value)

    def write(self, value: Any) -> str:
        return "" if value is None else self.bare(value)


def decimal(value: float, pattern: str = "0.#") -> str:
    """With a comma and without dots between thousands."""
    return format_decimal(value, pattern, locale="es")


def whole(number: int) -> str:
    return format_decimal(number, locale="es")


def percent(share: float) -> str:
    """ "12 %", and of less than one in a hundred "0,4 %"."""
    return f"{decimal(100 * share, '0.#' if 0 < share < 0.01 else '0')} %"


def hours(length: timedelta) -> str:
    return f"{format_decimal(length / _HOUR, '#,##0.#' if length < _DAY else '#,##0', locale='es')} h"


def wait(length: timedelta) -> str:
    """ "4 s", "12 min", "1 h 5 min", "2 días"."""
    if length < _MINUTE:
        return f"{int(length.total_seconds())} s"
    return f"{length.days} días" if length.days > 1 else duration(length)


def dollars(millionths: int) -> str:
    return f"{format_decimal(millionths / MILLION, '#,##0.00', locale='es')} $"


TEXT = Kind(str, neutral, is_number=False)
COUNT = Kind(whole, str)
SHARE = Kind(percent, lambda share: decimal(100 * share), "%")
HOURS = Kind(hours, lambda length: decimal(length / _HOUR, "0.##"), "h")
WAIT = Kind(wait, lambda length: str(int(length.total_seconds())), "s")
DOLLARS = Kind(dollars, lambda amount: decimal(amount / MILLION, "0.00"), "$")
