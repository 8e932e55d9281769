"""Who comes: the writer, those they name, and companions whose names nobody told."""

import re
from collections.abc import Sequence

from booking_bot.dialogue import kin
from booking_bot.dialogue.names import clean_name
from booking_bot.dialogue.phrases import plain
from booking_bot.dialogue.state import Wish
from booking_bot.dialogue.talk import Talk

FIRST, LAST = 0, -1
_WRITER_FIRST = re.compile(r"\b(?:para|a) mi y\b|\byo y\b|\bpara mi,")
# "… y para mí": without its accent it is told from "y para mi hija" by what follows.
_WRITER_LAST = re.compile(
    r"\by yo\b|\by (?:otr[oa] )?(?:para |a )?mi"
    r"(?=$|,| (?:el|la|los|las|a|manana|pasado|hoy|por|este|esta|tambien|con|un|una|de|en|lo|si|al|cuando)\b)"
)
_BETWEEN = re.compile(r"\s*(?:,|\by\b|\be\b|&|\+|/|\n)\s*", re.IGNORECASE)
_LEAD = re.compile(r"^\W*(?:(?:se llaman?|son|es|para|ponlos? a nombre de|a nombre de)\s+)+", re.IGNORECASE)
_MOST = 12


def writer(text: str) -> int | None:
    """Where the writer stands among those who come, `FIRST` or `LAST`; None where only others do."""
    said = plain(text)
    if _WRITER_LAST.search(said):
        return LAST
    return FIRST if _WRITER_FIRST.search(said) else None


def split(text: str | None) -> tuple[str, ...]:
    """The names in "Hugo, Alba y Noa"."""
    parts = _BETWEEN.split(_LEAD.sub("", (text or "").strip(" .!")))
    return tuple(name for part in parts[:_MOST] if (name := clean_name(part)))


def names(talk: Talk, wish: Wish) -> tuple[str, ...]:
    """One for each who comes, in the order of the parts; all of them different."""
    own = talk.desk.customer.name or wish.name or ""
    heads = wish.party or 1
    if heads == 1:
        known = talk.desk.customer.name
        return (wish.name or (kin.noted(wish.kin[0], known) if wish.kin and known else own),)
    comes = wish.writer if wish.for_other else FIRST
    others = _different([name for name in wish.names if name != own], heads - (comes is not None), wish, own)
    if comes is None:
        return others
    return (own, *others) if comes == FIRST else (*others, own)


def _different(told: Sequence[str], count: int, wish: Wish, own: str) -> tuple[str, ...]:
    found: list[str] = []
    for number in range(count):
        unnamed = wish.kin[number] if number < len(wish.kin) else kin.COMPANION
        name = told[number] if number < len(told) else kin.noted(unnamed, own)
        again = 2
        while name in found:
            name = f"{name.removesuffix(f' ({again - 1})')} ({again})"
            again += 1
        found.append(name)
    return tuple(found)
