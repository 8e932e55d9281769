"""Lists of people as they are pasted: a line each, or the vCards that a telephone exports."""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/]{4,}\d")
_BETWEEN = " \t,;:|-–<>\"'"
_VCARD = re.compile(r"BEGIN:VCARD(.*?)END:VCARD", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contact:
    """`phone` is as it was written; "" where the entry has none."""

    name: str
    phone: str


def read(text: str) -> list[Contact]:
    """In their order; somebody with several numbers comes once for each."""
    cards = _VCARD.findall(text)
    if cards:
        return [contact for card in cards for contact in _of_card(card)]
    return [_of_line(line) for line in text.splitlines() if line.strip()]


def _of_line(line: str) -> Contact:
    found = _NUMBER.search(line)
    if found is None:
        return Contact(line.strip(_BETWEEN), "")
    return Contact(f"{line[: found.start()]} {line[found.end() :]}".strip(_BETWEEN), found.group().strip())


def _of_card(card: str) -> list[Contact]:
    name, phones = "", list[str]()
    for prop, value in _properties(card):
        if prop == "FN" or (prop == "N" and not name):
            name = (
                " ".join(reversed([part for part in value.split(";")[:2] if part])) if prop == "N" else value
            )
        elif prop == "TEL":
            phones.append(value.removeprefix("tel:"))
    return [Contact(name, phone) for phone in phones or [""]]


def _properties(card: str) -> Iterator[tuple[str, str]]:
    """Name and value of each line. RFC 6350, 3.2: a line that begins with a blank goes on the one before."""
    # vCard 2.1: a quoted-printable line that ends with "=" goes on in the next one.
    whole = re.sub(r"=\r?\n", "", re.sub(r"\r?\n[ \t]", "", card))
    for line in whole.splitlines():
        head, colon, value = line.partition(":")
        if not colon:
            continue
        prop, *more = head.upper().split(";")
        if any("QUOTED-PRINTABLE" in one for one in more):
            value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
        yield prop.rpartition(".")[2], re.sub(r"\\([,;\\])", r"\1", value).strip()
