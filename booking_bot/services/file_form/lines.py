"""Where the values of a TOML text stand, which `tomllib` does not tell.

The text is known to be right TOML, so the scanner only follows its structure: headers, keys,
arrays and inline tables; whatever else a value is made of is passed over.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from booking_bot.services.file_form.faults import Path

_TOKEN = re.compile(
    r'(?P<string>"""(?:[^\\]|\\.)*?""""{0,2}|\'\'\'.*?\'\'\'\'{0,2}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<skip>#[^\n]*|[ \t\r]+)|(?P<newline>\n)|(?P<sign>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,.\"'#]+)",
    re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def positions(text: str) -> dict[Path, int]:
    """The line, from 1, of every table, key and item of an array. `text` must be right TOML."""
    return _Scanner(text).found


def line_of(path: Path, found: dict[Path, int]) -> int:
    """The line of `path`, or of the nearest table around it where it is not written itself."""
    while path and path not in found:
        path = path[:-1]
    return found.get(path, 1)


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "", match[0]
        if kind != "skip":
            yield _Token(kind, token, line)
        line += token.count("\n")
    yield _Token("end", "", line)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._tokens = _tokens(text)
        self._token = next(self._tokens)
        self._sizes: Counter[Path] = Counter()  # of arrays of tables, by the path of their header
        self._document()

    def _next(self) -> _Token:
        token, self._token = self._token, next(self._tokens, self._token)
        return token

    def _at(self, *texts: str) -> bool:
        return self._token.kind != "string" and self._token.text in texts

    def _skip_newlines(self) -> None:
        while self._token.kind == "newline":
            self._next()

    def _document(self) -> None:
        table: Path = ()
        while True:
            self._skip_newlines()
            if self._token.kind == "end":
                return
            if self._at("["):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        line = self._next().line
        array = self._at("[")
        if array:
            self._next()
        keys = self._keys()
        while self._at("]"):
            self._next()
        path: Path = ()
        for position, key in enumerate(keys):
            path += (key,)
            self.found.setdefault(path, line)
            if array and position == len(keys) - 1:
                self._sizes[path] += 1
            if path in self._sizes:
                path += (self._sizes[path] - 1,)
                self.found.setdefault(path, line)
        return path

    def _keys(self) -> list[str]:
        keys = []
        while self._token.kind in {"bare", "string"} or self._at("."):
            token = self._next()
            if token.kind == "string":
                keys.append(tomllib.loads(f"key = {token.text}")["key"])
            elif token.kind == "bare":
                keys.append(token.text)
        return keys

    def _pair(self, table: Path) -> None:
        line = self._token.line
        for key in self._keys():
            table += (key,)
            self.found.setdefault(table, line)
        self._next()  # "="
        self._value(table)

    def _value(self, path: Path) -> None:
        if self._at("["):
            self._array(path)
        elif self._at("{"):
            self._inline_table(path)
        else:
            while not (self._token.kind in {"newline", "end"} or self._at(",", "]", "}")):
                self._next()

    def _array(self, path: Path) -> None:
        self._next()
        self._skip_newlines()
        index = 0
        while not self._at("]"):
            self.found[(*path, index)] = self._token.line
            self._value((*path, index))
            self._skip_newlines()
            if self._at(","):
                self._next()
                self._skip_newlines()
            index += 1
        self._next()

    def _inline_table(self, path: Path) -> None:
        self._next()
        self._skip_newlines()
        while not self._at("}"):
            self._pair(path)
            self._skip_newlines()
            if self._at(","):
                self._next()
                self._skip_newlines()
        self._next()
