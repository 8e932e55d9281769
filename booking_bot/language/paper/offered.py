"""What is to be done, in the words of the shop or in halves of them: "cte", "limp.", "p+c", "degradao".

A half stands for a word of the shop's where all its words that it may stand for lead to one service.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from booking_bot.domain.spans import united
from booking_bot.language.data import load
from booking_bot.language.frame import Term, Vocabulary
from booking_bot.language.paper.marks import BAR, TITLES
from booking_bot.language.people import lists
from booking_bot.language.reading import Reader, reader
from booking_bot.language.tokens import Item, fold, tokenise
from booking_bot.language.vocabulary import FILLERS, find_modifier, find_services

_INITIALS = re.compile(r"(?<![\w+])([^\W\d_](?:\s?[+/y&]\s?[^\W\d_])+)(?![\w+])")
_VOWELS = re.compile("[aeiou]")
_DITTO = re.compile(r"(?<!\w)(?:[”“\"″〃]+|''+|,,+|[íi]dem\b|[íi]d\.)(?!\w)", re.IGNORECASE)
_JOINT = re.compile(r"[\s+&/,y]*")
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Found:
    """`rest` is the line without them; of each of `fits` one service is meant."""

    rest: str
    services: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    ditto: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Halves:
    """The words of the shop's services, and the services by the initials of their names."""

    words: dict[str, frozenset[str]]
    initials: dict[tuple[str, ...], frozenset[str]]
    genders: dict[str, str]
    known: frozenset[str]


@lru_cache(maxsize=64)
def halves_of(vocabulary: Vocabulary) -> Halves:
    words: dict[str, set[str]] = defaultdict(set)
    initials: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for term in vocabulary.services:
        for text in (term.name, *term.aliases):
            said = [one.norm for one in tokenise(text) if one.kind == "word" and one.norm not in FILLERS]
            for word in said:
                words[word].add(term.id)
            if len(said) > 1:
                initials[tuple(sorted(word[0] for word in said))].add(term.id)
    return Halves(
        {word: frozenset(ids) for word, ids in words.items()},
        {row: frozenset(ids) for row, ids in initials.items()},
        {term.id: gender for term in vocabulary.services if (gender := _gender(term))},
        first_names() | {fold(word) for term in vocabulary.staff for word in term.name.split()},
    )


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    more = load("people")["names_of"]
    return lists().first_names | {
        fold(word) for word in (*load("paper")["first_names"], *more["feminine"], *more["masculine"])
    }


def _gender(term: Term) -> str:
    """Whom alone a service is for, where its name tells."""
    table = load("people")["genders"]
    said = {fold(word) for word in " ".join((term.name, *term.aliases)).split()}
    kinds = [kind for kind, means in table.items() if said & set(means)]
    return kinds[0] if len(kinds) == 1 else ""


def find(text: str, vocabulary: Vocabulary, learned: dict[str, str]) -> Found:
    """The services in the part of a line that follows its hour; `learned` words were told by the owner."""
    ditto = _DITTO.search(text) is not None
    text, told = _learned(_DITTO.sub(BAR, text), learned)
    text, by_initials = _by_initials(text, halves_of(vocabulary))
    written = _whole(text, vocabulary)
    shop = reader(vocabulary)
    items = [_shielded(item, written, vocabulary) for item in shop.words_of(written)]
    hits = [hit for row in _rows(items) for hit in find_services(row, shop.names, written)]
    places = [place for row in _rows(items) for place in _places(row, shop, written)]
    sure = [next(iter(one.ids)) for one in hits if len(one.ids) == 1]
    order = [term.id for term in vocabulary.services]
    fits: tuple[str, ...] = ()
    for group in (one.ids for one in hits if len(one.ids) > 1):
        if one := find_modifier(items, shop.names, written, group):
            sure.append(one)
        elif not group & set(sure):
            fits = tuple(sorted(group, key=order.index))
    named = tuple(dict.fromkeys((*told, *by_initials, *sure)))
    places += _of_their_names(items, frozenset((*named, *fits)), vocabulary)
    return Found(_without(written, places), named, fits, ditto)


