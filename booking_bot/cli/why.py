"""An explanation of a message as text: a table of what was found for each step of reading it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import Enum

from booking_bot.language.explanation import Explanation

# A list of thirty alternatives tells no more than its first.
_WIDEST = 60


def told(found: Explanation) -> str:
    """The explanation in lines; steps that found nothing are left out."""
    return "\n".join(_lines(found))


def _lines(found: Explanation) -> Iterator[str]:
    if found.frame.language != "es":
        yield f"language: {found.frame.language}, read as: {found.text}"
    yield from _table("spelling", [(one.written, one.read, one.how) for one in found.mended])
    yield from _table(
        "rules",
        [(one.words, f"{one.grammar} {one.level}", one.rule, _plain(one.value)) for one in found.phrases],
    )
    yield from _table("acts", [(one.words, one.act, one.pattern) for one in found.acts])
    yield from _table("services", [(one.words, " ".join(one.ids), one.how) for one in found.services])
    yield from _table("staff", [(one.words, " ".join(one.ids), one.how) for one in found.staff])
    yield from _table("left out", [(one.words, one.what, one.why) for one in found.dropped])
    yield "frame"
    yield f"  {json.dumps(found.frame.as_json(), ensure_ascii=False)}"


def _table(title: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    cut = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    yield title
    for row in cut:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _cut(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"


def _plain(value: object) -> str:
    """A value as it may be read: of a dataclass only what is set, dates and times as in a frame."""
    if value is True:
        return ""
    if isinstance(value, dict):
        return " ".join(f"{key}={_plain(one)}" if one is not True else str(key) for key, one in value.items())
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_plain, value))})"
    if is_dataclass(value) and not isinstance(value, type):
        said = {one.name: getattr(value, one.name) for one in fields(value)}
        inside = ", ".join(
            f"{name}={_plain(one)}" if one is not True else name
            for name, one in said.items()
            if one not in (None, False, ())
        )
        return f"{type(value).__name__}({inside})"
    return str(value)
