"""Other languages of the same customers: told by a few words, then put into Spanish word by word.

It is no translation, only enough that the Spanish rules find the day, the hour and the wish.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from booking_bot.language.data import load
from booking_bot.language.tokens import fold, tokenise

_LANGUAGES = ("en", "ca", "pt", "gl")
LONGEST_PHRASE = 8
_GREETING = 3  # marks that a greeting is worth: the matter that follows is often said alike
_SPOKEN = re.compile(r"[^\W\d_]+")


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
def _spanish() -> frozenset[str]:
    return frozenset(fold(word) for word in load("spanish")["marks"])


def to_spanish(text: str) -> tuple[str, str]:
    """The language of a text, and the text as Spanish as it can be made."""
    words = _SPOKEN.findall(fold(text))
    if words and not any(_latin(word) for word in words):
        return "und", text
    spanish = sum(map(_spanish().__contains__, words))
    scores = {language: _score(words, gloss(language)) for language in _LANGUAGES}
    best = max(_LANGUAGES, key=lambda language: scores[language])
    if scores[best] < 2 or scores[best] <= spanish:
        return "es", text
    return best, _put(text, gloss(best))


def _score(words: list[str], table: Gloss) -> int:
    greeted = _GREETING if table.greetings.intersection(pairwise(words)) else 0
    return greeted + sum(map(table.marks.__contains__, words)) + sum(map(table.sure.__contains__, words))


def _latin(word: str) -> bool:
    return any("a" <= letter <= "z" for letter in word)


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