def _rows(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Stretches without a name or a bar in them: "corte David, barba Luis" is no "corte y barba"."""
    row: list[Item] = []
    for item in items:
        if item.kind == "name" or item.norm == "|":
            yield row
            row = []
        else:
            row.append(item)
    yield row


def _places(row: Sequence[Item], shop: Reader, text: str) -> list[tuple[int, int]]:
    return [(row[one.start].start, row[one.end - 1].end) for one in find_services(row, shop.names, text)]


def _learned(text: str, learned: dict[str, str]) -> tuple[str, list[str]]:
    told = list[str]()
    for word in re.findall(r"[^\W_]+", text):
        if (service := learned.get(fold(word))) is not None:
            told.append(service)
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)\.?", BAR, text)
    return text, told


def _by_initials(text: str, halves: Halves) -> tuple[str, list[str]]:
    found = list[str]()
    for match in _INITIALS.finditer(text):
        letters = tuple(
            sorted(fold(letter) for letter in re.findall(r"[^\W\d_]", re.sub(r"\sy\s", "+", match[1])))
        )
        ids = halves.initials.get(letters, frozenset())
        if len(ids) == 1:
            found += ids
            text = text.replace(match[0], BAR, 1)
    return text, found


def _whole(text: str, vocabulary: Vocabulary) -> str:
    """The text with halves of words written out."""
    halves = halves_of(vocabulary)

    def written_out(match: re.Match[str]) -> str:
        return _word_of(match[1], halves, pointed=bool(match[2])) or match[0]

    return re.sub(r"(?<![\w@])([^\W\d_]{2,})(\.?)(?!\w)", written_out, text)


def _word_of(raw: str, halves: Halves, *, pointed: bool) -> str | None:
    half = fold(raw)
    if half in halves.words or half in halves.known or half in FILLERS or half in _never_halves():
        return None
    if raw[0].isupper() and not raw.isupper() and not pointed:
        shortest = _SHORTEST_BEGINNING + 1  # "Mar" is a name as soon as half a word
    else:
        shortest = 2 if pointed else _SHORTEST_BEGINNING
    meant = [word for word in halves.words if len(half) >= shortest and word.startswith(half)]
    meant = meant or [word for word in halves.words if _shortens(half, word)]
    if not meant or len({halves.words[word] for word in meant}) > 1:
        return None
    return min(meant, key=len)


@cache
def _never_halves() -> frozenset[str]:
    table = load("paper")
    return TITLES | {"ma", *table["notes"], *table["unsure"], *table["relatives"], *table["owners"]}


def _shortens(half: str, word: str) -> bool:
    """ "Cte" and "degradao": its letters in their order, from its first to its last."""
    if half[0] != word[0] or len(half) >= len(word):
        return False
    if len(half) >= _SHORTEST_BEGINNING and _VOWELS.sub("", word).startswith(half):
        return True  # "dgr"
    if half[-1] != word[-1]:
        return False
    letters = iter(word)
    if not all(letter in letters for letter in half):
        return False
    slurred = len(word) - len(half) == 1 and len(half) > _SHORTEST_BEGINNING
    return slurred or (len(word) - len(half) <= 4 and len(_VOWELS.findall(half)) <= 1)


def _shielded(item: Item, text: str, vocabulary: Vocabulary) -> Item:
    """Out of reach of the services, where it is a name, also one that is nearly a word of theirs."""
    raw = text[item.start : item.end]
    plain = fold(raw)
    if item.kind != "word" or plain in halves_of(vocabulary).words:
        return item
    surname = raw[:1].isupper() and plain in load("paper")["surnames"]
    if plain in first_names() or surname or "staff" in item.tags:
        return Item("", item.start, item.end, "name")
    return item


def _of_their_names(
    items: Sequence[Item], services: frozenset[str], vocabulary: Vocabulary
) -> list[tuple[int, int]]:
    """Where other words of their names stand, which no other service has: "aceite" and "filtros"."""
    words = halves_of(vocabulary).words
    return [(one.start, one.end) for one in items if words.get(one.norm, services | {""}) <= services]


def _without(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text with bars where the services stood; what only joined two of them goes too."""
    spans = united(places)
    joints = [(end, start) for (_, end), (start, _) in pairwise(spans) if _JOINT.fullmatch(text[end:start])]
    for start, end in reversed(united([*spans, *joints])):
        text = f"{text[:start]}{BAR}{text[end:]}"
    return text
