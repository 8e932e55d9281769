"""The lists of es/people.toml, and phrases for "whoever"."""

from dataclasses import dataclass
from functools import cache

from booking_bot.language.data import load
from booking_bot.language.pattern import compile_pattern
from booking_bot.language.tokens import fold
from booking_bot.language.tree import Tree


@dataclass(frozen=True, slots=True)
class Lists:
    relatives: frozenset[str]
    plural_of_two: frozenset[str]
    animals: frozenset[str]
    not_names: frozenset[str]
    particles: frozenset[str]
    first_names: frozenset[str]
    leads: dict[str, tuple[tuple[str, ...], ...]]
    weak: frozenset[tuple[str, ...]]
    signatures: dict[str, tuple[tuple[str, ...], ...]]


@cache
def lists() -> Lists:
    data = load("people")

    def folded(key: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[key])

    def phrases(key: str) -> tuple[tuple[str, ...], ...]:
        found = {tuple(fold(phrase).replace(" al ", " a el ").split()) for phrase in data[key]}
        return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))

    return Lists(
        relatives=folded("relatives"),
        plural_of_two=folded("plural_of_two"),
        animals=folded("animals"),
        not_names=folded("not_names"),
        particles=folded("particles"),
        first_names=folded("first_names"),
        leads=_by_first(phrases("name_leads")),
        weak=frozenset(phrases("weak_leads")),
        signatures=_by_first(phrases("signatures")),
    )


def _by_first(phrases: tuple[tuple[str, ...], ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {first: tuple(one for one in phrases if one[0] == first) for first in {one[0] for one in phrases}}


@cache
def any_staff() -> Tree:
    """Phrases for "whoever", and those that mean it only as an answer."""
    data = load("people")["any_staff"]
    rows = [(row, False) for text in data["patterns"] for row in compile_pattern(text, {})]
    rows += [(row, True) for text in data["answers"] for row in compile_pattern(text, {})]
    return Tree(rows)
