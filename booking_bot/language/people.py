"""Who the appointment is for: the name given, another person, how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from booking_bot.language.data import load, words
from booking_bot.language.pattern import compile_pattern
from booking_bot.language.tokens import Item, fold
from booking_bot.language.tree import Tree

_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class Lists:
    relatives: frozenset[str]
    plural_of_two: frozenset[str]
    animals: frozenset[str]
    not_names: frozenset[str]
    particles: frozenset[str]
    first_names: frozenset[str]
    leads: tuple[tuple[str, ...], ...]
    weak: frozenset[tuple[str, ...]]
    signatures: tuple[tuple[str, ...], ...]


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
        leads=phrases("name_leads"),
        weak=frozenset(phrases("weak_leads")),
        signatures=phrases("signatures"),
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A name as written and the places of the items it takes."""

    text: str
    places: frozenset[int]


def _at(items: Sequence[Item], place: int, phrase: tuple[str, ...]) -> bool:
    return tuple(item.norm for item in items[place : place + len(phrase)]) == phrase


def find_name(items: Sequence[Item], text: str, known: frozenset[str]) -> Named | None:
    """The name behind "a nombre de", "soy", "me llamo" …, or the signature. `known` are the rules' words."""
    table = lists()
    for place in range(len(items)):
        for lead in table.leads:
            if _at(items, place, lead):
                named = _name_from(items, place + len(lead), text, known, strict=lead in table.weak)
                if named:
                    return named
                break
    return (
        _relation(items, text, known) or _of_appointment(items, text, known) or _signature(items, text, known)
    )


def _name_from(
    items: Sequence[Item], place: int, text: str, known: frozenset[str], *, strict: bool
) -> Named | None:
    table = lists()
    # "a nombre de mi madre, Rosario Vega": the name stands behind the relation.
    if (
        place + 1 < len(items)
        and items[place].norm in ("mi", "su")
        and items[place + 1].norm in table.relatives
    ):
        place += 2
        if place < len(items) and items[place].kind == "comma":
            place += 1
    if place < len(items) and items[place].kind == "comma":
        place += 1
    return _read(items, place, text, known, strict=strict)


def _read(
    items: Sequence[Item], place: int, text: str, known: frozenset[str], *, strict: bool
) -> Named | None:
    """The name that begins at `place`: capitals first, else words that no rule knows."""
    table = lists()
    shouting = text.isupper()
    taken: list[int] = []
    pending: list[int] = []
    for n in range(place, len(items)):
        item = items[n]
        raw = text[item.start : item.end]
        if item.kind != "word" or len(taken) + len(pending) >= _LONGEST_NAME:
            break
        capital = raw[:1].isupper() and not shouting
        if item.norm in table.particles and taken:
            pending.append(n)
            continue
        if item.norm in table.not_names and (not capital or not taken):
            break
        plain = not capital and (item.norm in known or (strict and taken))
        if plain or (taken and not capital and _capital(items[taken[0]], text) and not shouting):
            break
        taken += pending
        pending = []
        taken.append(n)
    if not taken:
        return None
    first = items[taken[0]]
    if strict and not _capital(first, text) and first.norm not in table.first_names:
        bare = first.norm not in known and len(items) <= _LONGEST_NAME
        if not bare:
            return None
    return Named(text[first.start : items[taken[-1]].end].strip(), frozenset(taken))


def _capital(item: Item, text: str) -> bool:
    return text[item.start : item.start + 1].isupper()


def _relation(items: Sequence[Item], text: str, known: frozenset[str]) -> Named | None:
    """ "Para mi madre, Elsa Fernández", "mi hijo Pablo"."""
    table = lists()
    for place in range(1, len(items) - 1):
        if items[place].norm in table.relatives and items[place - 1].norm in words("own"):
            start = place + 1 + (items[place + 1].kind == "comma")
            if start < len(items) and _capital(items[start], text) and items[start].norm not in known:
                named = _read(items, start, text, known, strict=True)
                if named and not text.isupper():
                    return named
    return None


def _of_appointment(items: Sequence[Item], text: str, known: frozenset[str]) -> Named | None:
    """ "La cita de Marta Ruiz"."""
    for place in range(len(items) - 2):
        if items[place].norm in ("cita", "turno", "hora", "reserva") and items[place + 1].norm == "de":
            named = _read(items, place + 2, text, known, strict=True)
            if named and _capital(items[place + 2], text) and items[place + 2].norm not in known:
                return named
    return None


def _signature(items: Sequence[Item], text: str, known: frozenset[str]) -> Named | None:
    table = lists()
    for place in range(len(items)):
        for closing in table.signatures:
            if not _at(items, place, closing):
                continue
            start = place + len(closing)
            if start < len(items) and items[start].kind in ("comma", "break"):
                named = _read(items, start + 1, text, known, strict=True)
                if named and max(named.places) >= len(items) - 2 and _capital(items[start + 1], text):
                    return named
    return None


