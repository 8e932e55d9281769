"""Whole chats, one text file each, read as on a phone."""

import re
from pathlib import Path

import pytest

from tests.journeys.player import played

# What happened at the desk, and the options to tap.
NO_TEXT = re.compile(r"  (?:\*|\d+\.) ")
QUESTIONS = re.compile(r"\?")
JOURNEYS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda path: path.stem)
def test_a_chat_goes_as_it_is_written(journey: Path) -> None:
    script = journey.read_text(encoding="utf-8")

    assert played(script) == script


def test_every_reply_is_short_and_asks_one_thing() -> None:
    assert JOURNEYS

    for journey in JOURNEYS:
        for reply in journey.read_text(encoding="utf-8").split("\nBot: ")[1:]:
            first, *rest = reply.split("\n")
            said = [first, *(line[2:] for line in rest if line.startswith("  ") and not NO_TEXT.match(line))]

            assert len("\n".join(said)) <= 320, (journey.name, said)
            assert len(QUESTIONS.findall("\n".join(said))) <= 1, (journey.name, said)
