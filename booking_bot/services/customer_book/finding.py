"""Whom somebody means who types a few letters: by name, number, tag, or what is attended (a pet, a plate).

Letters are compared without accents and in small; where nothing fits, names that are nearly those.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress

import sqlalchemy as sa
from sqlmodel import Session, col

from booking_bot.domain.folding import folded
from booking_bot.domain.phones import NotAPhone, canonical
from booking_bot.models import Appointment, CustomerAnswer, CustomerTag, Identity, IdentityKind

FEWEST_FIGURES, FEWEST_LETTERS = 3, 3
_SPACES = str.maketrans("", "", " -_./")
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("v", "b"), ("c(?=[ei])|z", "s"), ("g(?=[ei])", "j"), ("qu|c(?!h)", "k"), ("ll", "y"),
        ("(?<!c)h", ""),
    )
]  # fmt: skip
_NEARLY = ((7, 2), (4, 1))  # from so many letters on, so many may be wrong


def meant(session: Session, text: str, names: Mapping[int, str], *, country: str) -> set[int]:
    """The customers of `names`, by id, that `text` may mean, in a constant number of statements."""
    words, squeezed = folded(text).split(), _squeezed(text)
    if not words:
        return set(names)
    found = {number for number, name in names.items() if _fits(words, squeezed, name)}
    found |= {number for number, told in _told(session) if _fits(words, squeezed, told)}
    figures = re.sub(r"\D", "", text)
    if len(figures) >= FEWEST_FIGURES and not re.search(r"[^\W\d_]", text):
        found |= _by_number(session, text, figures, country)
    return found & names.keys()


def nearly(text: str, names: Mapping[int, str]) -> set[int]:
    """Those each of whose words sounds nearly like one of their name."""
    words = {number: set(_spoken(name).split()) for number, name in names.items()}
    known = {word for some in words.values() for word in some}
    near = [_near(word, known) for word in _spoken(text).split()]
    return {number for number, some in words.items() if all(some & those for those in near)}


def _fits(words: Iterable[str], squeezed: str, told: str) -> bool:
    """Whether all words are in it, or it is the same but for spaces and dashes, as plates are written."""
    plain = folded(told)
    if all(word in plain for word in words):
        return True
    return len(squeezed) >= FEWEST_LETTERS and squeezed in _squeezed(plain)


def _squeezed(text: str) -> str:
    return folded(text).translate(_SPACES)


def _told(session: Session) -> Iterable[tuple[int, str]]:
    """What else they are known by: tags, answers, and names in what they booked."""
    session.flush()
    connection = session.connection()
    yield from connection.execute(sa.select(col(CustomerTag.customer_id), col(CustomerTag.tag)))
    answers = sa.select(col(CustomerAnswer.customer_id), col(CustomerAnswer.answer))
    yield from connection.execute(answers)
    whose = col(Appointment.customer_id)
    for named in (col(Appointment.subject), col(Appointment.beneficiary)):
        booked = sa.select(whose, named).where(named.is_not(None)).distinct()
        yield from ((number, name or "") for number, name in connection.execute(booked))


def _by_number(session: Session, text: str, figures: str, country: str) -> set[int]:
    """By the whole number however it is written, or by some of its figures."""
    value = col(Identity.value)
    wanted: sa.ColumnElement[bool] = value.like(f"%{figures}%")
    with suppress(NotAPhone):
        wanted = sa.or_(wanted, value == canonical(text, country))
    found = sa.select(col(Identity.customer_id)).where(col(Identity.kind) == IdentityKind.PHONE, wanted)
    return set(session.connection().scalars(found))


def _near(word: str, known: Iterable[str]) -> set[str]:
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - few look for somebody by a wrong name

    slips = next((slips for letters, slips in _NEARLY if len(word) >= letters), 0)
    return {one for one in known if OSA.distance(word, one, score_cutoff=slips) <= slips}


def _spoken(text: str) -> str:
    """As it sounds in Spanish, where it is written one way or another: "ivanes" is "ibáñez"."""
    plain = folded(text)
    for pattern, sound in _SOUNDS:
        plain = pattern.sub(sound, plain)
    return plain
