"""How a value is written: for a spreadsheet in Spanish by the shop's clock, and as JSON for a program."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from booking_bot.domain import money

_MINUTE = timedelta(minutes=1)


class Kind(NamedTuple):
    """Of what is not None, in the shop's zone."""

    read: Callable[[Any, ZoneInfo], str]
    tell: Callable[[Any, ZoneInfo], Any]


def _text(value: Any, _zone: ZoneInfo) -> Any:
    return str(value)


def _same(value: Any, _zone: ZoneInfo) -> Any:
    return value


def _amount(value: tuple[int | None, str], _zone: ZoneInfo) -> str | None:
    cents, currency = value
    return None if cents is None else money.written(cents, currency)


def words(told: Mapping[Any, str]) -> Kind:
    """One of a few values, each by its word."""
    return Kind(lambda value, _: told.get(value, str(value)), _text)


TEXT = Kind(_text, _text)
NUMBER = Kind(_text, _same)
TRUTH = Kind(lambda value, _: "sí" if value else "no", lambda value, _: bool(value))
DAY = Kind(
    lambda value, zone: value.astimezone(zone).strftime("%d/%m/%Y"),
    lambda value, zone: value.astimezone(zone).date().isoformat(),
)
CLOCK = Kind(
    lambda value, zone: value.astimezone(zone).strftime("%H:%M"),
    lambda value, zone: value.astimezone(zone).strftime("%H:%M"),
)
MOMENT = Kind(
    lambda value, zone: value.astimezone(zone).strftime("%d/%m/%Y %H:%M"),
    lambda value, zone: value.astimezone(zone).isoformat(timespec="seconds"),
)
LENGTH = Kind(lambda value, _: str(value // _MINUTE), lambda value, _: value // _MINUTE)
LIST = Kind(lambda value, _: ", ".join(value), lambda value, _: list(value))
# Of minor units and their currency.
MONEY = Kind(lambda value, zone: (_amount(value, zone) or "").replace(".", ","), _amount)
