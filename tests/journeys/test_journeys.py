"""Whole chats, one text file each, read as on a phone."""

from pathlib import Path

import pytest

from tests.journeys.player import played

JOURNEYS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda path: path.stem)
def test_a_chat_goes_as_it_is_written(journey: Path) -> None:
    script = journey.read_text(encoding="utf-8")

    assert played(script) == script


def test_every_reply_is_short_enough_to_be_read() -> None:
    assert JOURNEYS

    for journey in JOURNEYS:
        for reply in journey.read_text(encoding="utf-8").split("\nBot: ")[1:]:
            said = [line for line in reply.split("\n") if line.startswith("  ") and line[2] != "*"]

            assert len("\n".join(said)) <= 320, (journey.name, said)
