"""Ids of what is new: people give names, the business file knows things by a word."""

import re
import unicodedata
from collections.abc import Collection

_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST = 40


def slug_of(name: str, taken: Collection[str]) -> str:
    """ "corte-de-nina" for "Corte de niña", with a number behind it where that is taken."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    base = _OTHER.sub("-", plain)[:LONGEST].strip("-") or "otro"
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
