"""The little language in which the phrase files are written, and its matcher.

    cita            the word, written without accents or not
    cita|turno      either word
    cancel*         any word that begins so
    @pedir          any word of that list under [words] in the same file
    <day>           a phrase already understood: day, time, num, weekday …
    para?           may be missing
    (que viene / proximo)   one of these sequences; with ? behind it, or none
    ...             up to four words, within the sentence
    ,               a pause: a comma or a sentence's end

Groups and optional parts are written out when a file is loaded, so a pattern is a flat row of
elements, and all rows of a file are one tree: matching walks it once from each place of a text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from booking_bot.language.tokens import fold

_PIECE = re.compile(r"\.\.\.\??|\(|\)\??|/|[^\s()/]+")
# Contractions are read as two words, in patterns as in messages.
CONTRACTIONS = {"del": ("de", "el"), "al": ("a", "el")}


class BadPattern(ValueError):
    """A line of a phrase file that cannot be read."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: what an item there may be."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    gap: bool = False
    pause: bool = False


Row = tuple[Element, ...]


def compile_pattern(text: str, lists: Mapping[str, Sequence[str]]) -> list[Row]:
    """Every flat row that a pattern stands for. Raises BadPattern."""
    pieces = _PIECE.findall(text)
    rows, rest = _sequence(pieces, lists)
    if rest:
        raise BadPattern(f"unbalanced parentheses in {text!r}")
    trimmed = list(dict.fromkeys(row for row in map(_trim, rows) if row))
    if not trimmed:
        raise BadPattern(f"a pattern must hold something: {text!r}")
    return trimmed


def _trim(row: Row) -> Row:
    """A row without gaps at its ends, and no two in a row."""
    while row and row[0].gap:
        row = row[1:]
    while row and row[-1].gap:
        row = row[:-1]
    return tuple(e for n, e in enumerate(row) if not (e.gap and row[n - 1].gap))


def _sequence(pieces: list[str], lists: Mapping[str, Sequence[str]]) -> tuple[list[Row], list[str]]:
    rows: list[Row] = [()]
    while pieces and pieces[0] != "/" and not pieces[0].startswith(")"):
        piece, pieces = pieces[0], pieces[1:]
        if piece == "(":
            parts, pieces = _group(pieces, lists)
        else:
            parts = _atom(piece, lists)
        rows = [row + part for row in rows for part in parts]
    return rows, pieces


def _group(pieces: list[str], lists: Mapping[str, Sequence[str]]) -> tuple[list[Row], list[str]]:
    parts: list[Row] = []
    while True:
        part, pieces = _sequence(pieces, lists)
        parts += part
        if not pieces:
            raise BadPattern("a group is not closed")
        closing, pieces = pieces[0], pieces[1:]
        if closing != "/":
            return _merge(parts) + ([()] if closing == ")?" else []), pieces


def _merge(parts: list[Row]) -> list[Row]:
    """Alternatives of one element each are one element."""
    single = [part[0] for part in parts if len(part) == 1 and not part[0].gap and not part[0].pause]
    if len(single) < 2:
        return parts
    joined = Element(
        frozenset[str]().union(*(one.words for one in single)),
        tuple(sorted({stem for one in single for stem in one.stems})),
        frozenset[str]().union(*(one.tags for one in single)),
    )
    return [(joined,), *(part for part in parts if len(part) != 1 or part[0].gap or part[0].pause)]


def _atom(piece: str, lists: Mapping[str, Sequence[str]]) -> list[Row]:
    optional = piece.endswith("?")
    piece = piece.removesuffix("?")
    if piece == "...":
        return [(Element(gap=True),)]
    if piece == ",":
        parts: list[Row] = [(Element(pause=True),)]
    elif piece in CONTRACTIONS:
        parts = [tuple(Element(words=frozenset({word})) for word in CONTRACTIONS[piece])]
    else:
        parts = [(_alternatives(piece, lists),)]
    return parts + ([()] if optional else [])


def _alternatives(piece: str, lists: Mapping[str, Sequence[str]]) -> Element:
    words: set[str] = set()
    stems: set[str] = set()
    tags: set[str] = set()
    for part in piece.split("|"):
        if part.startswith("<") and part.endswith(">"):
            tags.add(part[1:-1])
            continue
        named = part.startswith("@")
        if named and part[1:] not in lists:
            raise BadPattern(f"no list of words is called {part!r}")
        for word in lists[part[1:]] if named else [part]:
            if not word or " " in word:
                raise BadPattern(f"{piece!r} holds an empty word or a phrase")
            (stems if word.endswith("*") else words).add(fold(word).removesuffix("*"))
    return Element(frozenset(words), tuple(sorted(stems)), frozenset(tags))


def known_words(rows: Sequence[Row]) -> Iterator[str]:
    """Every whole word that these rows mention."""
    for row in rows:
        for element in row:
            yield from element.words
