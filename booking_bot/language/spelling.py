"""From how people write to the words the rules know.

Chat spellings come from es/spelling.toml. Other unknown words are mended only towards a closed list of
words: to one that sounds the same, or, from five letters on, to one a single slip away. A word that is
itself valid is never changed, nor is an inflection of a known word ("cenar" is not "cena").
"""

import re
from collections.abc import Iterable, Mapping

_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        ("qu|k|c(?=[aou]|$|[^eihaou])", "k"),
        ("ch", "C"),
        ("c(?=[ei])|z", "s"),
        ("gu(?=[ei])", "G"),
        ("g(?=[ei])|x(?=[aeiou])", "j"),
        ("^w", "gu"),
        ("v", "b"),
        ("ll", "y"),
        ("h", ""),
        ("m(?=[bp])", "n"),
        (r"(.)\1+", r"\1"),
    ]
]
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([^\W\d_])\1")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TOUCHING = {
    key: "".join(
        other[max(0, place - 1) : place + 2] for step, other in enumerate(_ROWS) if abs(step - at) <= 1
    )
    for at, row in enumerate(_ROWS)
    for place, key in enumerate(row)
}
_SHORTEST_SOUND = 4
_SHORTEST_SILENT = 3
# "Huequito", "minuticos", "contentísima": endings that make a word small or great, and the plain one's.
_ENDED = (
    ("quito", "co"),
    ("quita", "ca"),
    ("quitos", "cos"),
    ("quitas", "cas"),
    ("ecito", "e"),
    ("ecita", "e"),
    ("ito", "o"),
    ("ita", "a"),
    ("itos", "os"),
    ("itas", "as"),
    ("tico", "to"),
    ("tica", "ta"),
    ("ticos", "tos"),
    ("ticas", "tas"),
    ("tillo", "to"),
    ("tillos", "tos"),
    ("isimo", "o"),
    ("isima", "a"),
    ("isimos", "os"),
    ("isimas", "as"),
)
_SHORTEST_SLIP = 5
_LONGEST = 24


def sound(word: str) -> str:
    """The word as it sounds, for telling "savado" is "sabado"."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def calm(word: str) -> str:
    """The word without letters held for emphasis: "holaaaa" is "hola"."""
    return _REPEATED.sub(r"\1", word)


class Speller:
    """Mends words towards `targets`; `known` words stay as they are."""

    def __init__(self, known: Iterable[str], targets: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._targets = sorted({word for word in targets if len(word) >= _SHORTEST_SLIP})
        self._by_sound: dict[str, str] = {}
        for word in sorted(set(targets), key=len):
            if len(word) >= _SHORTEST_SOUND:
                self._by_sound.setdefault(sound(word), word)
        self._with_k: dict[str, str] = {}
        for word in sorted(self._known):
            if len(word) >= _SHORTEST_SOUND and "k" not in word:
                self._with_k.setdefault(sound(word), word)

    def knows(self, word: str) -> bool:
        return word in self._known

    def mend(self, word: str) -> str | None:
        """The word meant, or None where the word is to be left as it is."""
        if word in self._known or len(word) > _LONGEST:
            return None
        for shorter in (calm(word), _DOUBLED.sub(r"\1", calm(word))):
            if shorter != word and shorter in self._known:
                return shorter
        if whole := self._plain(word):
            return whole
        # "Stoy", "stais": an e that is hardly heard.
        if word[:2] in ("st", "sp", "sc") and "e" + word in self._known:
            return "e" + word
        # "Ija", "ermana", "ace": an h that is not heard at all.
        if len(word) >= _SHORTEST_SILENT and word[0] in "aeiou" and "h" + word in self._known:
            return "h" + word
        if len(word) >= _SHORTEST_SOUND and (same := self._by_sound.get(sound(word))):
            return same
        # Hardly a Spanish word has a k: with it, any word we know may be meant.
        if "k" in word and (same := self._with_k.get(sound(word))):
            return same
        return self._slip(word) if len(word) >= _SHORTEST_SLIP else None

    def _plain(self, word: str) -> str | None:
        """The plain word: "huequito" is "hueco", "contentísima" is "contenta"."""
        for ending, full in _ENDED:
            whole = word.removesuffix(ending) + full
            if whole != word + full and len(whole) >= _SHORTEST_SOUND and whole in self._known:
                return whole
        return None

    def _slip(self, word: str) -> str | None:
        # Loaded with the first word that nobody knows: most messages have none.
        from rapidfuzz.distance import OSA  # noqa: PLC0415
        from rapidfuzz.process import extract  # noqa: PLC0415

        near = extract(word, self._targets, scorer=OSA.distance, score_cutoff=1, limit=3, processor=None)
        for target, _, _ in near:
            if target[0] == word[0] and not _inflection(word, target) and _likely(word, target):
                return str(target)
        return None


def _inflection(word: str, target: str) -> bool:
    """Whether two words differ only at their end, as "corto" and "corte", "mecha" and "mechas" do."""
    shorter, longer = sorted((word, target), key=len)
    if longer.startswith(shorter):
        return True
    return len(word) == len(target) and word[:-1] == target[:-1]


def _likely(word: str, target: str) -> bool:
    """A letter for another is a slip only where their keys touch: "calor" is no slip for "color"."""
    if len(word) != len(target):
        return True
    wrong = [(a, b) for a, b in zip(word, target, strict=True) if a != b]
    return len(wrong) != 1 or wrong[0][1] in _TOUCHING.get(wrong[0][0], "")


def respell(word: str, spellings: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The words that a chat spelling stands for."""
    return spellings.get(word) or spellings.get(calm(word))


def unglue(word: str, heads: Iterable[str], known: frozenset[str]) -> tuple[str, str] | None:
    """Two words written as one: a short head and a word we look for."""
    for head in heads:
        rest = word.removeprefix(head)
        if rest != word and len(rest) >= _SHORTEST_SOUND and rest in known:
            return head, rest
    return None
