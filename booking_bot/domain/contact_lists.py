"""Lists of people as they are pasted: a line each, or the vCards that a telephone exports."""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/]{4,}\d")
_BETWEEN = " \t,;:|-–<>\"'"
# What somebody may be called by, the best first.
_NAMES = ("FN", "N", "NICKNAME", "ORG")
_BEGINS, _ENDS = (re.compile(f"{word}:VCARD", re.IGNORECASE) for word in ("BEGIN", "END"))


@dataclass(frozen=True, slots=True)
class Contact:
    """`phone` is as it was written; "" where the entry has none."""

    name: str
    phone: str


def read(text: str) -> list[Contact]:
    """In their order; somebody with several numbers comes once for each."""
    if cards := list(_cards(text)):
        return [contact for card in cards for contact in _of_card(card)]
    return [_of_line(line) for line in text.splitlines() if line.strip()]


def _cards(text: str) -> Iterator[str]:
    """What stands in each card that is whole: a telephone that was cut off is another's."""
    for begun in _BEGINS.split(text)[1:]:
        card, *ended = _ENDS.split(begun, maxsplit=1)
        if ended:
            yield card


def _of_line(line: str) -> Contact:
    found = _NUMBER.search(line)
    if found is None:
        return Contact(line.strip(_BETWEEN), "")
    return Contact(f"{line[: found.start()]} {line[found.end() :]}".strip(_BETWEEN), found.group().strip())


def _of_card(card: str) -> list[Contact]:
    said: dict[str, str] = {}
    phones: list[str] = []
    for prop, value in _properties(card):
        if prop == "TEL" and value:
            # vCard 4.0: "tel:+34600111222;ext=1".
            phones.append(re.sub(r"^tel:", "", value, flags=re.IGNORECASE).partition(";")[0])
        elif prop in _NAMES and value.strip(" ;"):
            said.setdefault(prop, value)
    name = next((said[prop] for prop in _NAMES if prop in said), "")
    if name and name == said.get("N"):
        name = " ".join(reversed([part.strip() for part in name.split(";")[:2] if part.strip()]))
    elif name == said.get("ORG"):
        name = name.partition(";")[0]
    return [Contact(name.strip(), phone) for phone in dict.fromkeys(phones) or [""]]


def _properties(card: str) -> Iterator[tuple[str, str]]:
    """Name and value of each line."""
    for line in _unfolded(card):
        head, colon, value = line.partition(":")
        if not colon:
            continue
        prop, *more = head.upper().split(";")
        if any("QUOTED-PRINTABLE" in one for one in more):
            value = _decoded(value, more)
        yield prop.rpartition(".")[2], re.sub(r"\\([,;:\\])", r"\1", value).strip()


def _unfolded(card: str) -> list[str]:
    """RFC 6350, 3.2: a line that begins with a blank goes on the one before.

    vCard 2.1: a quoted-printable line that ends with "=" goes on in the next; so may end a picture, which
    does not.
    """
    whole: list[str] = []
    soft = False
    for line in card.splitlines():
        if whole and (soft or line[:1] in {" ", "\t"}):
            whole[-1] += line if soft else line[1:]
        else:
            whole.append(line)
        soft = whole[-1].endswith("=") and "QUOTED-PRINTABLE" in whole[-1].partition(":")[0].upper()
        if soft:
            whole[-1] = whole[-1][:-1]
    return whole


def _decoded(value: str, more: list[str]) -> str:
    data = quopri.decodestring(value.encode())
    charset = next((one.partition("=")[2] for one in more if one.startswith("CHARSET=")), "utf-8")
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "replace")
