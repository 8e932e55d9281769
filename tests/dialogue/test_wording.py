"""Dates, prices and sentences as customers read them."""

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import booking_bot.dialogue
import booking_bot.translations
from booking_bot.dialogue import dates
from booking_bot.dialogue.prices import price
from booking_bot.dialogue.replies import WORDS, voice
from tests.dialogue.fake import MADRID, SHOP

TODAY = date(2026, 11, 23)
SAYING = {"say", "tell", "sentence", "ask", "menu", "translate"}
# Twilio, "Support for opt-out keywords": whoever sends one alone by SMS gets nothing more.
OPT_OUTS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
CATALOGUES = Path(booking_bot.translations.__file__).parent
WORD_CATALOGUES = {"cita", "turno", "hora"}


def test_a_date_is_written_in_full_with_its_weekday() -> None:
    start = datetime(2026, 11, 26, 11, 0, tzinfo=MADRID)

    assert dates.full(start, today=TODAY, locale="es_ES") == "jueves 26 de noviembre a las 11:00"
    assert dates.full(start.replace(hour=1, minute=5), today=TODAY, locale="es_ES") == (
        "jueves 26 de noviembre a la 1:05"
    )
    assert dates.full(start, today=TODAY, locale="en") == "Thursday 26 November at 11:00"
    assert dates.day(date(2027, 1, 7), today=TODAY, locale="es_AR") == "jueves 7 de enero de 2027"


@pytest.mark.parametrize("locale", ["es_ES", "es_MX", "es_AR", "es_CL", "en"])
def test_every_short_date_fits_on_a_button(locale: str) -> None:
    days = [datetime(2026, 1, 1, 20, 30, tzinfo=MADRID) + timedelta(days=number) for number in range(365)]

    assert [text for day in days if len(text := dates.short(day, locale=locale)) > 20] == []


def test_opening_hours_and_lengths() -> None:
    split = [(time(10), time(14)), (time(17), time(20, 30))]

    assert dates.spans(split, locale="es_ES") == "de 10:00 a 14:00 y de 17:00 a 20:30"
    assert [dates.length(timedelta(minutes=minutes)) for minutes in (30, 60, 95)] == [
        "30 min",
        "1 h",
        "1 h 35 min",
    ]


@pytest.mark.parametrize(
    ("cents", "currency", "locale", "text"),
    [
        (1600, "EUR", "es_ES", "16 €"),
        (1250, "EUR", "es_ES", "12,50 €"),
        (120000, "EUR", "es_ES", "1.200 €"),
        (45000, "MXN", "es_MX", "$450"),
        (15000, "CLP", "es_CL", "$15.000"),
    ],
)
def test_a_price_is_written_as_its_country_does(cents: int, currency: str, locale: str, text: str) -> None:
    assert price(cents, currency, locale=locale) == text


def test_tone_and_word_are_the_catalogues_business() -> None:
    sentence = "I find {no_appointment} of yours. Shall I book you one?"
    shops = [
        SHOP,
        replace(SHOP, tone="vos", appointment_word="turno", locale="es_AR"),
        replace(SHOP, tone="usted", appointment_word="hora", locale="es_CL"),
    ]

    assert [voice(shop, "es")(sentence) for shop in shops] == [
        "No encuentro ninguna cita a tu nombre. ¿Quieres que te busque hora?",
        "No encuentro ningún turno a tu nombre. ¿Querés que te busque horario?",
        "No encuentro ninguna hora a su nombre. ¿Quiere que le busque un horario?",
    ]


def said() -> Iterator[str]:
    """Every sentence in the code of the dialogue."""
    for path in Path(booking_bot.dialogue.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in SAYING:
                for argument in node.args:
                    branches = (
                        [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                    )
                    yield from (
                        one.value
                        for one in branches
                        if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    )


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def catalogue(name: str) -> dict[str, str]:
    with (CATALOGUES / f"{name}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_is_in_the_spanish_catalogue_and_no_other() -> None:
    assert set(catalogue("es")) == set(said())


def test_nobody_is_told_to_write_a_word_by_which_the_provider_shuts_them_out() -> None:
    texts = [text for name in ("es", "es_AR", "es_MX", "es@usted") for text in catalogue(name).values()]
    told = [word for text in [*said(), *texts] for word in re.findall(r"«([^»]+)»|\b([A-Z]{3,})\b", text)]
    words = {(quoted or capital).upper() for quoted, capital in told}

    assert "BAJA" in words
    assert words & OPT_OUTS == set()


def test_every_word_has_all_its_forms() -> None:
    for name in WORD_CATALOGUES:
        assert set(catalogue(name)) == set(WORDS)


@pytest.mark.parametrize("name", sorted(path.stem for path in CATALOGUES.glob("*.po")))
def test_translations_fill_only_what_the_sentence_knows(name: str) -> None:
    words = {word.replace(" ", "_") for word in WORDS} | {"your_appointment", "Your_appointment"}
    spanish = set(catalogue("es"))

    for original, translation in catalogue(name).items():
        assert translation, original
        assert name in WORD_CATALOGUES or original in spanish
        assert fields(translation) <= fields(original) | words, original
        assert fields(original) - words <= fields(translation), original


@pytest.mark.parametrize("name", ["es", "es_419", "es_AR", "es_MX", "es@usted", "es_419@usted"])
def test_titles_of_buttons_fit(name: str) -> None:
    titles = [
        "Yes, book it",
        "Another time",
        "Yes, cancel it",
        "No, keep it",
        "Change the time",
        "Talk to a person",
    ]

    assert [title for title in titles if len(catalogue(name).get(title, "")) > 20] == []
