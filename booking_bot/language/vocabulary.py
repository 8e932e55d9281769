"""Finding the services and the people of a business in a message.

Compiled once for a Vocabulary: every way to say a service as a row of stems. A way that two services share
names neither, and the longest way wins.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise

from booking_bot.language.data import found_without_tilde, load, told_by_accent, words
from booking_bot.language.frame import ANY_STAFF, Term, Vocabulary
from booking_bot.language.stems import bare, stem
from booking_bot.language.tokens import Item, fold, tokenise

FILLERS = words("fillers")
_GAP = 3
# A stem without its ñ is found only if it is longer: "tener" is no "teñir".
_SHORTEST_WITHOUT = 3
_LONGEST_EXCEPTION = 4
_OLDEST_CHILD = 12
_YOU_DO = ("an", "en", "ais", "eis")


@dataclass(frozen=True, slots=True)
class Found:
    """Services named at a place; several where the words fit them equally."""

    ids: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Way:
    stems: tuple[str, ...]
    ids: frozenset[str]
    rank: int  # an alias before the mere head of a name


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """All ways to say the services and people of one business; compiled once, so told by identity."""

    services: dict[str, tuple[Way, ...]]
    staff: dict[str, str]
    by_title: dict[str, str]
    by_gender: dict[str, str]
    pets: bool  # whether animals are attended
    words: frozenset[str]
    modifiers: dict[str, str]


def _content(text: str) -> tuple[str, ...]:
    said = [
        (item.norm, text[item.start : item.end]) for item in tokenise(text) if item.kind in ("word", "number")
    ]
    return tuple(_key(norm, raw) for norm, raw in said if _bears(norm, raw))


def _key(norm: str, raw: str) -> str:
    """The stem, marked where it is spelt with ñ: "teñir" must not be found in "tenéis"."""
    return stem(norm) + ("ñ" if "ñ" in raw.lower() else "")


def _bears(norm: str, raw: str) -> bool:
    """Whether a word bears meaning; "uñas" does, though folded it looks like "unas"."""
    if norm in words("not_services"):
        return False
    return norm not in FILLERS or raw.lower() in told_by_accent()


def _ways(term: Term) -> list[tuple[tuple[str, ...], int]]:
    said = [_content(term.name), *map(_content, term.aliases)]
    ways = [(way, 2) for way in said if way]
    # "control de ortodoncia" with the alias "brackets" is also said "control de brackets".
    name = said[0]
    for short in said[1:]:
        if len(short) == 1 and len(name) > 1 and short[0] in name:
            place = name.index(short[0])
            ways += [
                ((*name[:place], *other, *name[place + 1 :]), 2) for other in said[1:] if len(other) == 1
            ]
    if len(name) > 1 and " y " not in term.name.lower():
        ways.append((name[:1], 1))
    return ways


@lru_cache(maxsize=128)
def compile_names(vocabulary: Vocabulary) -> Names:
    grouped: dict[tuple[str, ...], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    users: dict[str, set[str]] = defaultdict(set)
    for term in vocabulary.services:
        for way, rank in _ways(term):
            grouped[way][rank].add(term.id)
            for word in way:
                users[word].add(term.id)
    ways: dict[str, list[Way]] = defaultdict(list)
    for row, ranks in grouped.items():
        best = max(ranks)
        ways[row[0]].append(Way(row, frozenset(ranks[best]), best))
    staff, titles = _staff(vocabulary.staff)
    said = [text for term in (*vocabulary.services, *vocabulary.staff) for text in (term.name, *term.aliases)]
    return Names(
        services={first: tuple(sorted(rows, key=_weight, reverse=True)) for first, rows in ways.items()},
        staff=staff,
        by_title=titles,
        by_gender=_genders(vocabulary.staff),
        pets=any(fold(text).startswith(tuple(load("people")["of_pets"])) for text in said_words(said)),
        words=frozenset(item.norm for text in said for item in tokenise(text) if item.kind == "word"),
        modifiers={word: next(iter(ids)) for word, ids in users.items() if len(ids) == 1},
    )


def said_words(said: Sequence[str]) -> Iterator[str]:
    for text in said:
        yield from text.split()


def _weight(way: Way) -> tuple[int, int]:
    return len(way.stems), way.rank


@cache
def _titles() -> dict[str, str]:
    return {fold(word): kind for kind, said in load("people")["titles"].items() for word in said}


def _staff(people: Sequence[Term]) -> tuple[dict[str, str], dict[str, str]]:
    titles = _titles()
    ways: dict[str, set[str]] = defaultdict(set)
    bearers: dict[str, set[str]] = defaultdict(set)
    for person in people:
        for text in (person.name, *person.aliases):
            for item in tokenise(text):
                if item.norm in titles:
                    bearers[titles[item.norm]].add(person.id)
                elif item.kind == "word" and item.norm not in FILLERS:
                    ways[item.norm].add(person.id)
    return (
        {word: next(iter(ids)) for word, ids in ways.items() if len(ids) == 1},
        {title: next(iter(ids)) for title, ids in bearers.items() if len(ids) == 1},
    )


def does(word: str, names: Names) -> bool:
    """Whether a word says that you do what a service is: "vacunan", "blanqueáis"."""
    return word.endswith(_YOU_DO) and word not in names.words and stem(word) in names.services


def find_services(items: Sequence[Item], names: Names, text: str) -> list[Found]:
    """Services in the order they are named; a place that fits two equally carries both."""
    stems = {
        n: keys
        for n, item in enumerate(items)
        if item.kind in ("word", "number")
        and (keys := _borne(item.norm, text[item.start : item.end], "unknown" in item.tags, names))
    }
    bearing = list(stems)
    found: list[Found] = []
    at = 0
    while at < len(bearing):
        for way in _starting(names, stems[bearing[at]]):
            if _follows(way.stems, bearing, stems, at):
                last = bearing[at + len(way.stems) - 1]
                found.append(Found(way.ids, bearing[at], last + 1))
                at += len(way.stems) - 1
                break
        at += 1
    return _heads_of(found, items)


@cache
def _regional() -> dict[str, str]:
    """The stem that a word of some countries only is as good as."""
    return {
        fold(word): stem(fold(first)) for first, *others in load("families")["regional"] for word in others
    }


@lru_cache(maxsize=8192)
def _keys(norm: str, raw: str, unknown: bool, names: Names) -> tuple[str, ...]:
    """The stems a word may be; written without ñ it may have had one, unless it is a word as it is."""
    key = _key(norm, raw)
    if (other := _regional().get(bare(norm))) and not any(stem(word) == key for word in names.words):
        return (key, other)
    if key.endswith("ñ"):
        return (key, key[:-1])
    may_lack = (
        (unknown and len(key) > _SHORTEST_WITHOUT)
        or norm in found_without_tilde()
        or norm in names.words
        or bare(norm) in names.words
    )
    return (key, key + "ñ") if may_lack else (key,)


@lru_cache(maxsize=8192)
def _borne(norm: str, raw: str, unknown: bool, names: Names) -> tuple[str, ...]:
    """The stems of a word that bears meaning; of any other none."""
    return _keys(norm, raw, unknown, names) if _bears(norm, raw) else ()


def _starting(names: Names, keys: tuple[str, ...]) -> Sequence[Way]:
    """Ways that begin with one of these stems, the longest first; most words begin none."""
    ways = [names.services[key] for key in keys if key in names.services]
    if len(ways) < 2:
        return ways[0] if ways else ()
    return sorted(chain.from_iterable(ways), key=_weight, reverse=True)


def _follows(row: tuple[str, ...], bearing: list[int], stems: dict[int, tuple[str, ...]], at: int) -> bool:
    if at + len(row) > len(bearing):
        return False
    for step, wanted in enumerate(row):
        place = bearing[at + step]
        if wanted not in stems[place] or (step and place - bearing[at + step - 1] > _GAP + 1):
            return False
    return True


def _heads_of(found: list[Found], items: Sequence[Item]) -> list[Found]:
    """ "Revisión de ortodoncia" names ortodoncia alone: what follows "de" tells what it is of."""
    kept: list[Found] = []
    for one in found:
        if kept:
            between = [item.norm for item in items[kept[-1].end : one.start]]
            if (
                between
                and between[0] == "de"
                and len(between) <= 2
                and all(word in FILLERS for word in between)
            ):
                kept.pop()
        kept.append(one)
    return kept


def find_modifier(
    items: Sequence[Item], names: Names, text: str, among: frozenset[str] | None = None
) -> str | None:
    """The one service, `among` these if given, that a lone describing word points at: "el de caballero"."""
    keys = {
        key
        for item in items
        if item.kind == "word"
        for key in _keys(item.norm, text[item.start : item.end], "unknown" in item.tags, names)
    }
    if _of_a_child(items):
        keys |= {_key(fold(word), word) for word in load("words")["childish"]}
    hits = {names.modifiers[key] for key in keys if key in names.modifiers}
    hits &= among if among is not None else hits
    return hits.pop() if len(hits) == 1 else None


def _of_a_child(items: Sequence[Item]) -> bool:
    """ "Mi nieto de 8 años", by the age alone."""
    return any(
        before.norm in ("de", "tiene")
        and isinstance(age := one.tags.get("num"), int)
        and age <= _OLDEST_CHILD
        and unit.norm in ("anos", "anitos")
        for before, one, unit in zip(items, items[1:], items[2:], strict=False)
    )


def without_declined(items: Sequence[Item], names: Names) -> list[Item]:
    """The items, "que no sea Marcos" and "menos Marcos" out of reach: what they except is no day."""
    out = list(items)
    for n, item in enumerate(items):
        if "staff" not in item.tags:
            continue
        length = _led_by(items, n, words("excepting"))
        instead = _led_by(items, n, words("instead")) or _given_up(items, n)
        if length or instead:
            told = {"declined": True, "instead": True} if instead else {"declined": True}
            for place in range(n - length, n + 1):
                one = items[place]
                out[place] = Item("", one.start, one.end, "name", told)
    return out


def _given_up(items: Sequence[Item], place: int) -> int:
    """ "Pásame de Marcos a Lucía", "cambia Marcos por Lucía": how many words lead in the one given up."""
    link, other = items[place + 1 : place + 2], items[place + 2 : place + 4]
    led = place and items[place - 1].norm == "de"
    linked = bool(link) and (link[0].norm in ("por", "con") or (led and link[0].norm in ("a", "para")))
    if not linked or not any("staff" in item.tags and item.norm != items[place].norm for item in other):
        return 0
    return 1 if led or any(item.norm.startswith("cambi") for item in items[:place]) else 0


def find_staff(items: Sequence[Item], names: Names, after: int) -> str | None:
    """The person wanted; where all are named, any. One named behind `after`, a second thought, wins."""
    said: list[str] = []
    for n, item in enumerate(items):
        if "staff" not in item.tags:
            continue
        before = items[n - 1] if n else None
        if not _addressed(before) and not _declined(items, n):
            if item.start > after:
                return names.staff[item.norm]
            said.append(names.staff[item.norm])
    if not said:
        said = _by_title(items, names) or _the_other(items, names)
    if len(set(said)) > 1 and set(said) == set(names.staff.values()):
        return ANY_STAFF
    return said[-1] if said else None


def find_by_gender(items: Sequence[Item], names: Names) -> str | None:
    """ "Con la chica", asked with whom: the only woman there."""
    said = {item.norm for item in items}
    kinds = [kind for kind, means in load("people")["genders"].items() if said & set(means)]
    return names.by_gender.get(kinds[0]) if len(kinds) == 1 else None


def _genders(people: Sequence[Term]) -> dict[str, str]:
    """Who is the only woman, or the only man; nobody where a name leaves it open."""
    kinds = {person.id: _gender(person) for person in people}
    found = list(kinds.values())
    return {kind: who for who, kind in kinds.items() if kind and found.count(kind) == 1 and None not in found}


def _gender(person: Term) -> str | None:
    table = load("people")
    said = [item.norm for item in tokenise(person.name) if item.kind == "word"]
    for word in said:
        if word in _titles():
            return _titles()[word]
    first = said[0] if said else ""
    for kind, given in table["names_of"].items():
        if first in given:
            return str(kind)
    return {"a": "feminine", "o": "masculine"}.get(first[-1:])


def _the_other(items: Sequence[Item], names: Names) -> list[str]:
    """ "Con Marcos no, con la otra": who is left of two."""
    declined = {
        names.staff[item.norm]
        for n, item in enumerate(items)
        if item.norm in names.staff and _declined(items, n)
    }
    left = set(names.staff.values()) - declined
    other = any(a.norm in ("el", "la") and b.norm in ("otro", "otra") for a, b in pairwise(items))
    return list(left) if declined and other and len(left) == 1 else []


def _addressed(before: Item | None) -> bool:
    """ "Hola Lucía" speaks to her and asks for nothing."""
    return before is not None and before.norm in words("greetings")


def _declined(items: Sequence[Item], place: int) -> bool:
    """ "Con Marcos no"; "Lucía me dijo" tells of her."""
    after = items[place + 1] if place + 1 < len(items) else None
    told = [item.norm for item in items[place + 1 : place + 3]]
    return (after is not None and after.norm == "no") or _tells(told)


def _tells(said: Sequence[str]) -> bool:
    return len(said) > 1 and said[0] in ("me", "nos", "le") and said[1] in words("told_by")


def _led_by(items: Sequence[Item], place: int, phrases: frozenset[str]) -> int:
    """How many words before a place are one of these phrases: "que no sea con", "menos"."""
    for length in range(min(place, _LONGEST_EXCEPTION), 0, -1):
        before = " ".join(item.norm for item in items[place - length : place])
        if before in phrases:
            return length
    return 0


def _by_title(items: Sequence[Item], names: Names) -> list[str]:
    titles = _titles()
    said: list[str] = []
    for n, item in enumerate(items):
        if item.norm not in titles:
            continue
        before = items[n - 1].norm if n else ""
        if before not in ("la", "el", "con"):
            continue
        # "La doc" is a woman, however the short word is spelt out.
        kind = "feminine" if before == "la" else titles[item.norm]
        behind = [other.norm for other in items[n + 1 : n + 3]]
        if kind in names.by_title and behind[:1] not in (["que"], ["de"]) and not _tells(behind):
            said.append(names.by_title[kind])
    return said


def said_as(written: str, items: Sequence[Item], term: Term) -> str:
    """How words come to mean a service or a person: by which of its names, and whether word for word."""
    plain = fold(written)
    for kind, text in (("name", term.name), *(("alias", alias) for alias in term.aliases)):
        if fold(text) == plain:
            return f"{kind} {text!r}"
    keys = {stem(item.norm) for item in items}
    for kind, text in (("name", term.name), *(("alias", alias) for alias in term.aliases)):
        if {stem(item.norm) for item in tokenise(text)} & keys:
            return f"a form of the {kind} {text!r}"
    return "another way to say it"
