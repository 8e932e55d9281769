"""For whom: another person, and how many. Animals are neither."""

from collections.abc import Sequence
from dataclasses import dataclass

from booking_bot.language.data import words
from booking_bot.language.people import Lists, lists
from booking_bot.language.tokens import Item

# "Cortarle", "peinarla".
_ON_SOMEBODY = tuple(f"{verb}{whom}" for verb in ("ar", "er", "ir") for whom in ("le", "les", "la", "lo"))


# "Mi hija de 6 años": a figure between.
_AGES = (("de", "", "anos"), ("de", "", "meses"))
_AGE = 3


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
    self_too = bool(kin) and _self(items, table)
    total = sum(count for count, _ in kin) if all(known for _, known in kin) else None
    if kin:
        party = total + self_too if total is not None else None
        most = max(counted or 0, party or 0)
        return Party(most if most > 1 else None, for_other=True)
    return Party(counted, for_other=_for_them(items))


def _for_them(items: Sequence[Item]) -> bool:
    """ "Un turno para él", "para otra persona"; "para el" goes on where it leads in a day."""
    for n, item in enumerate(items[:-1]):
        if item.norm != "para":
            continue
        behind = [other.norm for other in items[n + 1 : n + 3]]
        if behind[0] in words("them") or behind == ["otra", "persona"]:
            return True
        if behind[0] == "el" and (n + 2 == len(items) or items[n + 2].kind in ("comma", "break")):
            return True
    return False


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
        if before == "de" and n > 1 and items[n - 2].norm in ("grupo", "familia"):
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
        if isinstance(count, int) and n > 1 and items[n - 2].norm in words("toward"):
            # "para dos amigas"
            found.append((count, True))
            continue
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
    aged = noun + 1 + _AGE * (_words(items, noun + 1, _AGE) in _AGES)
    behind = [item.norm for item in items[aged : aged + 2]]
    after = next((norm for norm in behind if norm != "tambien"), "")
    if before in words("toward"):
        return True
    # "Soy la madre de Alba, le quería coger hora"
    if before == "soy" and after == "de" and any(_said_to_them(item.norm) for item in items):
        return True
    if before == "a" and start > 1 and items[start - 2].norm in words("toward"):
        return True
    # "Mi hijo Mateo": one who is named is the one who comes.
    if mine and before != "de" and any("person" in item.tags for item in items[noun + 1 : noun + 3]):
        return True
    # "Cortarle el pelo al niño"
    if before == "a" and any(_done_to_them(item.norm) for item in items[:start]):
        return True
    if mine and before == "es":
        return True
    if mine and start > 1 and items[start - 1].kind == "comma" and _called(items, start - 2):
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


def _words(items: Sequence[Item], place: int, count: int) -> tuple[str, ...]:
    return tuple("" if "num" in item.tags else item.norm for item in items[place : place + count])


def _called(items: Sequence[Item], place: int) -> bool:
    """Whether a name stands there: "para manolo, mi marido", with a capital or without."""
    led = place > 0 and items[place - 1].norm in words("toward")
    return "person" in items[place].tags or (led and "unknown" in items[place].tags)


def _said_to_them(norm: str) -> bool:
    """ "Le quería pedir hora", "quería pedirle hora"."""
    return norm in ("le", "les") or norm.endswith(("arle", "erle", "irle", "arles", "erles", "irles"))


def _done_to_them(norm: str) -> bool:
    return norm.endswith(_ON_SOMEBODY) and norm not in words("telling")


def _joined(items: Sequence[Item], start: int) -> bool:
    """Whether the relation goes on a list: "…, mi hermana y yo"."""
    before = items[start - 1] if start else None
    return before is not None and (before.kind == "comma" or before.norm in ("y", "e"))


def _self(items: Sequence[Item], table: Lists) -> bool:
    """Whether the writer comes too; "y a mi tío" is another."""
    said = [item.norm for item in items if item.norm]
    # A relation behind "mi" makes it no pronoun: "mi hija", "mi otra hija".
    said = [
        "my" if norm == "mi" and _relation_at(said, n + 1, table) else norm for n, norm in enumerate(said)
    ]
    padded = f" {' '.join(said)} ".replace(" no era para mi ", " ").replace(" no es para mi ", " ")
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


def _relation_at(said: Sequence[str], place: int, table: Lists) -> bool:
    first, second = (*said[place : place + 2], "", "")[:2]
    return first in table.relatives or (second in table.relatives and first not in ("y", "e", "con"))
