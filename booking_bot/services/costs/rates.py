"""The rates of `rates.toml`, in whole millionths of a dollar: some are less than a cent."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

MILLION = 1_000_000


class Category(StrEnum):
    """What a message of WhatsApp is charged as."""

    SERVICE = "service"  # free text
    UTILITY = "utility"
    MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class Market:
    """Countries that cost the same."""

    name: str
    countries: frozenset[str]
    utility: int
    marketing: int

    def rate(self, category: Category) -> int:
        return self.marketing if category is Category.MARKETING else self.utility


@dataclass(frozen=True, slots=True)
class Rates:
    since: date
    read_on: date
    free_service: int  # so many service messages a month are free
    message: int  # Twilio's own, in or out
    failed: int
    failed_free: frozenset[str]  # codes with which a failure costs nothing
    markets: tuple[Market, ...]

    def market_of(self, country: str | None) -> Market | None:
        """None where no rate is known."""
        return next((market for market in self.markets if country in market.countries), None)


@lru_cache
def rates() -> Rates:
    told = tomllib.loads(
        files("booking_bot.services.costs").joinpath("rates.toml").read_text(encoding="utf-8")
    )
    twilio = told["twilio"]
    return Rates(
        since=told["since"],
        read_on=told["read_on"],
        free_service=told["free_service_messages"],
        message=_millionths(twilio["message"]),
        failed=_millionths(twilio["failed"]),
        failed_free=frozenset(twilio["failed_free"]),
        markets=tuple(map(_market, told["markets"])),
    )


def _market(told: dict[str, Any]) -> Market:
    return Market(
        told["name"],
        frozenset(told["countries"]),
        _millionths(told["utility"]),
        _millionths(told["marketing"]),
    )


def _millionths(dollars: str) -> int:
    return int(Decimal(dollars) * MILLION)
