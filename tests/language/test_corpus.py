"""What customers say and what it means, line by line, on one clock: Monday 23 November 2026, 10:00."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from booking_bot.language import understand
from booking_bot.language.frame import Asked, Expecting
from tests.language.businesses import BUSINESSES

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - understanding reads wall time
CORPUS = Path(__file__).parent / "corpus"
OFFERED = (
    datetime(2026, 11, 24, 10),  # noqa: DTZ001
    datetime(2026, 11, 24, 17, 30),  # noqa: DTZ001
    datetime(2026, 11, 26, 12),  # noqa: DTZ001
)
# Keys of a case that are no keys of a frame.
GIVEN = ("say", "business", "asked")


class Line(NamedTuple):
    """One sentence of the corpus with the frame it stands under."""

    text: str
    business: str
    asked: Asked | None
    frame: dict[str, Any]


def lines() -> list[tuple[str, Line]]:
    found = []
    for path in sorted(CORPUS.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            asked = Asked(case["asked"]) if "asked" in case else None
            frame = {key: value for key, value in case.items() if key not in GIVEN}
            for text in case["say"]:
                found.append((path.stem, Line(text, case.get("business", "salon"), asked, frame)))
    return found


@pytest.mark.parametrize("line", [pytest.param(line, id=f"{area}: {line.text}") for area, line in lines()])
def test_a_sentence_means_what_the_corpus_says(line: Line) -> None:
    expecting = Expecting(line.asked, OFFERED if line.asked is Asked.OPTION else ()) if line.asked else None

    frame = understand(line.text, NOW, BUSINESSES[line.business], expecting)

    assert frame.as_json() == line.frame


def test_no_sentence_stands_in_the_corpus_twice() -> None:
    said = [(line.text, line.business, line.asked) for _, line in lines()]

    twice = {one for one in said if said.count(one) > 1}

    assert twice == set()
