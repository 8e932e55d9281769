"""Who comes, who attends, and what is brought: whatever the services, hours and telephones leave of a line.

Words of a name are known first names and surnames, and others with a capital letter. What is neither that
nor known to mean nothing is not guessed at: it puts the line in doubt.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from booking_bot.domain.contact_names import clean
from booking_bot.language.data import load
from booking_bot.language.frame import Vocabulary
from booking_bot.language.lexicon import lexicon
from booking_bot.language.paper import marks
from booking_bot.language.paper.lines import Doubt, Reason
from booking_bot.language.paper.marks import DOCTORS, TITLES, Marks
from booking_bot.language.paper.offered import first_names, halves_of
from booking_bot.language.people import lists
from booking_bot.language.reading import reader
from booking_bot.language.tokens import fold

_GROUPS = re.compile(r"\s*(?:[|/;:]|\s[-–—+&]+\s|\s[-–—]|[-–—]\s|,|(?<=[^\W\d_]{3})\.(?:\s|$))\s*")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[ªº'’·-])*\.?|[&+]")
_WITH = re.compile(r"(?<!\w)(?:con\s+|c\s?/\s*|c\.\s*)(?=\w)", re.IGNORECASE)
_SHORT_TITLE = re.compile(r"(?<!\w)(sra|srta|sr|dra|dr|dña|fco|fdo|gpe)\.\s*(?=\w)", re.IGNORECASE)
_JOINING = frozenset({"a", "de", "del", "la", "el", "los", "las", "para", "y", "en", "su", "al", "un", "una"})
# In brackets these take back what stands outside.
_OTHERWISE = frozenset({"mejor", "quiza", "quizas", "o", "cambiar", "pasar", "mover"})
# Days and months that people are called by.
_NAMES_TOO = frozenset({"domingo", "abril", "julio"})
# Of a shop that does these a Mercedes may be a car.
_CARS = frozenset({"aceite", "frenos", "itv", "neumaticos"})
_LONGEST_INITIAL = 2


@dataclass(slots=True)
class Who:
    name: str = ""
    staff: str | None = None
    subject: str = ""
    notes: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """Words that stand together: those of a name, and what else is among them."""

    words: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    titled: bool = False
    owner: bool = False
    animal: bool = False  # "gata Alma": what follows may be its name
    kin: str = ""

    @property
    def is_known(self) -> bool:
        return any(fold(word) in first_names() for word in self.words) or self.titled

    @property
    def is_pet(self) -> bool:
        return len(self.words) == 1 and fold(self.words[0]) in load("paper")["pets"]


def find(found: Marks, rest: str, vocabulary: Vocabulary, section: str | None) -> Who:
    """`rest` is what is left; `section` is whose column of the diary it stands in."""
    who = Who(staff=section, subject=found.plate)
    rest = _staff_told(_SHORT_TITLE.sub(r"\1 ", rest), vocabulary, who)
    shouted = rest.isupper()
    groups = [group for text in _GROUPS.split(rest) if (group := _read(text, shouted=shouted))]
    staff, groups = _attending(groups, vocabulary)
    beside = list(_beside(found.aside, vocabulary, who))
    _settle_staff(who, staff, groups, vocabulary)
    for group in (*groups, *beside):
        who.notes += group.notes
        who.doubts += [Doubt(Reason.UNKNOWN, word) for word in group.strange]
    if reader(vocabulary).names.pets:
        _name_with_pet(who, groups, beside, phone=found.phone is not None)
    else:
        who.notes += [" ".join((group.kin, *group.words)).strip() for group in beside]
        _name(who, groups, on_cars=bool(_CARS & halves_of(vocabulary).words.keys()))
    return who


def _name(who: Who, groups: Sequence[_Group], *, on_cars: bool) -> None:
    named = [group for group in groups if group.words]
    kin = next((group.kin for group in groups if group.kin), "")
    if kin:
        who.doubts.append(Doubt(Reason.SEVERAL, kin))
    if len(named) == 2 and not named[0].is_known and named[1].is_known:
        named = [_Group([*named[1].words, *named[0].words])]  # "Pérez García, Ana"
    if len(named) > 1:
        who.doubts.append(Doubt(Reason.SEVERAL, " / ".join(" ".join(one.words) for one in named)))
    words = named[0].words if named else []
    if any(fold(word) == "y" for word in words):
        who.doubts.append(Doubt(Reason.SEVERAL, " ".join(words)))
    if [fold(word) for word in words] == ["mercedes"] and on_cars:
        who.doubts.append(Doubt(Reason.UNKNOWN, words[0]))
    who.name = _said(words)
    if not who.name:
        who.doubts.append(Doubt(Reason.NO_NAME))


def _name_with_pet(who: Who, groups: Sequence[_Group], beside: Sequence[_Group], *, phone: bool) -> None:
    """ "Toby (Ana Ruiz)", "Luna de Pepe", "Nala, dueña Patricia": the animal first, then its person."""
    named = [part for group in (*groups, *beside) if group.words for part in _of(group)]
    called = [group.kin for group in groups if fold(group.kin) in load("paper")["pets"]]
    who.doubts += [Doubt(Reason.WHOSE, kin) for kin in called]  # "Nina", who may be a niña
    if any(fold(word) == "y" for group in named for word in group.words) or len(named) > 2:
        who.doubts.append(Doubt(Reason.SEVERAL, " / ".join(" ".join(one.words) for one in named)))
    if len(named) == 1:
        (only,) = named
        theirs = only.titled or only.owner
        if only.is_known and (theirs or not (only.is_pet or only.animal)):
            who.name = _said(only.words)
            if not (theirs or _is_whole(only.words)):
                who.doubts.append(Doubt(Reason.SEVERAL, who.name))
            return
        who.subject = _said(only.words)
        if not phone or (only.animal and not only.is_pet):
            who.doubts.append(Doubt(Reason.WHOSE, who.subject))
    elif len(named) >= 2:
        pet, person = named[:2]
        if not (person.owner or person.titled) and pet.is_known and not pet.is_pet:
            if person.is_known and not person.is_pet:
                who.doubts.append(Doubt(Reason.SEVERAL, f"{_said(pet.words)} / {_said(person.words)}"))
            else:
                pet, person = person, pet
        who.subject, who.name = _said(pet.words), _said(person.words)
    else:
        who.doubts.append(Doubt(Reason.NO_NAME))


def _is_whole(words: Sequence[str]) -> bool:
    """Whether they are one name: "Luna Ana" and "Carlos Bimba" may be an animal and its person."""
    first, *more = map(fold, words)
    belong = (
        plain in first_names() or plain in lists().particles or _surname(plain, word)
        for plain, word in zip(more, words[1:], strict=True)
    )
    return not more or (first not in load("paper")["pets"] and all(belong))


def _of(group: _Group) -> Iterator[_Group]:
    """ "Luna de Pepe" are two."""
    plain = [fold(word) for word in group.words]
    if "de" in plain[1:-1]:
        at = plain.index("de", 1)
        yield _Group(group.words[:at])
        yield _Group(group.words[at + 1 :], owner=True)
    else:
        yield group


def _said(words: Sequence[str]) -> str:
    return clean(" ".join(words)).name if words else ""


def _read(text: str, *, shouted: bool) -> _Group | None:
    """The words of one group by what they are; None of an empty one."""
    group, words, lower = _Group(), _WORD.findall(text), text.islower()
    unknown: list[str] = []  # before the name
    for place, word in enumerate(words):
        plain = fold(word).strip(".")
        after_name = bool(group.words) and not group.strange
        kind = _kinds().get(plain)
        if _is_title(plain, word, after_name=after_name):
            group.titled = True
            if words[place + 1 : place + 2] == ["de"]:
                group.kin = f"{word} de"  # "Sra. de Pons" is not called Pons
        elif {"weekday", "month"} & lexicon().tags.get(plain, {}).keys() and plain not in _NAMES_TOO:
            group.strange.append(word)
        elif kind == "vehicles" and after_name and shouted:
            group.words.append(word)
        elif kind in _PUT:
            _PUT[kind](group, word)
        elif _of_name(plain, word, after_name=after_name, last=place + 1 == len(words)):
            group.words.append(word)
        elif kind == "notes":
            group.notes.append(word)
        elif plain in _JOINING or word in "&+":
            group.animal = group.animal and bool(group.words)
        elif (word[0].isupper() and not shouted and not lower) or kind in {"surnames", "pets"}:
            group.words.append(word)
            if kind is None and not group.is_known:
                unknown.append(word)
        else:
            group.strange.append(word)
    if unknown and any(fold(word) in first_names() for word in group.words):  # "Ducati Raúl" is called Raúl
        group.words = [word for word in group.words if word not in unknown]
        group.strange += unknown
    while group.words and fold(group.words[-1]) in lists().particles:
        group.words.pop()
    return group if words else None


def _strange(group: _Group, word: str) -> None:
    group.strange.append(word.strip("."))


def _note(group: _Group, word: str) -> None:
    group.notes.append(word)


def _animal(group: _Group, word: str) -> None:
    group.notes.append(word)
    group.animal = group.animal or not group.words


def _kin(group: _Group, word: str) -> None:
    group.kin = f"{group.kin} {word}".strip()


def _owner(group: _Group, _word: str) -> None:
    group.owner = True


_PUT: Mapping[str | None, Callable[[_Group, str], None]] = {
    "owners": _owner,
    "relatives": _kin,
    "animals": _animal,
    "vehicles": _note,
    "unsure": _strange,
    "companies": _strange,
    "trades": _strange,
}
# Of a word in several lists the first tells.
_LISTS = (*(kind for kind in _PUT if kind), "notes", "surnames", "pets")


@cache
def _kinds() -> dict[str, str]:
    table = load("paper")
    return {word: kind for kind in reversed(_LISTS) for word in table[kind]}


def _is_title(plain: str, word: str, *, after_name: bool) -> bool:
    """ "Sra.", "D."; behind a name only where it is written short: Ana D is no title."""
    return (
        plain in TITLES and (not after_name or word.endswith(".")) and (len(plain) > 1 or word[-1:] in ".ªº")
    )


def _of_name(plain: str, word: str, *, after_name: bool, last: bool) -> bool:
    if plain in first_names() or (plain in ("ma", "m") and word[-1:] in "ªº."):
        return True
    return after_name and (_surname(plain, word) or (plain in lists().particles and not last))


def _surname(plain: str, word: str) -> bool:
    initial = len(plain) <= _LONGEST_INITIAL and (word.endswith(".") or word.isupper())
    return plain in load("paper")["surnames"] or (len(plain) > 4 and plain.endswith("ez")) or initial


def _staff_told(rest: str, vocabulary: Vocabulary, who: Who) -> str:
    """ "Con Lucía", "Dra. Gil:": whoever attends beyond doubt."""
    names = reader(vocabulary).names.staff
    for lead in _WITH.finditer(rest):
        for match in re.finditer(r"[^\W\d_]+\.?", rest[lead.end() :]):
            plain = fold(match[0]).strip(".")
            if plain in DOCTORS or plain in TITLES:
                continue
            if (staff := names.get(plain)) is None:
                who.doubts.append(Doubt(Reason.UNKNOWN, f"{lead[0].strip()} {match[0]}"))
            who.staff = staff or who.staff
            return rest[: lead.start()] + marks.BAR + rest[lead.end() + match.end() :]
    for match in re.finditer(r"(?<!\w)(?:dra?|doctora?)\.?\s+([^\W\d_]+)", rest, re.IGNORECASE):
        if (staff := names.get(fold(match[1]))) is not None:
            who.staff = staff
            return rest[: match.start()] + marks.BAR + rest[match.end() :]
    return rest


def _attending(groups: Sequence[_Group], vocabulary: Vocabulary) -> tuple[list[str], list[_Group]]:
    """Groups that are nothing but the name of somebody of the staff, and the others."""
    names, staff, others = reader(vocabulary).names.staff, list[str](), list[_Group]()
    for group in groups:
        if len(group.words) == 1 and fold(group.words[0]) in names and not group.titled:
            staff.append(group.words[0])
            others.append(_Group(notes=group.notes, strange=group.strange, kin=group.kin))
        else:
            others.append(group)
    return staff, others


def _settle_staff(who: Who, staff: Sequence[str], groups: list[_Group], vocabulary: Vocabulary) -> None:
    """A name alone that is also one of the staff: theirs where somebody else comes, else nobody knows."""
    names = reader(vocabulary).names.staff
    if not staff:
        first = next((group.words[0] for group in groups if group.words), "")
        among = [word for group in groups for word in group.words if fold(word) in names]
        surname = any(len(group.words) > 1 and _surname(fold(group.words[-1]), "") for group in groups)
        if among and who.staff is None and not surname:
            who.doubts.append(Doubt(Reason.ATTENDS, among[0] if among else first))
        return
    if len(staff) == 1 and any(group.words for group in groups) and who.staff is None:
        who.staff = names[fold(staff[0])]
        return
    if not any(group.words for group in groups):
        groups.append(_Group([staff[0]]))
    who.doubts.append(Doubt(Reason.ATTENDS, staff[0]))


def _beside(aside: Sequence[str], vocabulary: Vocabulary, who: Who) -> Iterator[_Group]:
    """What stands in brackets: who attends, or a note; with animals perhaps their person."""
    names = reader(vocabulary).names
    for text in aside:
        plain = [fold(word).strip(".") for word in text.split()]
        known = [names.staff[word] for word in plain if word in names.staff]
        if known and all(word in names.staff or word in (*DOCTORS, *TITLES, "con", "c/") for word in plain):
            who.staff = known[0]
            continue
        if any(word in _OTHERWISE or "weekday" in lexicon().tags.get(word, {}) for word in plain):
            who.doubts.append(Doubt(Reason.UNKNOWN, text))
        group = _read(text, shouted=text.isupper()) if names.pets else None
        if group is not None and group.words and not group.strange:
            yield group
        else:
            who.notes.append(text)
