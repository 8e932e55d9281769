"""All rows of a phrase file as one tree, walked once from each place of a text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from booking_bot.language.pattern import Element, Row
from booking_bot.language.tokens import Item

# How many words "..." may stand for.
GAP = 4
PAUSES = ("comma", "break")


class _Node:
    __slots__ = ("after_gap", "ends", "pause", "stem_sizes", "stems", "tags", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[_Node]] = {}
        self.stems: dict[str, list[_Node]] = {}
        self.tags: dict[str, list[_Node]] = {}
        self.pause: _Node | None = None
        self.after_gap: _Node | None = None
        self.ends: list[Any] = []
        self.stem_sizes: tuple[int, ...] = ()

    def next(self, item: Item) -> list["_Node"]:
        """The nodes that this item leads to."""
        nodes: list[_Node] = []
        norm = item.norm
        if norm:
            if norm in self.words:
                nodes += self.words[norm]
            for size in self.stem_sizes:
                nodes += self.stems.get(norm[:size], ())
        if self.tags and item.tags:
            for tag in item.tags:
                if tag in self.tags:
                    nodes += self.tags[tag]
        if self.pause and item.kind in PAUSES:
            nodes.append(self.pause)
        return nodes


class Tree:
    """Rows with their owners, for finding every row that matches at a place."""

    def __init__(self, entries: Iterable[tuple[Row, Any]]) -> None:
        self._root = _Node()
        grown: dict[tuple[int, Element], _Node] = {}
        for row, owner in entries:
            node = self._root
            for element in row:
                node = _grow(node, element, grown)
            node.ends.append(owner)

    def openings(self, items: Sequence[Item]) -> list[int]:
        """The places at which a row may begin: most words begin none, and are not looked at again."""
        words, tags, stems = self._root.words, self._root.tags.keys(), tuple(self._root.stems)
        pause = self._root.pause is not None
        return [
            place
            for place, item in enumerate(items)
            if item.norm in words
            or (item.tags and not tags.isdisjoint(item.tags))
            or (stems and item.norm.startswith(stems))
            or (pause and item.kind in PAUSES)
        ]

    def hits(self, items: Sequence[Item]) -> Iterator[tuple[int, int, Any]]:
        """(place, place behind, owner) of every row that matches anywhere."""
        for at in self.openings(items):
            for end, owner in self.matches(items, at):
                yield at, end, owner

    def matches(self, items: Sequence[Item], at: int) -> list[tuple[int, Any]]:
        """(place behind, owner) of every row that matches at `at`."""
        found: list[tuple[int, Any]] = []
        size = len(items)
        open_nodes = [(self._root, at)]
        while open_nodes:
            node, place = open_nodes.pop()
            for owner in node.ends:
                found.append((place, owner))
            if place >= size:
                continue
            # `next` written out: this is where reading a message spends its time.
            item, after = items[place], place + 1
            if norm := item.norm:
                for child in node.words.get(norm, ()):
                    open_nodes.append((child, after))
                for length in node.stem_sizes:
                    for child in node.stems.get(norm[:length], ()):
                        open_nodes.append((child, after))
            if node.tags and item.tags:
                for tag in item.tags:
                    for child in node.tags.get(tag, ()):
                        open_nodes.append((child, after))
            if node.pause and item.kind in PAUSES:
                open_nodes.append((node.pause, after))
            if node.after_gap:
                open_nodes += _leap(node.after_gap, items, place)
        return found


def _leap(node: _Node, items: Sequence[Item], place: int) -> list[tuple[_Node, int]]:
    """The places within a gap from which a row can go on."""
    found: list[tuple[_Node, int]] = []
    only_words = not (node.stems or node.tags or node.pause)
    for ahead in range(place, min(place + GAP + 1, len(items))):
        item = items[ahead]
        if item.norm in node.words or not only_words:
            found += [(child, ahead + 1) for child in node.next(item)]
        if item.kind == "break":
            break
    return found


def _grow(node: _Node, element: Element, grown: dict[tuple[int, Element], _Node]) -> _Node:
    if element.gap:
        node.after_gap = node.after_gap or _Node()
        return node.after_gap
    key = (id(node), element)
    if key in grown:
        return grown[key]
    child = grown[key] = _Node()
    for word in element.words:
        node.words.setdefault(word, []).append(child)
    for stem in element.stems:
        node.stems.setdefault(stem, []).append(child)
    for tag in element.tags:
        node.tags.setdefault(tag, []).append(child)
    if element.pause:
        node.pause = child
    if element.stems:
        node.stem_sizes = tuple(sorted({len(stem) for stem in node.stems}))
    return child
