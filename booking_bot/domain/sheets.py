"""Tables as files of text (CSV), as spreadsheets of any country write them, and as they may safely read them.

A line of a table may take several lines of its file, where a cell holds some; it counts as one.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from io import StringIO

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 20_000
LONGEST_CELL = 2000
# Which of these stands most often in the first line; of as many, the first.
DELIMITERS = ";,\t|"
BOM = codecs.BOM_UTF8  # before the first line: that it is UTF-8
# What a spreadsheet would take for a formula, or for the end of a cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# ZIP, as .xlsx and .ods are, and the older .xls.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAYS = "sep="  # how Excel is told of the delimiter, in a line before the first


class NotATable(ValueError):
    """The file is no table in text; `why` is one of "workbook", "empty", "long" and "large"."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the file is no table that can be read: {why}")
        self.why = why


def read(data: bytes) -> str:
    """The text of the file, its lines ended by a line feed. Raises NotATable.

    UTF-8, what Excel calls Unicode, or else what Windows writes in the west of Europe.
    """
    if len(data) > MOST_BYTES:
        raise NotATable("large")
    if data.startswith(_WORKBOOKS):
        raise NotATable("workbook")
    # PostgreSQL keeps no NUL, and no table means one.
    text = _decoded(data).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if text[: len(_SAYS)].lower() == _SAYS:
        text = text.partition("\n")[2].lstrip("\n")
    if not text.strip():
        raise NotATable("empty")
    if sum(1 for _ in lines(text)) - 1 > MOST_LINES:
        raise NotATable("long")
    return text


def lines(text: str) -> Iterator[list[str] | None]:
    """Each line of the table, cell by cell, the heading first; None for one that cannot be made out."""
    reader = csv.reader(_broken(text), delimiter=delimiter(text))
    while True:
        try:
            yield [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            yield None


def first(text: str) -> list[str]:
    """The cells of the heading, as they stand there."""
    return next(lines(text), None) or []


def headings(text: str) -> list[str]:
    """Of the columns, each by a name of its own."""
    named: list[str] = []
    for place, cell in enumerate(first(text), start=1):
        name = " ".join(cell.split())[:60] or f"Columna {place}"
        named.append(f"{name} ({place})" if name in named else name)
    return named


def delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    bare = "".join(heading.split('"')[::2])  # what stands between quotes is part of a cell
    return max(DELIMITERS, key=bare.count)


def written(cells: Sequence[str]) -> bytes:
    """One line of a file for a spreadsheet in Spanish: semicolons, and nothing that it would run."""
    target = StringIO(newline="")
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerow([neutral(cell) for cell in cells])
    return target.getvalue().encode()


def neutral(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """What was made neutral as it was before."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def _decoded(data: bytes) -> str:
    if data.startswith(_WIDE):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _broken(text: str) -> Iterator[str]:
    """The lines of the file, without a second copy of all of it."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
