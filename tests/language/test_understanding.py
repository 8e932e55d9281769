"""Promises about any message at all, and the traps that a trial fell into."""

from datetime import datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_bot.language import understand
from booking_bot.language.frame import Act, Asked, Expecting, Frame
from booking_bot.language.message import read
from tests.language.businesses import SALON
from tests.language.test_corpus import NOW, OFFERED, lines

WORDS = sorted({word for _, line in lines() for word in line.text.split()})
ASKED = st.sampled_from([None, *(Expecting(kind, OFFERED) for kind in Asked)])


def one(text: str, expecting: Expecting | None = None) -> Frame:
    return understand(text, NOW, SALON, expecting)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), expecting=ASKED)
def test_no_text_raises(text: str, expecting: Expecting | None) -> None:
    frame = one(text, expecting)

    assert isinstance(frame, Frame)


@settings(max_examples=200, deadline=None)
@given(said=st.lists(st.sampled_from(WORDS), max_size=40), expecting=ASKED)
def test_no_row_of_customers_words_raises(said: list[str], expecting: Expecting | None) -> None:
    frame = one(" ".join(said), expecting)

    assert frame.as_json()["acts"] == sorted(frame.acts)


@settings(max_examples=100, deadline=None)
@given(
    now=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)),  # noqa: DTZ001
    text=st.sampled_from([line.text for _, line in lines()]),
)
def test_no_day_of_the_calendar_raises_and_no_wish_lies_in_the_past(now: datetime, text: str) -> None:
    frame = understand(text, now, SALON)

    singles = [window.first for window in frame.when if window.first and window.first == window.last]
    dated = [day for day in singles if "2026" not in text and "2027" not in text and day < now.date()]
    assert dated == []


def test_the_day_before_an_occasion_of_today_is_no_wish() -> None:
    sunday = datetime(2020, 1, 5)  # noqa: DTZ001

    frame = understand("tengo una boda el domingo 5 y quiero peinarme el día antes", sunday, SALON)

    assert frame.when == ()


@pytest.mark.parametrize(
    "piece",
    [
        "a las 5 o ",
        "no ",
        "x",
        "el lunes, ",
        "mi hija y ",
        "1",
        "1/",
        "5:",
        "1-",
        "de la ",
        "😀",
        "\x00",
        "soy Ana ",
    ],
)
def test_ten_thousand_characters_take_no_more_than_a_moment(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    one("hola")

    began = process_time()
    one(text)

    assert process_time() - began < 2


def test_the_whole_of_a_long_story_is_read() -> None:
    story = "bueno pues te cuento una cosa que me dijo mi vecina " * 60

    frame = one(story + "y quería cita el jueves a las 12")

    assert [(str(window.first), str(window.earliest)) for window in frame.when] == [
        ("2026-11-26", "12:00:00")
    ]


def test_the_rules_that_fired_are_known() -> None:
    message = read("mañana a las 5", NOW, SALON, None)

    assert [fired.rule.name for fired in message.fired] == ["at an hour", "tomorrow"]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\x00", "?", "🙈🙈", "مرحبا", "你好吗"])
def test_nothing_said_is_other(text: str) -> None:
    assert one(text).acts == {Act.OTHER}


def test_a_service_is_no_name() -> None:
    frame = one("mejor tinte", Expecting(Asked.NAME))

    assert (frame.name, frame.service) == (None, ("tinte",))


def test_an_appointment_that_is_to_stay_starts_nothing() -> None:
    assert one("no quiero cancelar la cita").acts == {Act.OTHER}


def test_the_day_of_the_undone_appointment_is_told() -> None:
    frame = one("cancela la cita del martes")

    assert [str(window.first) for window in frame.which] == ["2026-11-24"]


def test_sarcasm_is_no_yes() -> None:
    frame = one("genial, otra vez sin hora, sois la leche", Expecting(Asked.CONFIRM))

    assert Act.AFFIRM not in frame.acts


def test_a_yes_with_another_hour_is_no_yes() -> None:
    frame = one("sí, pero mejor a las 6", Expecting(Asked.CONFIRM))

    assert (frame.acts, [str(window.earliest) for window in frame.when]) == (
        frozenset({Act.DENY}),
        ["18:00:00"],
    )


def test_both_persons_are_counted() -> None:
    assert one("cita para mi hija y para mí").party == 2


def test_a_name_is_taken_without_what_leads_to_it() -> None:
    assert [one(text).name for text in ("me llamo Leo", "a nombre de mi madre, Carmen Gil")] == [
        "Leo",
        "Carmen Gil",
    ]


def test_portuguese_horario_asks_for_no_opening_hours() -> None:
    frame = one("bom dia, queria marcar um horário para amanhã")

    assert (frame.acts, frame.language) == (frozenset({Act.BOOK}), "pt")


def test_stop_within_a_sentence_is_no_opt_out() -> None:
    assert Act.OPT_OUT not in one("no puedo parar, ponme STOP de color rojo jaja").acts


def test_a_figure_among_chatter_rates() -> None:
    frame = one("un 4, aunque tardaron", Expecting(Asked.RATING))

    assert (frame.acts, frame.rating) == (frozenset({Act.RATE}), 4)
