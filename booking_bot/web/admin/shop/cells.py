"""One value of the business file as a field of a form.

`show` is what stands in the field, `read` what the file gets: None where it is to say nothing. What cannot be
read is handed on as it is, so that the file's own checks refuse it at its place.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

Typed = MultiDict[str, str]
Table = dict[str, Any]

_UNITS = {
    "w": ("semana", "semanas"),
    "d": ("día", "días"),
    "h": ("hora", "horas"),
    "m": ("minuto", "minutos"),
}
_NAMES = {
    **{word: unit for unit, words in _UNITS.items() for word in (unit, *words)},
    "dia": "d", "dias": "d", "min": "m", "mins": "m", "sem": "w", "hs": "h",
}  # fmt: skip
_LENGTH = re.compile(r"(\d+)\s*([a-zñáéíóú]+)\.?", re.IGNORECASE)
_WRITTEN = re.compile(r"(\d+)([wdhm])")


@dataclass(frozen=True, slots=True)
class Kind:
    """`look` is the name of its macro in the templates."""

    look: str
    show: Callable[[Any], str]
    read: Callable[[str], Any]


def length_shown(value: Any) -> str:
    """ "2 horas" for "2h", "1 hora 45 minutos" for 105."""
    if isinstance(value, int):
        hours, minutes = divmod(value, 60)
        value = (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes or not hours else "")
    parts = _WRITTEN.findall(value)
    if "".join(map("".join, parts)) != value:
        return str(value)
    return " ".join(f"{count} {_UNITS[unit][count != '1']}" for count, unit in parts)


def length_read(text: str) -> Any:
    """ "2h" for "2 horas"; a number at the end is minutes."""
    if text.isdecimal():
        return int(text)
    plain = re.sub(r"[,;]|\by\b", " ", text.casefold())
    plain = re.sub(r"(?<=\D)(\d+)\s*$", r"\1m", plain)  # "1h30"
    found = _LENGTH.findall(plain)
    if _LENGTH.sub("", plain).strip() or not all(unit in _NAMES for _, unit in found):
        return text
    return "".join(f"{count}{_NAMES[unit]}" for count, unit in found)


def _number(text: str) -> Any:
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() else text


def _price(text: str) -> str:
    plain = re.sub(r"[^\d.,-]", "", text) if re.search(r"\d", text) else text
    return plain.replace(",", ".")


def lines(text: str) -> list[str]:
    """Each line that says something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


TEXT = Kind("line", str, str)
LONG = Kind("long", str, lambda text: " ".join(text.split()))
NUMBER = Kind("number", str, _number)
LENGTH = Kind("line", length_shown, length_read)
PRICE = Kind("price", lambda value: str(value).replace(".", ","), _price)
TICK = Kind("tick", lambda value: "on" if value else "", bool)
LINES = Kind("lines", "\n".join, lines)


@dataclass(frozen=True, slots=True)
class Cell:
    """`path` leads to it from its table; `unset` is what holds where the file says nothing.

    With `off` an empty field switches it off; else the file then says nothing of it. `wrong` is said at the
    field when the file cannot say what stands there.
    """

    path: tuple[str, ...]
    label: str
    kind: Kind = TEXT
    wrong: str = "Revisa esto: así no vale."
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    unset: Any = None
    off: bool = False

    @property
    def name(self) -> str:
        """In the form."""
        return "-".join(self.path)

    @property
    def look(self) -> str:
        return "choice" if self.choices else self.kind.look


def shown(cells: Iterable[Cell], table: Mapping[str, Any]) -> Typed:
    """What stands in the fields of what the table says."""
    typed = Typed()
    for cell in cells:
        value: Any = table
        for key in cell.path:
            value = value.get(key) if isinstance(value, Mapping) else None
        value = cell.unset if value is None else value
        text = "" if value in ("", None) else cell.kind.show(value)
        if text or cell.kind is not TICK:
            typed[cell.name] = text
    return typed


def read(cells: Iterable[Cell], typed: Typed, table: Table) -> None:
    """Make the table say what stands in the fields; what is left empty it does not say."""
    for cell in cells:
        place = table
        for key in cell.path[:-1]:
            place = place.setdefault(key, {})
        text = typed.get(cell.name, "").strip()
        if not text and cell.kind is not TICK:
            place.pop(cell.path[-1], None)
            if cell.off:
                place[cell.path[-1]] = ""
        else:
            place[cell.path[-1]] = cell.kind.read(text)
    for cell in cells:
        if len(cell.path) > 1 and not table.get(cell.path[0]):
            table.pop(cell.path[0], None)
