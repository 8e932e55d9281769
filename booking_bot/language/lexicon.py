"""What words are in themselves: figures, weekdays, months; and the grammars that use them."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from booking_bot.language import dates, numbers, stretches, times
from booking_bot.language.calendar import named_days
from booking_bot.language.data import load, words
from booking_bot.language.pattern import Element, known_words
from booking_bot.language.rules import Grammar, Productions, Rule, load_rules
from booking_bot.language.tokens import fold


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Tags by word, spellings by word, and the words that may be mended towards."""

    tags: dict[str, dict[str, Any]]
    spellings: dict[str, tuple[str, ...]]
    heads: tuple[str, ...]
    valid: frozenset[str]


@cache
def lexicon() -> Lexicon:
    tags: dict[str, dict[str, Any]] = {}
    dated, spelling = load("dates"), load("spelling")
    tables = {
        "num": load("numbers")["values"],
        **{tag: dated[tag] for tag in ("weekday", "weekdays", "month")},
    }
    for tag, values in tables.items():
        for word, value in values.items():
            tags.setdefault(fold(word), {})[tag] = value
    for word, value in load("ordinals")["values"].items():
        tags.setdefault(fold(word), {})["ord"] = value
    return Lexicon(
        tags=tags,
        spellings={word: tuple(meant.split()) for word, meant in spelling["words"].items()},
        heads=tuple(sorted(spelling["glue"]["heads"], key=len, reverse=True)),
        valid=frozenset(spelling["glue"]["valid"]),
    )


@cache
def number_grammar() -> Grammar:
    return Grammar(load_rules(load("numbers"), numbers.productions))


@cache
def time_grammar() -> Grammar:
    return Grammar(load_rules(load("times"), times.productions))


@cache
def date_grammar() -> Grammar:
    return Grammar(load_rules(load("dates"), {**dates.productions, **stretches.productions}))


@lru_cache(maxsize=64)
def named_grammar(country: str) -> Grammar:
    """Rules for the named days of a country, made from named_days.toml."""
    productions = Productions()

    @productions.add
    def named_day(m: Any) -> Any:
        return m.args["day"]

    rules = []
    for order, (said, day) in enumerate(named_days(country).items()):
        row = tuple(Element(words=frozenset({word})) for word in said)
        lead = tuple(Element(words=frozenset({word})) for word in ("dia", "de"))
        article = (Element(words=frozenset({"el"})),)
        rows = (row, article + row) if said[0] == "dia" else (row, lead + row, article + lead + row)
        rules.append(Rule(" ".join(said), "named", rows, named_day, order=order, args={"day": day}))
    return Grammar(rules)


@cache
def time_words() -> frozenset[str]:
    """Every word that a rule about time mentions, or that is a figure, weekday or month."""
    grammars = (
        number_grammar(),
        time_grammar(),
        date_grammar(),
        *(named_grammar(c) for c in ("ES", "MX", "AR")),
    )
    rows = [row for grammar in grammars for rule in grammar.rules for row in rule.rows]
    return frozenset(known_words(rows)) | frozenset(lexicon().tags)


@cache
def mark_grammar() -> Grammar:
    productions = Productions()

    @productions.add
    def mark(m: Any) -> bool:
        return True

    @productions.add
    def verb(m: Any) -> bool | None:
        """ "Trabajo" after an article is a noun: "salgo del trabajo"."""
        return None if m.before is not None and m.before.norm in words("possessives") else True

    return Grammar(load_rules(load("windows"), productions))


@cache
def lookalike_grammar() -> Grammar:
    productions = Productions()

    @productions.add
    def lookalike(m: Any) -> bool:
        return True

    return Grammar(load_rules(load("lookalikes"), productions))


@cache
def courtesy_grammar() -> Grammar:
    productions = Productions()

    @productions.add
    def farewell(m: Any) -> bool | None:
        """Only where a clause begins: "del lunes hasta el jueves" is none."""
        before = m.before
        begins = before is None or before.kind in ("comma", "break") or before.norm in words("courteous")
        return begins or None

    return Grammar(load_rules(load("courtesy"), productions))
