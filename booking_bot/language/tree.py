"""All rows of a phrase file as one tree, walked once from each place of a text.

Where the rows stand after some items is a state. States, and to which an item leads, are worked out when
they are first met and kept: people use the same words, so a step is one look into a dictionary.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from booking_bot.language.pattern import Element, Row
from booking_bot.language.tokens import Item, Symbol, symbols_of

# How many words "..." may stand for.
GAP = 4
# So many steps of a tree are kept; then all are forgotten, that no flood of rare words fills the memory.
_KEPT = 10_000


# A place, and with each place behind, the shortest first, the owners of the rows between, in their order.
Find = tuple[int, list[tuple[int, tuple[Any, ...]]]]


class _Node:
    __slots__ = ("after_gap", "ends", "pause", "stem_sizes", "stems", "tags", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[_Node]] = {}
        self.stems: dict[str, list[_Node]] = {}
        self.tags: dict[str, list[_Node]] = {}
        self.pause: _Node | None = None
        self.after_gap: _Node | None = None
        self.ends: list[tuple[int, Any]] = []
        self.stem_sizes: tuple[int, ...] = ()

    def next(self, symbol: Symbol) -> list["_Node"]:
        """The nodes that this item leads to."""
        nodes: list[_Node] = []
        if norm := symbol.norm:
            nodes += self.words.get(norm, ())
            for size in self.stem_sizes:
                nodes += self.stems.get(norm[:size], ())
        if self.tags:
            for tag in symbol.tags:
                nodes += self.tags.get(tag, ())
        if self.pause and symbol.kind in ("comma", "break"):
            nodes.append(self.pause)
        return nodes


class _State:
    """Nodes that rows stand at, each with how many words may still be leapt over before it goes on."""

    __slots__ = ("ends", "moves", "nodes")

    def __init__(self, nodes: dict[_Node, int]) -> None:
        self.nodes = nodes
        ends = sorted((end for node in nodes for end in node.ends), key=lambda end: end[0])
        self.ends = tuple({id(owner): owner for _, owner in ends}.values())
        self.moves: dict[Symbol, _State | None] = {}


class Tree:
    """Rows with their owners, for finding every row that matches at a place."""

    def __init__(self, entries: Iterable[tuple[Row, Any]]) -> None:
        self._first = _Node()
        grown: dict[tuple[int, Element], _Node] = {}
        for order, (row, owner) in enumerate(entries):
            node = self._first
            for element in row:
                node = _grow(node, element, grown)
            node.ends.append((order, owner))
        self._forget()

    def _forget(self) -> None:
        self.kept = 0
        self._root = _State({self._first: 0})
        self._states: dict[frozenset[tuple[_Node, int]], _State] = {}
        self._begin_none: set[Symbol] = set()

    def hits(self, items: Sequence[Item]) -> Iterator[tuple[int, int, Any]]:
        """(place, place behind, owner) of every row that matches anywhere."""
        for at, found in self.finds(symbols_of(items)):
            for end, owners in found:
                for owner in owners:
                    yield at, end, owner

    def finds(self, symbols: Sequence[Symbol]) -> list[Find]:
        """The places at which rows match, in order: this is where reading a message spends its time."""
        begin_none = self._begin_none
        if begin_none.issuperset(symbols):
            return []
        finds: list[Find] = []
        size, opening = len(symbols), self._root.moves
        for at, first in enumerate(symbols):
            if first in begin_none:
                continue
            state = opening[first] if first in opening else self._step(self._root, first)
            found: list[tuple[int, tuple[Any, ...]]] = []
            place = at + 1
            while state is not None:
                if state.ends:
                    found.append((place, state.ends))
                if place == size:
                    break
                symbol, moves = symbols[place], state.moves
                state = moves[symbol] if symbol in moves else self._step(state, symbol)
                place += 1
            if found:
                finds.append((at, found))
        return finds

    def _step(self, state: _State, symbol: Symbol) -> _State | None:
        """The state to which an item leads, worked out and kept."""
        if self.kept >= _KEPT:
            self._forget()
        self.kept += 1
        nodes: dict[_Node, int] = {}
        for node, leaps in state.nodes.items():
            for child in node.next(symbol):
                nodes.setdefault(child, 0)
                if child.after_gap:
                    nodes[child.after_gap] = GAP
            if leaps and symbol.kind != "break":
                nodes[node] = max(leaps - 1, nodes.get(node, 0))
        if not nodes and state is self._root:
            self._begin_none.add(symbol)
            return None
        state.moves[symbol] = behind = self._state(nodes) if nodes else None
        return behind

    def _state(self, nodes: dict[_Node, int]) -> _State:
        key = frozenset(nodes.items())
        if key not in self._states:
            self._states[key] = _State(nodes)
        return self._states[key]


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
