"""A text as a row of items: words, figures, signs.

An `Item` is what rules match on. It begins as one token of the text and may later stand for a whole
phrase ("el jueves que viene"): then `norm` is empty and `tags` says what the phrase is worth.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

# Longer texts are read up to here; WhatsApp itself ends a message at 4096 characters.
LONGEST = 5_000

_TOKEN = re.compile(
    r"""
    (?P<plain>[^\W\d_]+(?=[\s,?!)]|$))
  | (?P<link>(?i:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,255}\.\w+)
  | (?P<hash>\#\s?\w[\w-]*)
  | (?P<code>\b[A-Za-z]{1,4}-?\d{2,}[\w-]*)
  | (?P<iso>\b\d{4}-\d{1,2}-\d{1,2}\b)
  | (?P<money>[$€£]\s?\d[\d.,]*|\b\d[\d.,]{0,15}\s?[€$£])
  | (?P<ndate>\b\d{1,2}\s?/\s?\d{1,2}(?:\s?/\s?\d{2,4})?\b
      |\b\d{1,2}(?P<_sep>[.-])\d{1,2}(?P=_sep)\d{2,4}\b|\b\d{1,2}-\d{1,2}\b)
  | (?P<nclock>\b\d{1,2}\s?:\s?\d{2}(?!\d)|\b\d{1,2}[.'’]\d{2}(?![\d%])|\b\d{1,2}[hH]\d{2}(?!\d))
  | (?P<long>\d{6,}|\d{1,3}(?:[.,]\d{3}){1,5}\b)
  | (?P<number>\d+)
  | (?P<meridiem>(?<=[\d\s])[aApP]\.\s?[mM]\b\.?)
  | (?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036fªº])*)
  | (?P<break>[\n\r]+|[.!?;…]+)
  | (?P<comma>[,:()\-–—]+)
  | (?P<sign>\S)
    """,
    re.VERBOSE,
)
# Signs that may stand among words and say nothing: opening marks, quotes, variation selectors.
_SILENT = frozenset("¿¡\"'«»“”‘’`´*_~\u200d\u20e3\ufe0f\u200b\u200e\u200f\u0000")


_SPANISH = str.maketrans("áéíóúüñ", "aeiouun")


class Symbol:
    """What an item is to the rules. Items alike share one, and it is told from others by identity."""

    __slots__ = ("kind", "norm", "tags")

    def __init__(self, norm: str, tags: tuple[str, ...], kind: str) -> None:
        self.norm, self.tags, self.kind = norm, tags, kind


_symbol = lru_cache(maxsize=8192)(Symbol)


@dataclass(slots=True)
class Item:
    """A token, or a phrase that a rule made of several; `start` and `end` are places in the text."""

    norm: str
    start: int
    end: int
    kind: str = "word"
    tags: dict[str, Any] = field(default_factory=dict)
    known: Symbol | None = field(default=None, repr=False, compare=False)

    @property
    def symbol(self) -> Symbol:
        """Its symbol, made when rules first look at the item: from then on it stays as it is."""
        if self.known is None:
            self.known = _symbol(self.norm, tuple(self.tags), self.kind)
        return self.known


def symbols_of(items: Iterable[Item]) -> list[Symbol]:
    return [item.known or item.symbol for item in items]


def fold(text: str) -> str:
    """Lower case without accents; ñ becomes n."""
    text = text.lower()
    if text.isascii() or (text := text.translate(_SPANISH)).isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


def readable(text: str) -> str:
    """The text as it is read: as far as LONGEST, each accent one with its letter, without NUL.

    Phones write "ñ" as one character, some keyboards and files as two.
    """
    return unicodedata.normalize("NFC", text[:LONGEST].replace("\x00", " "))


def tokenise(text: str) -> list[Item]:
    """The items of a text in order; words folded, figures and signs by kind."""
    items: list[Item] = []
    for found in _TOKEN.finditer(text, 0, LONGEST):
        kind = found.lastgroup or "sign"
        if kind == "plain":
            items.append(Item(fold(found.group()), found.start(), found.end()))
            continue
        raw = found.group()
        if kind == "sign" and (raw in _SILENT or (items and items[-1].norm == raw)):
            continue
        norm = fold(raw) if kind in ("word", "code") else raw
        if kind == "meridiem":
            kind, norm = "word", raw[0].lower() + "m"
        items.append(Item(norm, found.start(), found.end(), kind))
    return items
