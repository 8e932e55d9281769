"""Taking out of a text what tells who somebody is: telephone numbers, documents, plates, addresses.

Days, hours and small numbers stay, since they are what a message is about.
"""

import re

ADDRESS, LINK, NUMBER = "[correo]", "[enlace]", "[número]"

_MAIL = re.compile(r"[^\s@<>(),;:]{1,64}@[^\s@<>(),;:.]+(?:\.[^\s@<>(),;:.]+)+")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\w)@\w{3,}")
# "24-11-2026", "2026-11-24" and "1500hs" have many figures and tell of nobody.
_OF_TIME = (
    r"\b(?:\d{4}-\d\d?-\d\d?|\d\d?[-./]\d\d?[-./](?:\d{4}|\d\d))(?![\d-])|\b\d{3,4} ?(?:h|hs|hrs|horas)\b"
)
# Five figures or more, however they are grouped; letters and figures in one word; a Spanish plate.
_OF_SOMEBODY = (
    r"(?<!\w)(?:[a-z]{1,3}-?)?\+?\(?\d(?:[ ./()-]{0,2}\d){4,}(?:-?[a-z]\b)?"
    r"|\b\d{4}[ -]?[bcdfghj-np-tv-z]{3}\b"
    r"|\b(?=[^\W_]*[a-z])(?=(?:[^\W\d_]*\d){3})[^\W_]{6,}\b"
)
_FIGURES = re.compile(rf"({_OF_TIME})|{_OF_SOMEBODY}", re.IGNORECASE)


def masked(text: str) -> str:
    """The text with a word in square brackets in the place of each of them."""
    text = _LINK.sub(LINK, _MAIL.sub(ADDRESS, text))
    text = _HANDLE.sub(ADDRESS, text)
    return _FIGURES.sub(lambda found: found[1] or NUMBER, text)
