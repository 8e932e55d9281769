"""Lines of chat without a time in them, in which no rule may find one."""

from pathlib import Path

import pytest

from booking_bot.language import understand
from tests.language.businesses import BUSINESSES
from tests.language.test_corpus import NOW

COUNTER_CORPUS = Path(__file__).parent / "counter_corpus"
TIMES = ("when", "not_when", "which", "shift")
THEMES = {
    path.stem: path.read_text(encoding="utf-8").splitlines() for path in sorted(COUNTER_CORPUS.glob("*.txt"))
}


@pytest.mark.parametrize("business", BUSINESSES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_time_is_found_where_none_is_said(theme: str, business: str) -> None:
    frames = {line: understand(line, NOW, BUSINESSES[business]).as_json() for line in THEMES[theme]}

    found = {
        line: times
        for line, frame in frames.items()
        if (times := {key: frame[key] for key in TIMES if key in frame})
    }
    assert found == {}


def test_the_counter_corpus_has_hundreds_of_lines_and_none_twice() -> None:
    said = [line for lines in THEMES.values() for line in lines]

    assert len(said) >= 300
    assert "" not in said
    assert len(set(said)) == len(said)
