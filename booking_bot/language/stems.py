"""Word-formation: one stem for "teñir", "teñirme", "teñido"; for "corte", "cortar", "cortarle".

Light on purpose: it only has to tell that two words of one business belong together.
"""

import re
from functools import cache, lru_cache

from booking_bot.language.data import load
from booking_bot.language.tokens import fold

_CLITIC = re.compile(r"(?:(?<=[aei]r)|(?<=ndo))(?:[mts]e|nos|l[aeo]s?){1,2}$")
_SHORTEST_LONG = 4
_SHORTEST = 3


@cache
def _families() -> dict[str, str]:
    """Words that no rule of endings brings together, by the word that stands for all."""
    return {
        fold(word): fold(family[0]) for family in load("families")["family"] for word in (*family, family[0])
    }


def bare(word: str) -> str:
    """A verb without the pronouns behind it: "peinarme" is "peinar"."""
    return _CLITIC.sub("", word)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a folded word."""
    word = bare(word)
    word = _families().get(word, word)
    for endings, shortest in _endings():
        # Asked of all at once: most words have none of them.
        if word.endswith(endings):
            for ending in endings:
                if word.endswith(ending) and len(word) - len(ending) >= shortest:
                    return _spelt(word.removesuffix(ending))
    return word


@cache
def _endings() -> tuple[tuple[tuple[str, ...], int], ...]:
    """Endings in their order, with how much of a word must stand before them."""
    lists = load("words")
    return (tuple(lists["noun_endings"]), _SHORTEST_LONG), (tuple(lists["endings"]), _SHORTEST)


def _spelt(base: str) -> str:
    """One spelling for one sound at the end: c/qu, g/gu, c/z."""
    if base.endswith(("qu", "gu")):
        return base[:-2] + ("c" if base[-2] == "q" else "g")
    return base[:-1] + "c" if base.endswith("z") else base
