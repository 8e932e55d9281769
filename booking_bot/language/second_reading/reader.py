"""Whoever reads what the grammar left open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from booking_bot.domain.masking import masked
from booking_bot.language.frame import Act, Expecting, Frame, Vocabulary
from booking_bot.language.second_reading import prompt
from booking_bot.language.second_reading.contract import frame_from

LONGEST = 1000  # of a story the beginning tells what it is about

# The rules and the message, and the model's words; what goes wrong it raises.
Ask = Callable[[str, str], str]


class Reader(Protocol):
    def read(
        self, text: str, now: datetime, vocabulary: Vocabulary, expecting: Expecting | None
    ) -> Frame | None:
        """What the text means, None where it cannot be told. It may take seconds, and raise anything."""


class ModelReader:
    """Implements `Reader` by a language model. Numbers, addresses and links are taken out before it reads."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def read(
        self, text: str, now: datetime, vocabulary: Vocabulary, expecting: Expecting | None
    ) -> Frame | None:
        shown = masked(text)[:LONGEST]
        answer = self.ask(prompt.rules(now, vocabulary), prompt.message(shown, expecting))
        return frame_from(answer, shown, now, vocabulary, expecting)


def is_open(frame: Frame) -> bool:
    """Whether the grammar left it at that: nothing was understood but, maybe, the language."""
    return replace(frame, language="es") == Frame(frozenset({Act.OTHER}))
