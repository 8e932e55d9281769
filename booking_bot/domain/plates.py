"""Number plates as people write them: "1234 BCD", "1234-bcd", "M-1234-AB", "AB 123 CD", "ABC-12-34"."""

import re

# Spain since 2000, where no vowel comes; then of before, of Argentina and of Mexico, which with spaces and in
# small letters would be in every other sentence: "a 1000 km".
_SINCE_2000 = r"\d{4}[ .-]?(?![A-Z]*[AEIOUÑQ])[A-Z]{3}"
_JOINED = (
    r"[A-Z]{1,2}-?\d{4}-?[A-Z]{1,2}|[A-Z]{2}-?\d{3}-?[A-Z]{2}|[A-Z]{3}-?(?:\d{3}(?:-?[A-Z])?|\d{2}-?\d{2})"
)
_SPACED = r"[A-Z]{1,2} \d{4} [A-Z]{1,2}|[A-Z]{2} \d{3} [A-Z]{2}"
_PLATE = re.compile(rf"(?<![\w-])(?:(?i:{_SINCE_2000}|{_JOINED})|{_SPACED})(?![\w-])")
_APART = re.compile(r"[ .-]")
# What may stand beside one that is all that was said.
_BESIDE = re.compile(
    r"\b(?:la|mi|su|es|matr[ií]cula|placas?|patente|del?|coche|veh[ií]culo|auto|carro|moto|furgoneta|"
    r"gracias|pues|s[ií]|el)\b|[^\w]",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:matr[ií]cula|placas?|patente)\b", re.IGNORECASE)


def found(text: str) -> str | None:
    """The first in the text, in capitals and with a space between letters and figures."""
    plate = _PLATE.search(text)
    return _spaced(plate[0]) if plate else None


def alone(text: str) -> str | None:
    """The plate where the text tells no more than that."""
    plate = found(text)
    return plate if plate and not _BESIDE.sub("", _PLATE.sub("", text, count=1)) else None


def is_asked(question: str) -> bool:
    """Whether a question of a shop is for a plate."""
    return bool(_ASKS.search(question))


def _spaced(plate: str) -> str:
    bare = _APART.sub("", plate).upper()
    return " ".join(re.findall(r"[A-Z]+|\d+", bare))
