"""The first steps of reading a message: its words, spelt as the rules know them, and phrases of time."""

import re
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
from booking_bot.language.tokens import Item, Symbol, fold, tokenise
from booking_bot.language.values import Context
from booking_bot.language.vocabulary import FILLERS, Names, compile_names, does

_SHORTEST_PRETERITE = 3
# So many written words are kept in mind for each business: people use the same.
_KEPT = 4096
_FIGURES = re.compile("[0-9]+")
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
    return frozenset(marks | _joining_words())


@cache
def _joining_words() -> frozenset[str]:
    lists_of_acts = load("acts")["words"]
    return frozenset(time_words() | FILLERS | set(lists_of_acts["appt"]) | set(lists_of_acts["room"]))


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


@cache
def _stems_of_acts() -> tuple[str, ...]:
    return tuple(sorted({stem for row in _act_rows() for element in row for stem in element.stems}))


class Reader:
    """Reads the words of what is written to one business; what a word is worth is worked out once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.names = compile_names(vocabulary)
        self.known = grammar_words() | self.names.words
        mended = set(load("spelling")["mend"]["words"]) | set(lexicon().tags) | self.names.words
        self.speller = Speller(self.known | lexicon().valid, {fold(word) for word in mended})
        self._spelt = lru_cache(maxsize=_KEPT)(self._spell)

    def words_of(self, text: str) -> list[Item]:
        """The items of a text with words spelt as rules know them, figures and dates tagged."""
        items: list[Item] = []
        for item in tokenise(text):
            if item.kind == "word":
                start, end = item.start, item.end
                for norm, tags, symbol in self._spelt(text[start:end], item.norm):
                    items.append(Item(norm, start, end, "word", tags.copy(), symbol))
            elif not _abbreviates(items, item):
                _tag_figure(item)
                items.append(item)
        return _join_ordinals(items)

    def _spell(self, raw: str, folded: str) -> list[tuple[str, dict[str, Any], Symbol]]:
        """The words, with their tags and what they are to rules, that a written word stands for."""
        tagged = [(word, _tags(word, self.names, raw)) for word in self._mended(folded)]
        return [(word, tags, Item(word, 0, 0, "word", tags).symbol) for word, tags in tagged]

    def _mended(self, word: str) -> tuple[str, ...]:
        if spelt := respell(word, lexicon().spellings):
            return spelt
        if self.speller.knows(word) or word.startswith(_stems_of_acts()) or _of_service(word, self.names):
            return (word,)
        if glued := unglue(word, lexicon().heads, _gluable()):
            return glued
        with_c = _with_c(word)
        if with_c != word and with_c.startswith(_stems_of_acts()):
            return (with_c,)  # "kuesta", "kanselar"
        return (self.speller.mend(word) or word,)


@lru_cache(maxsize=64)
def reader(vocabulary: Vocabulary) -> Reader:
    return Reader(vocabulary)


def _with_c(word: str) -> str:
    """A word that is written with k as it is spelt."""
    return word.replace("ke", "que").replace("ki", "qui").replace("k", "c")


@cache
def _gluable() -> frozenset[str]:
    return frozenset(load("spelling")["mend"]["words"]) | frozenset(lexicon().tags)


def _of_service(word: str, names: Names) -> bool:
    return any(key in names.modifiers or key in names.services for key in (stem(word), stem(word) + "ñ"))


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
    offered = word in names.words and word not in _joining_words()
    if offered or word not in _small_words() or raw.lower() in told_by_accent():
        tags["thing"] = True
    return tags


def _tag_figure(item: Item) -> None:
    if item.kind in ("long", "link", "money", "sign", "comma"):
        return
    digits = [int(part) for part in _FIGURES.findall(item.norm) if len(part) <= 4]
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
