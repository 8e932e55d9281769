"""A second look at what the grammar left open, by a reader that may take seconds.

A turn that would not understand is broken off, so that nothing of it happened; the reader is asked while
no transaction is open, and the turn runs again with what came of it. It is asked once for the same messages.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from booking_bot.dialogue.talk import Missed
from booking_bot.language.frame import Expecting, Frame, Vocabulary
from booking_bot.language.second_reading import is_open


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader is asked; `now` is the shop's wall time, `upto` the last message that waited then."""

    text: str
    now: datetime
    vocabulary: Vocabulary
    expecting: Expecting | None
    upto: int


@dataclass(frozen=True, slots=True)
class Look:
    """What came of it: nothing where there was no answer, none in time, or none that can be used."""

    question: Question
    frame: Frame | None


class Unclear(Exception):
    """Raised out of a turn that would not understand, to have its transaction undone."""

    def __init__(self, question: Question) -> None:
        super().__init__("a second look is wanted")
        self.question = question


class Looks(Protocol):
    """The looks of one process, by conversation."""

    def is_under_way(self, conversation_id: int) -> bool: ...

    def take(self, conversation_id: int) -> Look | None:
        """What came of one that is done; once."""

    def begin(self, conversation_id: int, question: Question) -> bool:
        """False where too many are under way: then what the grammar says has to do."""


def is_worth_it(missed: Missed) -> bool:
    """Whether somebody else might understand what was missed."""
    return bool(missed.text) and is_open(missed.frame)
