"""What the customer does: phrases of es/acts.toml found in a message, and their precedence."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from booking_bot.language.data import load
from booking_bot.language.pattern import Row, compile_pattern
from booking_bot.language.tokens import Item, fold
from booking_bot.language.tree import Tree


@dataclass(frozen=True, slots=True)
class Phrase:
    act: str
    sure: bool
    order: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase at a place of the message."""

    act: str
    start: int
    end: int
    sure: bool
    order: int
    takes: bool = True


@dataclass(frozen=True, slots=True)
class Effect:
    when: frozenset[str]
    drop: frozenset[str]
    unless: frozenset[str]
    add: frozenset[str]


@cache
def phrases() -> tuple[Phrase, ...]:
    data = load("acts")
    return tuple(
        Phrase(
            entry["act"],
            entry.get("sure", True),
            order,
            tuple(row for text in entry["patterns"] for row in compile_pattern(text, data["words"])),
        )
        for order, entry in enumerate(data["phrase"])
    )


@cache
def _tree() -> Tree:
    return Tree((row, (phrase, _takes(phrase, row))) for phrase in phrases() for row in phrase.rows)


def _takes(phrase: Phrase, row: Row) -> bool:
    """Whether a row takes what lies inside it: one with a gap only where taking is all it is for."""
    return phrase.act in ("none", "keep") or not any(element.gap for element in row)


@cache
def _whole() -> dict[tuple[str, ...], str]:
    data = load("acts")["whole"]
    return {tuple(fold(text).split()): entry["act"] for entry in data for text in entry["say"]}


@cache
def effects() -> tuple[Effect, ...]:
    return tuple(
        Effect(*(frozenset(rule.get(key, ())) for key in ("when", "drop", "unless", "add")))
        for rule in load("acts")["rule"]
    )


def pattern_of(hit: Said, items: Sequence[Item]) -> str:
    """The line of es/acts.toml by which an act was heard; for whoever tunes it, not for speed."""
    data = load("acts")
    if (hit.start, hit.end) == (0, len(items)) and _whole_said(items):
        return "a whole message"
    for text in data["phrase"][hit.order]["patterns"]:
        tree = Tree((row, None) for row in compile_pattern(text, data["words"]))
        if (hit.start, hit.end) in ((at, end) for at, end, _ in tree.hits(items)):
            return str(text)
    return ""


def overheard(items: Sequence[Item], said: Sequence[Said]) -> list[Said]:
    """Phrases that do not count: those inside a longer one, and those that are no act."""
    all_hits = [
        Said(phrase.act, at, end, phrase.sure, phrase.order, takes)
        for at, end, (phrase, takes) in _tree().hits(items)
    ]
    return [hit for hit in dict.fromkeys(all_hits) if hit not in said]


def _whole_said(items: Sequence[Item]) -> str | None:
    return _whole().get(tuple(item.norm for item in items if item.norm and item.kind == "word"))


def find_acts(items: Sequence[Item]) -> list[Said]:
    """The phrases that count, in order; one inside a longer one does not."""
    if whole := _whole_said(items):
        return [Said(whole, 0, len(items), True, 0)]
    # The longest first, then what takes, then in the order of the file.
    hits = {
        (at - end, not takes, phrase.order, at): phrase for at, end, (phrase, takes) in _tree().hits(items)
    }
    longest = -min(hits)[0] if hits else 0
    kept: dict[int, list[Said]] = defaultdict(list)
    for length, loose, order, at in sorted(hits):
        phrase = hits[length, loose, order, at]
        hit = Said(phrase.act, at, at - length, phrase.sure, order, not loose)
        # Only what begins near can hide it: a text of a thousand words takes no thousand times as long.
        near = (
            other
            for start in range(max(0, hit.end - longest), hit.start + 1)
            for other in kept.get(start, ())
        )
        if not any(_hides(other, hit) for other in near):
            kept[hit.start].append(hit)
    said = [hit for hits in kept.values() for hit in hits if hit.act != "none"]
    asking = {hit.start for hit in said if hit.act == "wonder"}
    # "Quisiera saber cuánto es la consulta": what is wished is to know, not the thing far behind.
    said = [hit for hit in said if hit.takes or hit.act != "book" or hit.start not in asking]
    return sorted(said, key=lambda hit: hit.start)


def _hides(other: Said, hit: Said) -> bool:
    """Whether `hit` lies inside `other`. Surer phrases are not hidden by mere hints."""
    if not (other.start <= hit.start and hit.end <= other.end):
        return False
    if not other.takes or (not other.sure and hit.sure):
        return False
    return not (other.act == hit.act and other.start == hit.start and other.end == hit.end)


def settle(said: Sequence[Said]) -> set[str]:
    """The acts of a message, after what they do to one another."""
    acts = {hit.act for hit in said if hit.sure}
    if not acts - {
        "greet",
        "thanks",
        "bye",
        "affirm",
        "deny",
        "asap",
        "now",
        "asks",
        "aside",
        "wonder",
        "rather",
    }:
        acts |= {hit.act for hit in said}
    for effect in effects():
        if effect.when <= acts and not effect.unless & acts:
            acts = (acts - effect.drop) | effect.add
    return acts
