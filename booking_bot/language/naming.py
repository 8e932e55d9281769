"""The name given for an appointment: "a nombre de", "soy", a signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from booking_bot.language.data import words
from booking_bot.language.people import lists
from booking_bot.language.tokens import Item

_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A name as written and the places of the items it takes."""

    text: str
    places: frozenset[int]


def _at(items: Sequence[Item], place: int, phrase: tuple[str, ...]) -> bool:
    return tuple(item.norm for item in items[place : place + len(phrase)]) == phrase


def find_name(items: Sequence[Item], text: str, known: frozenset[str], *, pets: bool) -> Named | None:
    """The name behind "a nombre de", "soy", "me llamo" …, or the signature. `known` are the rules' words.

    Where `pets` are attended, "la cita de Max" names nobody.
    """
    if not _titled(items, text):
        return _find(items, text, known, pets=pets)
    found = _find(items, text.lower(), known, pets=pets)
    if not found:
        return None
    first, last = min(found.places), max(found.places)
    return Named(text[items[first].start : items[last].end].strip(), found.places)


def _find(items: Sequence[Item], text: str, known: frozenset[str], *, pets: bool) -> Named | None:
    table = lists()
    for place, item in enumerate(items):
        for lead in table.leads.get(item.norm, ()):
            if _at(items, place, lead) and not (place and items[place - 1].norm in table.animals):
                named = _name_from(items, place + len(lead), text, known, strict=lead in table.weak)
                if named:
                    return named
                break
    return (
        _relation(items, text, known)
        or _for_whom(items, text, known)
        or _of_appointment(items, text, known, pets=pets)
        or _signature(items, text, known)
    )


def _titled(items: Sequence[Item], text: str) -> bool:
    """ "Quiero Cita Para El Jueves": where small words have capitals, these tell nothing."""
    return not text.isupper() and any(
        item.norm in words("joining")
        and _capital(item, text)
        and before.kind == "word"
        and before.start < item.start
        for before, item in pairwise(items)
    )


def _name_from(
    items: Sequence[Item], place: int, text: str, known: frozenset[str], *, strict: bool
) -> Named | None:
    kin = lists().relatives | words("owners")
    # "a nombre de mi madre, Rosario Vega": the name stands behind the relation.
    if (
        place + 1 < len(items)
        and items[place].norm in ("mi", "su", "la", "el")
        and items[place + 1].norm in (words("owners") if items[place].norm in ("la", "el") else kin)
    ):
        place += 2
        if place < len(items) and items[place].kind == "comma":
            place += 1
    if place < len(items) and items[place].kind == "comma":
        place += 1
    if place + 1 < len(items) and items[place].norm in ("la", "el"):
        place += 1
    if place < len(items) and items[place].norm in words("forms_of_address"):
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
        ordinary = item.norm in known and item.norm not in table.first_names
        plain = not capital and (ordinary or (strict and taken))
        if plain or (taken and not capital and _capital(items[taken[0]], text) and not shouting):
            break
        taken += pending
        pending = []
        taken.append(n)
    if not taken:
        return None
    first = items[taken[0]]
    if strict and not shouting and text[first.start : first.end].isupper() and first.end - first.start > 1:
        return None
    if strict and not _capital(first, text) and first.norm not in table.first_names:
        after = items[taken[-1] + 1] if taken[-1] + 1 < len(items) else None
        ends = after is None or after.kind != "word" or after.norm in known
        bare = first.norm not in known and (len(items) <= _LONGEST_NAME or ends)
        if not bare:
            return None
    return Named(text[first.start : items[taken[-1]].end].strip(), frozenset(taken))


def _capital(item: Item, text: str) -> bool:
    return text[item.start : item.start + 1].isupper()


def _relation(items: Sequence[Item], text: str, known: frozenset[str]) -> Named | None:
    """ "Para mi madre, Elsa Fernández", "mi hijo Pablo"."""
    table = lists()
    for place in range(3, len(items)):
        if items[place].norm not in table.relatives:
            continue
        # "para Manolo, mi marido"
        called = items[place - 3 : place + 1]
        related = called[2].norm in words("own")
        if (
            related
            and called[1].kind == "comma"
            and called[0].norm not in known
            and _capital(called[0], text)
        ):
            return Named(text[called[0].start : called[0].end], frozenset({place - 3}))
    for place in range(1, len(items) - 1):
        if items[place].norm in table.relatives and items[place - 1].norm in words("own"):
            start = place + 1 + (items[place + 1].kind == "comma")
            if start < len(items) and _capital(items[start], text) and items[start].norm not in known:
                named = _read(items, start, text, known, strict=True)
                if named and not text.isupper():
                    return named
    return None


def _for_whom(items: Sequence[Item], text: str, known: frozenset[str]) -> Named | None:
    """ "Para Sara Núñez": a first name we know, written as one."""
    for place in range(len(items) - 1):
        first = items[place + 1]
        if (
            items[place].norm == "para"
            and first.norm in lists().first_names
            and first.norm not in known
            and _capital(first, text)
        ):
            return _read(items, place + 1, text, known, strict=True)
    return None


def _of_appointment(items: Sequence[Item], text: str, known: frozenset[str], *, pets: bool) -> Named | None:
    """ "La cita de Marta Ruiz"."""
    for place in range(len(items) - 2):
        if items[place].norm in ("cita", "turno", "hora", "reserva") and items[place + 1].norm == "de":
            named = _read(items, place + 2, text, known, strict=True)
            of_pet = pets and named and len(named.places) == 1
            if (
                named
                and not of_pet
                and _capital(items[place + 2], text)
                and items[place + 2].norm not in known
            ):
                return named
    return None


def _signature(items: Sequence[Item], text: str, known: frozenset[str]) -> Named | None:
    table = lists()
    for place in range(len(items)):
        for closing in table.signatures.get(items[place].norm, ()):
            if not _at(items, place, closing):
                continue
            start = place + len(closing)
            if start < len(items) and items[start].kind in ("comma", "break"):
                named = _read(items, start + 1, text, known, strict=True)
                if (
                    named
                    and max(named.places) >= len(items) - 2
                    and _capital(items[start + 1], text)
                    and not all(items[n].norm in known - table.first_names for n in named.places)
                ):
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
    if any(item.norm in lists().animals for item in spoken):
        return None
    courtesy = words("name_fillers")
    while spoken and spoken[0].norm in courtesy:
        spoken = spoken[1:]
    while spoken and spoken[-1].norm in courtesy:
        spoken = spoken[:-1]
    return text[spoken[0].start : spoken[-1].end].strip() if spoken else None
