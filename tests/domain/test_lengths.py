from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_bot.domain import lengths


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("5w", timedelta(weeks=5)),
        ("20s", timedelta(seconds=20)),
        ("1h30m", timedelta(minutes=90)),
        ("1 H 30 M", timedelta(minutes=90)),
        ("0m", timedelta(0)),
    ],
)
def test_a_length_is_read_as_people_write_it(text: str, length: timedelta) -> None:
    assert lengths.parse(text) == length


@pytest.mark.parametrize(
    "text", ["", "30", "m", "-5m", "1.5h", "2 horas", "h2", "1y", "99999999w", "9" * 40 + "d"]
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a length of time|is longer than ten years"):
        lengths.parse(text)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "0m"),
        (timedelta(minutes=90), "90m"),
        (timedelta(hours=24), "1d"),
        (timedelta(days=35), "5w"),
        (timedelta(seconds=20), "20s"),
    ],
)
def test_a_length_is_written_in_its_largest_unit(length: timedelta, text: str) -> None:
    assert lengths.written(length) == text


@given(st.integers(min_value=0, max_value=10**8))
def test_what_is_written_reads_the_same(seconds: int) -> None:
    length = timedelta(seconds=seconds)

    assert lengths.parse(lengths.written(length)) == length
