"""One line of a file: what it says, in which shop it is read, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.services import catalogue
from booking_bot.services.catalogue import Catalogue


class Row(dict[str, str]):
    """The cells by the names of their columns; a column that the file does not have is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def row_of(cells: Sequence[str] | None, at: Mapping[str, int]) -> Row | None:
    """By the places of its columns; None of a line that cannot be made out."""
    if cells is None:
        return None
    return Row({name: cells[place] for name, place in at.items() if place < len(cells)})


class Outcome(StrEnum):
    MADE = "made"
    CHANGED = "changed"
    SAME = "same"


class Done(NamedTuple):
    """`told` says in a few words what it was done to; words of customers among them."""

    outcome: Outcome
    told: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lines of one file have in common; `number` is that of the import."""

    number: int
    opt_in: bool
    shop: Catalogue
    now: datetime

    @property
    def by(self) -> str:
        return f"import:{self.number}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.shop.business.timezone)

    @property
    def country(self) -> str:
        return self.shop.business.country

    @property
    def currency(self) -> str:
        return self.shop.business.currency


def setting_of(session: Session, number: int, *, opt_in: bool, now: datetime) -> Setting:
    """Raises NoResultFound where there is no business yet."""
    return Setting(number, opt_in, catalogue.read(session), now)
