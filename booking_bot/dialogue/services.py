"""Which services a message names, and among which its words leave open which is meant."""

from collections.abc import Sequence

from booking_bot.dialogue.desk import ServiceFacts
from booking_bot.dialogue.phrases import plain
from booking_bot.language.frame import Frame

_OR = {"es": " o ", "en": " or "}
_AND = {"es": " y ", "en": " and "}
_JOINTS = {"de", "del", "con", "para", "a"}  # kept with what follows: "de hombre"

Groups = tuple[tuple[str, ...], ...]


def named(frame: Frame) -> tuple[str, ...]:
    """Those that are certain: named in full, or the one left of several."""
    left = tuple(group[0] for group in frame.fits if len(group) == 1)
    return tuple(dict.fromkeys((*frame.service, *left)))


def left_open(frame: Frame, known: Sequence[str] = ()) -> Groups:
    """The groups of which one is still to be chosen; a group with one of `known` speaks of that one."""
    certain = {*known, *named(frame)}
    return tuple(group for group in frame.fits if not certain & set(group))


def any_meant(frame: Frame) -> tuple[str, ...]:
    """All that may be meant, to look for what the words can fit."""
    return tuple(dict.fromkeys((*frame.service, *(one for group in frame.fits for one in group))))


def told_apart(text: str, group: Sequence[ServiceFacts]) -> tuple[str, ...]:
    """Those of which the text says what the others are not called: "infantil para él y de mujer para mí"."""
    names = {one.id: set(plain(one.name).split()) for one in group}
    shared = {
        word for words in names.values() for word in words if sum(word in n for n in names.values()) > 1
    }
    said = plain(text).replace(",", " ").split()
    places = {
        number: min(map(said.index, words))
        for number in names
        if (words := (names[number] - shared) & {*said})
    }
    return tuple(sorted(places, key=places.__getitem__))


def joined(names: Sequence[str], *, locale: str) -> str:
    """ "Corte, Tinte y Manicura"."""
    *others, last = names
    if not others:
        return last
    language = locale[:2]
    joint = _AND[language]
    if language == "es" and last.lower().startswith(("i", "hi", "í")) and not last.lower().startswith("hie"):
        joint = " e "
    return joint.join([", ".join(others), last])


def either(names: Sequence[str], *, locale: str) -> str:
    """ "Corte de mujer, de hombre o infantil": what they have in common is said once."""
    if len(names) == 1:
        return names[0]
    rows = [name.split() for name in names]
    first = rows[0]
    common = 0
    while all(len(row) > common + 1 and row[common] == first[common] for row in rows):
        common += 1
    while common and first[common - 1].lower() in _JOINTS:
        common -= 1
    tails = [" ".join(row[common:]) for row in rows]
    tails[0] = names[0]
    language = locale[:2]
    joint = _OR[language]
    if language == "es" and tails[-1].lower().startswith(("o", "ho")):
        joint = " u "
    return joint.join([", ".join(tails[:-1]), tails[-1]])
