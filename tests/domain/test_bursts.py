from datetime import UTC, datetime, timedelta

import pytest

from booking_bot.domain.bursts import Arrival, reads_complete, turn_due

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("arrival", "seconds"), [(Arrival.BUTTON, 0), (Arrival.COMPLETE, 0.7), (Arrival.FRAGMENT, 2.5)]
)
def test_each_kind_has_its_quiet(arrival: Arrival, seconds: float) -> None:
    assert turn_due(NOW, first=NOW, arrival=arrival) == after(seconds)


def test_fragments_put_the_answer_off_for_ten_seconds_at_most() -> None:
    due = [turn_due(after(second), first=NOW, arrival=Arrival.FRAGMENT) for second in (0, 2, 4, 6, 8, 9.5)]

    assert due == [after(2.5), after(4.5), after(6.5), after(8.5), after(10), after(10)]


def test_an_answer_that_is_late_already_is_due_at_once() -> None:
    assert turn_due(after(60), first=NOW, arrival=Arrival.FRAGMENT) == after(60)


@pytest.mark.parametrize(
    "text", ["2", "a las 10:30", "¿tenéis hueco mañana?", "quería cita para cortarme el pelo mañana"]
)
def test_a_question_a_number_and_a_sentence_read_complete(text: str) -> None:
    assert reads_complete(text)


@pytest.mark.parametrize("text", ["", "hola", "quería cita", "mañana", "?", "buenos días"])
def test_a_greeting_and_a_few_words_do_not(text: str) -> None:
    assert not reads_complete(text)
