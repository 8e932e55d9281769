"""The shop's own answers to the questions that its customers keep asking."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from sqlmodel import Session, col, select

from booking_bot.models import Faq

# How much alike a question and one of its wordings must be, of 100; below it nothing is answered.
ALIKE = 75
SAME_WORD = 80  # of 100: "parkin" is "parking", "pagar" is not "aparcar"
_EMPTY = """
    a ahi al algo alguna alguno buenas buenos como con cual cuando cuanto de del dias donde el ella en es esta
    este favor gracias hay hola la las lo los me mi muy o os para pero podeis podria por porfa puede puedo que
    quiero quisiera saber se si sois son su sus tardes te teneis tenes tengo tiene tienen tienes un una
    vosotros y ya yo
"""
EMPTY = frozenset(_EMPTY.split())  # words that carry nothing of what a question is about


def answer(session: Session, text: str) -> str | None:
    """The answer whose wording comes nearest to `text`; None where none is near enough."""
    rows = session.exec(select(Faq).order_by(col(Faq.position))).all()
    best = max(((_likeness(text, row.questions), -row.position, row.answer) for row in rows), default=None)
    return best[2] if best and best[0] >= ALIKE else None


def _likeness(text: str, wordings: Sequence[str]) -> float:
    asked = content(text)
    return max((_shared(asked, content(wording)) for wording in wordings), default=0)


def _shared(asked: Sequence[str], wording: Sequence[str]) -> float:
    """How much of the wording was said, and, counting less, how much of what was said is in it; of 100."""
    if not asked or not wording:
        return 0
    return 0.7 * _covered(wording, asked) + 0.3 * _covered(asked, wording)


def _covered(words: Sequence[str], by: Sequence[str]) -> float:
    best = (max(fuzz.ratio(word, other) for other in by) for word in words)
    return sum(likeness for likeness in best if likeness >= SAME_WORD) / len(words)


@lru_cache(maxsize=2048)
def content(text: str) -> tuple[str, ...]:
    """The words that matter, lower case and without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return tuple(word for word in words if word not in EMPTY)
