"""The lines that could not be taken, each with why: to be put right and brought again."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import count, islice
from typing import NamedTuple

from booking_bot.domain import sheets
from booking_bot.models import Import, ImportStatus

LINE, FAULT = "Línea", "Qué le pasa"
FEW = 5
FIRST = 2  # as a spreadsheet counts: the heading is its line 1


class Group(NamedTuple):
    """Lines with the same fault: how many, and the first of them."""

    fault: str
    many: int
    lines: Sequence[int]


def grouped(faults: Iterable[tuple[int, str]]) -> list[Group]:
    """The commonest fault first: a hundred lines may want one thing put right."""
    found: dict[str, list[int]] = {}
    for line, fault in faults:
        found.setdefault(fault, []).append(line)
    order = sorted(found.items(), key=lambda one: -len(one[1]))
    return [Group(fault, len(lines), lines[:FEW]) for fault, lines in order]


def not_taken(row: Import) -> str | None:
    """The file with only those of its lines; None where there are none."""
    if not row.faults:
        return None
    target = StringIO(newline="")
    # By the same delimiter, which is told by the heading.
    writer = csv.writer(target, delimiter=sheets.delimiter(row.text or ""), lineterminator="\n")
    writer.writerow(sheets.first(row.text or ""))
    writer.writerows(cells for _, _, cells in faulty(row))
    return target.getvalue()


def faulty(row: Import) -> Iterator[tuple[int, str, list[str]]]:
    """Line, fault and cells; none of those where nobody can make them out, or they are forgotten."""
    wanted = [int(one["line"]) for one in row.faults]
    told = islice(sheets.lines(row.text or ""), 1, None)
    # Of what is done only these are left, in their order.
    numbers = wanted if row.status is ImportStatus.DONE else count(FIRST)
    known = dict.fromkeys(wanted)
    cells = {number: line or [] for number, line in zip(numbers, told, strict=False) if number in known}
    for one in row.faults:
        yield int(one["line"]), one["fault"], cells.get(int(one["line"]), [])


def written(row: Import) -> Iterator[bytes]:
    """As a file that a spreadsheet in Spanish opens by itself."""
    headings = sheets.first(row.text or "")
    yield sheets.BOM
    yield sheets.written([*headings, FAULT, LINE])
    for number, fault, cells in faulty(row):
        padded = [*cells[: len(headings)], *[""] * (len(headings) - len(cells))]
        yield sheets.written([*padded, fault, str(number)])