def bare_name(items: Sequence[Item], text: str) -> str | None:
    """The whole message as a name, as an answer to "what name?"."""
    spoken = [item for item in items if item.kind == "word"]
    if (
        not spoken
        or len(spoken) > _LONGEST_NAME + 1
        or any(item.kind in ("number", "link") for item in items)
    ):
        return None
    courtesy = words("name_fillers")
    while spoken and spoken[0].norm in courtesy:
        spoken = spoken[1:]
    while spoken and spoken[-1].norm in courtesy:
        spoken = spoken[:-1]
    return text[spoken[0].start : spoken[-1].end].strip() if spoken else None


@dataclass(frozen=True, slots=True)
class Party:
    count: int | None = None
    for_other: bool = False


def find_party(items: Sequence[Item]) -> Party:
    """How many come, and whether another than the writer does. Animals are neither."""
    table = lists()
    if any(item.norm in table.animals for item in items):
        return Party(None, for_other=_for_owner(items, table))
    counted = _counted(items, table)
    kin = _kin(items, table)
    self_too = bool(kin) and _self(items)
    total = sum(count for count, _ in kin) if all(known for _, known in kin) else None
    if kin:
        party = total + self_too if total is not None else None
        return Party(counted or (party if party and party > 1 else None), for_other=True)
    return Party(counted)


def _for_owner(items: Sequence[Item], table: Lists) -> bool:
    """ "Para el perro de mi vecina": the animal's owner is another person."""
    return any(
        items[n].norm in table.animals
        and items[n + 1].norm == "de"
        and items[n + 2].norm in ("mi", "una", "un")
        and items[n + 3].norm in table.relatives
        for n in range(len(items) - 3)
    )


def _counted(items: Sequence[Item], table: Lists) -> int | None:
    for n, item in enumerate(items):
        count = item.tags.get("num")
        if not isinstance(count, int) or not 2 <= count <= 30:
            continue
        before = items[n - 1].norm if n else ""
        after = items[n + 1] if n + 1 < len(items) else None
        if after and after.norm in words("heads"):
            return count
        if before in words("coming") and (after is None or after.norm not in ("de", "los")):
            return count
        if before == "para" and _ends_there(after):
            return count
        if before == "mis" and after and after.norm in table.relatives:
            continue
    return None


def _ends_there(after: Item | None) -> bool:
    return after is None or after.kind != "word" or after.norm in words("after_count")


def _kin(items: Sequence[Item], table: Lists) -> list[tuple[int, bool]]:
    """(how many, whether that is known) of each relation that is to be attended."""
    found: list[tuple[int, bool]] = []
    for n, item in enumerate(items):
        if item.norm not in table.relatives or n == 0:
            continue
        before = items[n - 1]
        count = before.tags.get("num")
        start = n - 2 if isinstance(count, int) and before.norm not in ("un", "una") else n - 1
        if start < 0 or items[start].norm not in words("possessives"):
            continue
        if not (found and _joined(items, start)) and not _led(items, start, n):
            continue
        if isinstance(count, int) and before.norm not in ("un", "una"):
            found.append((count, True))
        elif item.norm in table.plural_of_two:
            found.append((2, True))
        else:
            found.append((1, not item.norm.endswith("s")))
    return found


def _led(items: Sequence[Item], start: int, noun: int) -> bool:
    """Whether the relation is the one to be attended."""
    mine = items[start].norm in words("own")
    before = items[start - 1].norm if start else ""
    after = items[noun + 1].norm if noun + 1 < len(items) else ""
    if before in words("toward"):
        return True
    if mine and before == "es":
        return True
    if mine and before == "a" and start > 1:
        return True
    if mine and before == "de" and start > 1 and items[start - 2].norm in words("appointments"):
        return True
    if mine and before == "y" and start > 1 and items[start - 2].norm in ("mi", "yo"):
        return True
    if mine and after in words("needs"):
        return True
    # "mi hija y yo", "mi madre, mi hermana y yo"
    tail = [item.norm for item in items[noun + 1 : noun + 8]]
    return mine and "y" in tail and tail[tail.index("y") + 1 : tail.index("y") + 2] == ["yo"]


def _joined(items: Sequence[Item], start: int) -> bool:
    """Whether the relation goes on a list: "…, mi hermana y yo"."""
    before = items[start - 1] if start else None
    return before is not None and (before.kind == "comma" or before.norm in ("y", "e"))


def _self(items: Sequence[Item]) -> bool:
    norms = [item.norm for item in items]
    text = " ".join(norm for norm in norms if norm)
    padded = f" {text} "
    return any(
        sign in padded
        for sign in (
            " y yo ",
            " yo y ",
            " para mi y ",
            " y para mi ",
            " y a mi ",
            " para mi , ",
            " y otra para mi ",
        )
    )


@cache
def any_staff() -> Tree:
    """Phrases for "whoever", and those that mean it only as an answer."""
    data = load("people")["any_staff"]
    rows = [(row, False) for text in data["patterns"] for row in compile_pattern(text, {})]
    rows += [(row, True) for text in data["answers"] for row in compile_pattern(text, {})]
    return Tree(rows)
