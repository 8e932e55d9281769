"""Other languages of the same customers: told by a few words, then put into Spanish word by word.

It is no translation, only enough that the Spanish rules find the day, the hour and the wish.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from booking_bot.language.data import load
from booking_bot.language.tokens import fold, tokenise

_LANGUAGES = ("en", "ca", "pt", "gl")
LONGEST_PHRASE = 8
_GREETING = 3  # marks that a greeting is worth: the matter that follows is often said alike
_SPOKEN = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[a-z]")


@dataclass(frozen=True, slots=True)
class Gloss:
    """Words that give a language away, `sure` of them alone, and phrases with what they are in Spanish.

    `greetings` are as sure, though each of their words may be of another language.
    """

    marks: frozenset[str]
    sure: frozenset[str]
    greetings: frozenset[tuple[str, str]]
    phrases: dict[tuple[str, ...], str]


@cache
def gloss(language: str) -> Gloss:
    data = load("glosses", language)
    phrases = {tuple(item.norm for item in tokenise(said)): meant for said, meant in data["phrases"].items()}
    marks, sure = (frozenset(fold(word) for word in data[key]) for key in ("marks", "sure"))
    greetings = (fold(said).split() for said in data.get("greetings", ()))
    return Gloss(marks | sure, sure, frozenset((first, second) for first, second in greetings), phrases)


@cache
def _votes() -> dict[str, tuple[str, ...]]:
    """The languages that each word votes for; where it is sure of one, twice."""
    votes: dict[str, list[str]] = defaultdict(list)
    for word in {fold(word) for word in load("spanish")["marks"]}:
        votes[word].append("es")
    for language in _LANGUAGES:
        for word in (*gloss(language).marks, *gloss(language).sure):
            votes[word].append(language)
    return {word: tuple(languages) for word, languages in votes.items()}


@cache
def _greetings() -> dict[tuple[str, str], str]:
    """The language of each greeting."""
    return {said: language for language in _LANGUAGES for said in gloss(language).greetings}


def to_spanish(text: str) -> tuple[str, str]:
    """The language of a text, and the text as Spanish as it can be made."""
    words = _SPOKEN.findall(fold(text))
    if words and not any(map(_LATIN.search, words)):
        return "und", text
    known = _votes()
    votes = [vote for word in words if word in known for vote in known[word]]
    for greeting in _greetings().keys() & pairwise(words):
        votes += [_greetings()[greeting]] * _GREETING
    best = max(_LANGUAGES, key=votes.count)
    if votes.count(best) < 2 or votes.count(best) <= votes.count("es"):
        return "es", text
    return best, _put(text, gloss(best))


def _put(text: str, table: Gloss) -> str:
    """Replace every phrase of the table, the longest first; the rest stays as written."""
    items = tokenise(text)
    out: list[str] = []
    done = at = 0
    while at < len(items):
        for size in range(min(LONGEST_PHRASE, len(items) - at), 0, -1):
            meant = table.phrases.get(tuple(item.norm for item in items[at : at + size]))
            if meant is not None:
                out += [text[done : items[at].start], meant]
                done = items[at + size - 1].end
                at += size
                break
        else:
            at += 1
    return "".join([*out, text[done:]])
