"""What is lifted out of a line before its words are read: telephones, prices, brackets, what is crossed out.

What was lifted leaves a bar in its place: the words on both its sides are not one name.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from booking_bot.domain.phones import NotAPhone, canonical, country_of
from booking_bot.language.data import load
from booking_bot.language.tokens import fold

BAR = " | "
DOCTORS = frozenset({"dr", "dra", "doctor", "doctora"})
TITLES = frozenset({"sr", "sra", "srta", "senor", "senora", "senorita", "don", "dona", "d", "da", "dna"})
_BULLET = re.compile(r"^\s*(?:[-–—•·*>✓✔☑✅]+|\[\s?[xX✓]?\s?\]|\d{1,2}\)(?=\s))\s*(?=\S)")
_STRUCK = re.compile(r"~~(.*?)~~|~([^~]+)~")
_CROSS = re.compile(r"^\s*[xX✗✘❌]\s+(?=\S)")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_LABEL = (
    r"(?:(?:tel[eé]fono|tel[eé]f|telf|tfno|tlfno|tlf|tel|m[oó]vil|m[oó]v|cel|whatsapp|wasap|t)\s?[.:]*\s*)?"
)
_PHONE = re.compile(rf"(?<![\w+]){_LABEL}(\+?\(?\d[\d .\-()]{{6,}}\d)(?!\w)", re.IGNORECASE)
_PRICE = re.compile(r"(?<!\w)(?:[$€]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|\$|euros?\b|eur\b|pesos\b))", re.IGNORECASE)
_LENGTH = re.compile(
    r"(?<![\w/])(?:1/2|½|\d{1,3})\s?(?:h|hora|horas|min|minutos|')(?![\w])|(?<![\w/])media hora\b",
    re.IGNORECASE,
)
_LONE_CROSS = re.compile(r"(?<![\w.])[xX✗✘❌](?![\w.])")
_TIMES = re.compile(r"(?<!\w)(?:[x×]\s?[2-9]|[2-9]\s?[x×])(?!\w)|(?<!\w)por dos(?!\w)", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_ASKED = re.compile(r"[?¿]+")
_PLATE = re.compile(r"(?<!\w)(\d{4})[ -]?([B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{3})(?!\w)")
_OLD_PLATE = re.compile(r"(?<!\w)([A-Z]{1,2})[ -](\d{4})[ -]([A-Z]{1,2})(?!\w)")


@dataclass(slots=True)
class Marks:
    """`aside` are the words in brackets, in their order."""

    rest: str
    phone: str | None = None
    bad_phone: str = ""
    notes: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    plate: str = ""
    asked: bool = False
    crossed: bool = False
    another_time: bool = False
    times: str = ""


def crossed_out(text: str) -> bool:
    """Whether a line says that nobody comes."""
    struck = _STRUCK.sub(" ", text)
    if struck != text and not any(len(word) > 2 for word in re.findall(r"[^\W\d_]+", struck)):
        return True
    plain = " ".join(["", *_WORDS.findall(fold(text)), ""])
    return any(f" {word} " in plain for word in load("paper")["crossed"])


def begin(text: str) -> tuple[str, bool]:
    """The line without what introduces it, and whether that is a cross."""
    bare = _BULLET.sub("", text)
    crossed = _CROSS.match(bare)
    return (bare[crossed.end() :] if crossed else bare).strip(), crossed is not None


def lift(text: str, country: str) -> Marks:
    """What is lifted from the part of a line that follows its hour."""
    marks = Marks(_STRUCK.sub(BAR, text))
    marks.asked = bool(_ASKED.search(marks.rest))
    marks.rest = _ASKED.sub(" ", marks.rest)
    if several := _TIMES.search(marks.rest):
        marks.times = several[0].strip()
    marks.crossed = bool(_LONE_CROSS.search(_TIMES.sub(" ", marks.rest)))
    marks.rest = _LONE_CROSS.sub(" ", marks.rest)
    _lift_phones(marks, country)
    marks.rest = _PRICE.sub(lambda found: _noted(marks, found[0]), marks.rest)
    for pattern in (_PLATE, _OLD_PLATE):
        if not marks.plate and (found := pattern.search(marks.rest)):
            marks.plate = "".join(found.groups()).upper()
            marks.rest = f"{marks.rest[: found.start()]}{BAR}{marks.rest[found.end() :]}"
    marks.rest = _LENGTH.sub(lambda found: _noted(marks, found[0]), marks.rest)
    marks.aside = [one.strip(" ,;:|") for one in _BRACKETS.findall(marks.rest)]
    marks.aside = [one for one in marks.aside if one]
    marks.rest = _BRACKETS.sub(BAR, marks.rest)
    return marks


def _noted(marks: Marks, text: str) -> str:
    marks.notes.append(text.strip())
    return BAR


def _lift_phones(marks: Marks, country: str) -> None:
    for found in list(_PHONE.finditer(marks.rest)):
        number = phone_of(found[1], country)
        if number is None:
            marks.bad_phone = marks.bad_phone or found[1].strip()
        elif marks.phone is None:
            marks.phone = number
        elif number != marks.phone:
            marks.notes.append(found[0].strip())
    marks.rest = _PHONE.sub(BAR, marks.rest)


def phone_of(text: str, country: str) -> str | None:
    """Its canonical form, also where the "+" is missing."""
    digits = re.sub(r"\D", "", text)
    try:
        return canonical(re.sub(r"^00", "+", text), country)
    except NotAPhone:
        with suppress(NotAPhone):
            number = canonical(f"+{digits}")
            return number if country_of(number) == country else None
    return None


def joined(notes: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(one for one in (" ".join(note.split()) for note in notes) if one))
