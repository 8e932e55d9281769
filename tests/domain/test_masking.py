import time

import pytest

from booking_bot.domain.masking import masked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mi número es el 600 11 22 33", "mi número es el [número]"),
        ("+34 600-112-233 llámame", "[número] llámame"),
        ("(0341) 15-555-1234", "[número]"),
        ("600112233", "[número]"),
        ("mi dni es 12345678Z", "mi dni es [número]"),
        ("12345678-Z", "[número]"),
        ("NIE X1234567L", "NIE [número]"),
        ("el coche es 1234 BCD", "el coche es [número]"),
        ("matrícula 1234-bcd", "matrícula [número]"),
        ("patente AB123CD", "patente [número]"),
        ("ES91 2100 0418 4502 0005 1332", "[número]"),
        ("escríbeme a ana.gil@example.com porfa", "escríbeme a [correo] porfa"),
        ("soy @anagil en instagram", "soy [correo] en instagram"),
        ("mira https://bit.ly/xyz premio", "mira [enlace] premio"),
        ("mira bit.ly/xyz", "mira [enlace]"),
        ("www.ejemplo.es", "[enlace]"),
    ],
)
def test_what_tells_who_somebody_is_is_taken_out(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "el 31/02 a las 17:30",
        "el 24-11-2026 o el 24/11/26",
        "2026-11-24",
        "a las 10:00-12:00 o 17:30 18:30",
        "entre las 4 y las 6, menos el 5",
        "el 3 de mayo de 2027",
        "a las 1500hs",
        "a las 1730 h",
        "11, 12 o 13",
        "2 cortes y 1 tinte por 45,50 €",
        "¿aceptáis tarjeta?",
        "",
    ],
)
def test_days_hours_and_small_numbers_stay(text: str) -> None:
    assert masked(text) == text


def test_a_long_text_takes_no_long_time() -> None:
    begun = time.process_time()

    for text in ("1 " * 2000, "a" * 4000, "1a" * 2000, "@" * 4000, "a." * 2000, "((((" * 1000):
        masked(text)

    assert time.process_time() - begun < 5
