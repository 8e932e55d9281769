"""Names as telephones and profiles keep them, and what they are when they are said: "🌸Mari🌸" is Mari.

"ANA LOPEZ cliente"       Ana Lopez            no accent is made up
"Juan (coche rojo)"       Juan, coche rojo     what tells people apart goes into a note
"Sra. Carmen tinte 🧡"    Carmen, tinte        where the shop does that
"Mª José - 2"             María José
"""

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

from booking_bot.domain.folding import folded

LONGEST = 80


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NOTE = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")
_SHORT = re.compile(r"(?<!\w)m(?:\.?ª|[.]?a[.]|ª[.]?)(?=\s|$)", re.IGNORECASE)
_WHOLE_WORD_ENDS = re.compile(r"(?<=\w\w)[.·]+$")
_FRANCISCO = re.compile(r"(?<!\w)(?:fco|fcº)(?:\.|(?=\s|$))", re.IGNORECASE)
_TITLES = _listed("sr sra srta senor senora senorita don dona d dª dna dra dr doctor doctora")
_ROLES = _listed(
    "cliente clienta clientes clte whatsapp wasap wsp movil mobil cel celular tel tlf telefono nuevo nueva "
    "numero num casa trabajo"
)
# What owners add to tell customers from friends; it is no surname.
_PLACES = _listed("pelu peluqueria barberia clinica taller veterinaria dentista salon tienda spa")
_SMALL = _listed("de del la las los y e i da di do dos van von el al")
_BETWEEN = " –—/|:,;&+ªº%€"
_MARKS = "'’´`-·."
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo", "Lm"})
# Letters drawn in another hand, 𝓜𝓪𝓻𝓽𝓪, or twice as wide.
_FANCY = re.compile("[\U0001d400-\U0001d7ff\uff21-\uff5a\u24b6-\u24e9]")


class Called(NamedTuple):
    """`name` as it is said; `note` is what stood beside it."""

    name: str
    note: str = ""


def clean(text: str, services: Collection[str] = ()) -> Called:
    """The name in a name that was typed in a hurry; never empty where there is any to be had.

    `services` are folded words of what the shop does. What is nothing but signs is left as it is.
    """
    whole = " ".join(_FANCY.sub(_spelt, unicodedata.normalize("NFC", text)).split())
    notes = [one.strip() for one in _NOTE.findall(whole)]
    rest = _NOTE.sub(" ", whole)
    rest = _FRANCISCO.sub("Francisco ", _SHORT.sub("María", rest))
    first, *asides = re.split(r"\s+[-–—/|:]\s+|\s*[,;|]\s*", _plain(rest).strip(" -–—/|:,;")) or [""]
    kept, beside = _words(first.split(), services)
    for aside in asides:
        more, others = _words(aside.split(), services)
        notes += [" ".join((*more, *others))]
    notes = [" ".join(beside), *notes]
    said = _WHOLE_WORD_ENDS.sub("", " ".join(_cased(kept))[:LONGEST]).strip()
    note = ", ".join(one for one in (_plain(note).strip(" -,;:.") for note in notes) if one)
    if said:
        return Called(said, note)
    # "(Ana)": the note is all there is.
    return Called(note[:LONGEST] or _plain(whole).strip() or whole[:LONGEST])


def spoken(profile: str | None) -> str | None:
    """What somebody who calls themselves so is called; None where that is no name at all."""
    name = clean(profile).name if profile else ""
    return name if any(letter.isalpha() for letter in name) else None


def _spelt(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def _plain(text: str) -> str:
    """Letters, figures and what belongs to a name; whatever else is drawn around it becomes a space."""
    kept = "".join(letter if _belongs(letter) else " " for letter in text)
    return " ".join(kept.split())


def _belongs(letter: str) -> bool:
    kind = unicodedata.category(letter)
    # Of figures in a box and of coloured signs only the marks are left, which belong to nothing.
    of_word = kind in _LETTERS or (kind[0] in "MN" and letter not in "\u20e3\ufe0f")
    return of_word or letter in _MARKS or letter in _BETWEEN


def _words(words: list[str], services: Collection[str]) -> tuple[list[str], list[str]]:
    """The words of the name, and those beside it."""
    bare = [folded(word).strip(_MARKS + "&+") for word in words]
    kept, beside = list[str](), list[str]()
    told = False
    for word, plain in zip(words, bare, strict=True):
        if not plain or (not kept and plain in _TITLES) or plain in _ROLES:
            continue
        told = told or (bool(kept) and (plain in services or plain in _PLACES))
        if plain.isdigit() and not beside:
            continue
        (beside if told or plain.isdigit() else kept).append(word.strip("&+/|:"))
    while kept and folded(kept[-1]) in _SMALL:
        beside.insert(0, kept.pop())
    if not kept and words:
        return [word for word, plain in zip(words, bare, strict=True) if plain], []
    return kept, beside


def _cased(words: list[str]) -> list[str]:
    """Shouted or whispered names as they are written; any other as they are."""
    letters = "".join(words)
    mixed = not letters.isupper() and not letters.islower()
    if mixed or (len(letters) <= 2 and letters.isupper()):
        return words
    return [_capital(word, leading=n == 0) for n, word in enumerate(words)]


def _capital(word: str, *, leading: bool) -> str:
    if not leading and word.lower() in _SMALL:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda found: found[0][:1].upper() + found[0][1:].lower(), word)
