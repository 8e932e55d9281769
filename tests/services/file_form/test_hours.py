from datetime import time, timedelta

import pytest

from booking_bot.services.file_form import hours


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("10:00-14:00", "10:00-14:00"),
        ("9:30 - 14:30", "09:30-14:30"),
        ("10:00–14:00", "10:00-14:00"),
        ("16:00-24:00", "16:00-24:00"),
        ("16:00-00:00", "16:00-24:00"),
        ("20:00-02:00", "20:00-02:00"),
        ("00:00-24:00", "00:00-24:00"),
    ],
)
def test_a_span_is_kept_in_one_form(text: str, kept: str) -> None:
    assert hours.span(text) == kept


@pytest.mark.parametrize(
    "text", ["", "10", "10-14", "10:00", "10:00-10:00", "10:60-14:00", "24:00-02:00", "10:00-24:30", "a-b"]
)
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a span of hours|is no time of day|begins after the end"):
        hours.span(text)


def test_the_spans_of_a_day_come_in_order() -> None:
    assert hours.day(["17:00-20:00", "10:00-14:00", "14:00-15:00"]) == [
        "10:00-14:00",
        "14:00-15:00",
        "17:00-20:00",
    ]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["10:00-14:00", "13:59-20:00"], "10:00-14:00 and 13:59-20:00 overlap"),
        (["20:00-02:00", "22:00-23:00"], "20:00-02:00 and 22:00-23:00 overlap"),
        (["10:00-14:00", "10:00-14:00"], "10:00-14:00 and 10:00-14:00 overlap"),
    ],
)
def test_spans_of_a_day_that_overlap_are_refused(texts: list[str], said: str) -> None:
    with pytest.raises(ValueError, match="overlap") as refused:
        hours.day(texts)

    assert str(refused.value) == said


def test_a_night_may_not_run_into_the_next_morning() -> None:
    week = {
        "mon": ["20:00-02:00"],
        "tue": ["02:00-05:00", "20:00-24:00"],
        "wed": ["00:00-05:00", "22:00-01:00"],
        "thu": ["00:30-05:00"],
        "sun": ["23:00-21:00"],
    }

    found = hours.overlaps_at_midnight(week)

    assert found == [
        ("wed", "22:00-01:00 runs into 00:30-05:00 of the day after"),
        ("sun", "23:00-21:00 runs into 20:00-02:00 of the day after"),
    ]


def test_openings_are_starts_and_lengths_from_monday_on() -> None:
    found = hours.openings({"mon": ["10:00-14:00"], "sat": ["20:00-02:00"]})

    assert found == (((time(10), timedelta(hours=4)),), (), (), (), (), ((time(20), timedelta(hours=6)),), ())
