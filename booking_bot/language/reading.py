"""The first steps of reading a message: its words, spelt as the rules know them, and phrases of time."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

from booking_bot.language.acts import phrases
from booking_bot.language.data import load, told_by_accent, words
from booking_bot.language.frame import Vocabulary
from booking_bot.language.lexicon import (
    courtesy_grammar,
    date_grammar,
    lexicon,
    lookalike_grammar,
    mark_grammar,
    named_grammar,
    number_grammar,
    time_grammar,
    time_words,
)
from booking_bot.language.pattern import Row
from booking_bot.language.people import lists
from booking_bot.language.rules import Fired
from booking_bot.language.spelling import Speller, respell, unglue
from booking_bot.language.stems import stem
from booking_bot.language.tokens import Item, fold, tokenise
from booking_bot.language.values import Context
from booking_bot.language.vocabulary import FILLERS, Names, compile_names, does

_SHORTEST_PRETERITE = 3
_SPLIT_ORDINAL = frozenset({"ro", "ero", "er", "ra", "era", "do", "da", "a", "o", "°"})


@cache
def _act_rows() -> tuple[Row, ...]:
    return tuple(row for phrase in phrases() for row in phrase.rows)


@cache
def _past_endings() -> frozenset[str]:
    return frozenset(load("accents")["past_endings"])


@cache
def _rule_words() -> frozenset[str]:
    """Words that rules are about; any other may be the thing that is spoken of."""
    marks = {
        word
        for rule in mark_grammar().rules
        for row in rule.rows
        for element in row
        for word in element.words
    }
    acts = {word for row in _act_rows() for element in row for word in element.words}
    return frozenset(time_words() | marks | acts | FILLERS)


@cache
def _small_words() -> frozenset[str]:
    """Words that cannot be what somebody asks for: of time, of appointments, and those that only join."""
    marks = {
        word
        for rule in mark_grammar().rules
        for row in rule.rows
        for element in row
        for word in element.words
    }
    lists_of_acts = load("acts")["words"]
    return frozenset(time_words() | marks | FILLERS | set(lists_of_acts["appt"]) | set(lists_of_acts["room"]))


@cache
def grammar_words() -> frozenset[str]:
    """Every word that some rule or list mentions."""
    people = lists()
    return frozenset(
        _rule_words()
        | people.relatives
        | people.animals
        | people.not_names
        | {word for words in lexicon().spellings.values() for word in words}
    )


@lru_cache(maxsize=64)
def known_words(vocabulary: Vocabulary) -> frozenset[str]:
    """Every word that rules or a business are about."""
    return grammar_words() | compile_names(vocabulary).words


@cache
def _stems_of_acts() -> tuple[str, ...]:
    return tuple(sorted({stem for row in _act_rows() for element in row for stem in element.stems}))


@lru_cache(maxsize=64)
def speller(vocabulary: Vocabulary) -> Speller:
    names = compile_names(vocabulary)
    mended = set(load("spelling")["mend"]["words"]) | set(lexicon().tags) | names.words
    return Speller(grammar_words() | lexicon().valid | names.words, {fold(word) for word in mended})


@lru_cache(maxsize=64)
def _mender(vocabulary: Vocabulary) -> Callable[[str], tuple[str, ...]]:
    """For a business: from a written word to the words that it stands for."""
    known, names = speller(vocabulary), compile_names(vocabulary)

    @lru_cache(maxsize=4096)
    def mended(word: str) -> tuple[str, ...]:
        if spelt := respell(word, lexicon().spellings):
            return spelt
        if known.knows(word) or word.startswith(_stems_of_acts()) or _of_service(word, names):
            return (word,)
        if glued := unglue(word, lexicon().heads, _gluable()):
            return glued
        return (known.mend(word) or word,)

    return mended


@cache
def _gluable() -> frozenset[str]:
    return frozenset(load("spelling")["mend"]["words"]) | frozenset(lexicon().tags)


def _of_service(word: str, names: Names) -> bool:
    return any(key in names.modifiers or key in names.services for key in (stem(word), stem(word) + "ñ"))


def words_of(text: str, vocabulary: Vocabulary) -> list[Item]:
    """The items of a text with words spelt as rules know them, figures and dates tagged."""
    names, mended = compile_names(vocabulary), _mender(vocabulary)
    items: list[Item] = []
    for item in tokenise(text):
        if item.kind == "word":
            items += (
                Item(word, item.start, item.end, "word", _tags(word, names, text[item.start : item.end]))
                for word in mended(item.norm)
            )
        elif not _abbreviates(items, item):
            _tag_figure(item)
            items.append(item)
    return _join_ordinals(items)


def _abbreviates(items: list[Item], item: Item) -> bool:
    """The point of "Dr." ends no sentence."""
    before = items[-1] if items else None
    return (
        item.norm == "."
        and before is not None
        and before.end == item.start
        and before.norm in words("titles")
    )


def _tags(word: str, names: Names, raw: str) -> dict[str, Any]:
    tags: dict[str, Any] = dict(lexicon().tags.get(word, ()))
    if word in names.staff:
        tags["staff"] = names.staff[word]
    if raw[-1:].lower() in _past_endings() and len(raw) > _SHORTEST_PRETERITE:
        tags["preterite"] = True
    if does(word, names):
        tags["does"] = True
    if word not in _rule_words():
        tags["unknown"] = True
    if word not in _small_words() or raw.lower() in told_by_accent():
        tags["thing"] = True
    return tags


def _tag_figure(item: Item) -> None:
    if item.kind in ("long", "link", "money", "sign", "comma"):
        return
    digits = [int(part) for part in _figures(item.norm) if len(part) <= 4]
    if item.kind == "number" and digits:
        item.tags["num"] = digits[0]
    elif item.kind == "nclock" and len(digits) == 2:
        item.tags["nclock"] = (digits[0], digits[1], item.norm.startswith("0"))
    elif item.kind == "ndate" and len(digits) >= 2:
        item.tags["ndate"] = (digits[0], digits[1], digits[2] if len(digits) > 2 else None)
    elif item.kind == "iso" and len(digits) == 3:
        item.tags["iso"] = (digits[2], digits[1], digits[0])
    elif item.kind == "break" and "?" in item.norm:
        item.tags["question"] = True
    elif item.kind in ("hash", "code"):
        item.tags[item.kind] = item.norm


def _figures(text: str) -> Iterable[str]:
    return ("".join(c if c.isascii() and c.isdigit() else " " for c in text)).split()


def _join_ordinals(items: list[Item]) -> list[Item]:
    """ "2da", "1ro": a figure with its ending is an ordinal."""
    out: list[Item] = []
    for item in items:
        before = out[-1] if out else None
        if (
            before
            and before.kind == "number"
            and before.end == item.start
            and item.norm in _SPLIT_ORDINAL
            and "num" in before.tags
        ):
            before.tags["ord"] = before.tags.pop("num")
            before.end = item.end
            before.norm = ""
            continue
        out.append(item)
    return out


def read_time(items: list[Item], context: Context, fired: list[Fired], *, farewells: bool) -> list[Item]:
    """The items with every phrase of time made one; "hasta el jueves" may be a farewell."""
    end = items[-1].end if items else 0
    items = [*items, Item("", end, end, "break")]
    items = lookalike_grammar().rewrite(items, context, fired)
    if farewells:
        items = courtesy_grammar().rewrite(items, context, fired)
    items = named_grammar(context.vocabulary.country).rewrite(items, context, fired)
    for grammar in (number_grammar(), time_grammar(), date_grammar()):
        items = grammar.rewrite(items, context, fired)
    return items
