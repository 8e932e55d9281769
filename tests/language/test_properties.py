"""What holds of any text at all, on any day."""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_bot.language import understand
from booking_bot.language.data import load, told_by_accent
from booking_bot.language.frame import Asked, Expecting, Frame
from booking_bot.language.tokens import fold, tokenise
from tests.language.businesses import BUSINESSES, SALON
from tests.language.test_corpus import NOW, OFFERED, Line, lines

SENTENCES = [line for _, line in lines()]
# Enough to be surprised by, in little time; all of them are read word by word in the corpus itself.
SAMPLE = SENTENCES[::3]
ASKED = st.sampled_from([None, *(Expecting(kind, OFFERED) for kind in Asked)])
# What upsets readers of text: halves of pairs, NUL, marks of direction and joining, signs of several parts.
UPSETTING = [
    "\ud83d",
    "\udc00",
    "\x00",
    "\u202e",
    "\u200f",
    "\u200d",
    "\u0301",
    "👩‍👧‍👦",
    "🇪🇸",
    "ﷺ",
    "½",
    "²",
    "٣",
    "İ",
    "ß",
]
ANYTHING = st.one_of(
    st.text(st.characters(), max_size=200),
    st.lists(
        st.one_of(
            st.sampled_from(UPSETTING), st.sampled_from([word for s in SENTENCES for word in s.text.split()])
        ),
        max_size=30,
    ).map(" ".join),
    st.lists(st.sampled_from([*UPSETTING, *"0159:/-.,#€@ aeloy"]), max_size=60).map("".join),
)
# Days on which a calendar is easily wrong, and an hour that the clocks leave out or have twice.
MOMENTS = [
    datetime(2026, 3, 29, 2, 30),  # noqa: DTZ001 - understanding reads wall time
    datetime(2026, 10, 25, 2, 30),  # noqa: DTZ001
    datetime(2026, 12, 31, 23, 59),  # noqa: DTZ001
    datetime(2027, 1, 1, 0, 0),  # noqa: DTZ001
    datetime(2028, 2, 28, 12, 0),  # noqa: DTZ001
    datetime(2028, 2, 29, 9, 15),  # noqa: DTZ001
    datetime(2027, 2, 28, 20, 0),  # noqa: DTZ001
    datetime(2026, 5, 31, 0, 5),  # noqa: DTZ001
]
# A name and an order are handed on as they are written, and so is what was refused.
AS_WRITTEN = ("name", "order", "refusals")


def heard(line: Line, text: str) -> dict[str, Any]:
    """The frame of a text in the place of a line, but for what is handed on as written."""
    expecting = Expecting(line.asked, OFFERED if line.asked is Asked.OPTION else ()) if line.asked else None
    frame = understand(text, NOW, BUSINESSES[line.business], expecting).as_json()
    return {key: value for key, value in frame.items() if key not in AS_WRITTEN}


def without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def told_apart(text: str) -> bool:
    """Whether an accent of the text says something of its own."""
    endings = tuple(load("accents")["past_endings"])
    spoken = [text[item.start : item.end].lower() for item in tokenise(text)]
    return any(word in told_by_accent() or (word.endswith(endings) and len(word) > 3) for word in spoken)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(text=ANYTHING, expecting=ASKED)
def test_no_text_raises_and_each_means_one_thing(text: str, expecting: Expecting | None) -> None:
    frame = understand(text, NOW, SALON, expecting)

    assert isinstance(frame, Frame)
    assert understand(text, NOW, SALON, expecting) == frame


@pytest.mark.parametrize("piece", [*UPSETTING, "a", "hola ", "el lunes a las 5 o ", "1/", "#1 ", "a@", "\n"])
def test_a_hundred_thousand_characters_are_read(piece: str) -> None:
    text = (piece * 100_000)[:100_000]

    frame = understand(text, NOW, SALON)

    assert isinstance(frame, Frame)


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_no_wish_ends_before_today(now: datetime) -> None:
    frames = {line.text: understand(line.text, now, BUSINESSES[line.business]) for line in SAMPLE}

    past = {
        text: window
        for text, frame in frames.items()
        for window in frame.when
        if window.last and window.last < now.date() and not _year_said(text)
    }
    assert past == {}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    now=st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2060, 1, 1)),  # noqa: DTZ001
    line=st.sampled_from(SENTENCES),
)
def test_windows_begin_before_they_end(now: datetime, line: Line) -> None:
    frame = understand(line.text, now, BUSINESSES[line.business])

    windows = [*frame.when, *frame.not_when, *frame.which]
    farthest = now.date() + timedelta(days=800)
    backward = [one for one in windows if one.first and one.last and one.first > one.last]
    strange = [one for one in windows if (one.first or date.min) > farthest and not _year_said(line.text)]
    assert (backward, strange) == ([], [])


def _year_said(text: str) -> bool:
    return any(char.isdigit() for char in text) and "20" in text


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title], ids=["upper", "lower", "title"])
def test_capitals_tell_a_name_and_nothing_else(change: Callable[[str], str]) -> None:
    changed = {
        line.text: (heard(line, line.text), found)
        for line in SAMPLE
        if not told_apart(line.text)
        and (found := heard(line, change(line.text))) != heard(line, line.text)
        and _name(line.text) == _name(change(line.text))
    }

    assert changed == {}


def _name(text: str) -> str | None:
    """The name in a text, in small letters; without a capital there may be none."""
    name = understand(text, NOW, SALON).name
    return name.lower() if name else None


@pytest.mark.parametrize(
    "change",
    [without_accents, lambda text: unicodedata.normalize("NFD", text)],
    ids=["without accents", "accents apart"],
)
def test_accents_change_nothing_but_where_they_are_said_to(change: Callable[[str], str]) -> None:
    changed = {
        line.text: (heard(line, line.text), found)
        for line in SAMPLE
        if not told_apart(line.text) and (found := heard(line, change(line.text))) != heard(line, line.text)
    }

    assert changed == {}


@pytest.mark.parametrize("word", sorted(told_by_accent()))
def test_a_word_told_apart_by_its_accent_is_another_without_it(word: str) -> None:
    line = Line(f"quiero {word}", "salon", None, {})

    assert heard(line, f"quiero {word}") != heard(line, f"quiero {fold(word)}")
