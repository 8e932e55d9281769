"""Which column of a file is what: guessed by its heading, in Spanish and English, and said by the owner.

What they may be called stands in `columns.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from booking_bot.domain.folding import folded
from booking_bot.models import ImportKind

_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    title: str
    known: Sequence[str]
    within: Sequence[str] = ()
    example: str = ""
    needed: bool = False


def spoken(heading: str) -> str:
    """The words of a heading, without accents and signs: "E-mail:" is "e mail"."""
    return _BETWEEN.sub(" ", folded(heading)).strip()


def guessed(columns: Sequence[Column], headings: Sequence[str]) -> dict[str, str]:
    """The heading of each column that can be told by it; no heading is two columns."""
    said = {heading: spoken(heading) for heading in headings}
    found: dict[str, str] = {}
    for fits in (_is, _speaks_of):
        for column in columns:
            free = (one for one in headings if one not in found.values() and fits(column, said[one]))
            if column.name not in found and (heading := next(free, None)):
                found[column.name] = heading
    return found


def chosen(columns: Sequence[Column], headings: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    """What the owner says of them, without what is no column of the file."""
    return {one.name: told[one.name] for one in columns if told.get(one.name) in headings}


def missing(columns: Sequence[Column], found: Mapping[str, str]) -> list[Column]:
    return [one for one in columns if one.needed and one.name not in found]


def picked(columns: Iterable[tuple[str, str]], headings: Sequence[str]) -> dict[str, int]:
    """The place of each column in a line."""
    return {name: headings.index(heading) for name, heading in columns if heading in headings}


def _is(column: Column, heading: str) -> bool:
    return heading == spoken(column.title) or heading in column.known


def _speaks_of(column: Column, heading: str) -> bool:
    return not set(column.within).isdisjoint(heading.split())


def _read() -> Mapping[str, Any]:
    source = files("booking_bot.services.imports").joinpath("columns.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


_TOLD = _read()
COLUMNS: Mapping[ImportKind, Sequence[Column]] = {
    kind: tuple(Column(**one) for one in _TOLD[kind.value]) for kind in ImportKind if kind.value in _TOLD
}


def statuses(kind: ImportKind) -> Mapping[str, str]:
    """The state that each word means; each state is a word too."""
    told = _TOLD["statuses"][kind.value]
    return {spoken(word): state for state, words in told.items() for word in (*words, state)}
