"""Rules and their precedence.

A rule is a name, patterns and a production that makes a value of what matched, or None to decline.
Precedence is written, never an accident:

1. Levels come in order; what a level made is one item to the next.
2. On one level the longest match at a place wins.
3. Among equally long ones, the rule that stands earlier in its file.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from booking_bot.language.pattern import Row, compile_pattern
from booking_bot.language.tokens import Item, symbols_of
from booking_bot.language.tree import Find, Tree


@dataclass(slots=True)
class Match:
    """What a production gets: the items that matched, the rule's own settings, and the context."""

    items: Sequence[Item]
    args: Mapping[str, Any]
    context: Any
    before: Item | None = None

    def all(self, tag: str) -> list[Any]:
        return [item.tags[tag] for item in self.items if tag in item.tags]

    def has(self, *words: str) -> bool:
        return any(item.norm in words for item in self.items)


Production = Callable[[Match], Any]


class Productions(dict[str, Production]):
    """Productions by the name under which a phrase file calls them with `make`."""

    def add(self, production: Callable[[Match], Any]) -> Production:
        self[production.__name__] = production
        return production


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    tag: str
    rows: tuple[Row, ...]
    production: Production
    level: int = 1
    order: int = 0
    args: Mapping[str, Any] = field(default_factory=dict)


class Fired(NamedTuple):
    """A rule that made a phrase, where in the text, and what it made."""

    rule: Rule
    start: int
    end: int
    value: Any


class Grammar:
    """The rules of one file, level by level."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._levels = [
            Tree([(row, rule) for rule in rules if rule.level == level for row in rule.rows])
            for level in sorted({rule.level for rule in rules})
        ]

    def rewrite(self, items: list[Item], context: Any, fired: list[Fired]) -> list[Item]:
        """The items with each phrase made one; the rules that did it go to `fired`."""
        symbols = symbols_of(items)
        for tree in self._levels:
            if finds := tree.finds(symbols):
                items = _pass(finds, items, context, fired)
                symbols = symbols_of(items)
        return items


def _pass(finds: Sequence[Find], items: list[Item], context: Any, fired: list[Fired]) -> list[Item]:
    out: list[Item] = []
    done = 0
    for at, found in finds:
        if at < done:
            continue
        for end, rule in _longest_first(found):
            value = rule.production(Match(items[at:end], rule.args, context, items[at - 1] if at else None))
            if value is not None:
                phrase = Item("", items[at].start, items[end - 1].end, "phrase", _tags(rule, value))
                fired.append(Fired(rule, phrase.start, phrase.end, value))
                out += items[done:at]
                out.append(phrase)
                done = end
                break
    return out + items[done:] if done else items


def _longest_first(found: Sequence[tuple[int, tuple[Rule, ...]]]) -> Iterator[tuple[int, Rule]]:
    for end, rules in reversed(found):
        for rule in rules:
            yield end, rule


def _tags(rule: Rule, value: Any) -> dict[str, Any]:
    """A production gives one value, or a dict of several tags."""
    return value if isinstance(value, dict) else {rule.tag: value}


def load_rules(data: Mapping[str, Any], productions: Mapping[str, Production]) -> list[Rule]:
    """The rules of a phrase file: [[rule]] tables with `name`, `make`, `patterns`, and settings.

    Raises BadPattern, or KeyError where `make` names no production.
    """
    lists = data.get("words", {})
    own = {"name", "tag", "make", "patterns", "level"}
    return [
        Rule(
            name=entry["name"],
            tag=entry["tag"],
            rows=tuple(row for text in entry["patterns"] for row in compile_pattern(text, lists)),
            production=productions[entry["make"]],
            level=entry.get("level", 1),
            order=order,
            args={key: value for key, value in entry.items() if key not in own},
        )
        for order, entry in enumerate(data["rule"])
    ]
