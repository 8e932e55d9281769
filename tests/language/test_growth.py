"""Reading takes work in proportion to the length of a message: counted, since clocks differ by machine."""

import sys

import pytest

from booking_bot.language import understand
from tests.language.businesses import SALON
from tests.language.test_corpus import NOW, lines

PIECES = [
    "a las ", "el ", "5 ", "no ", "y ", "el lunes o ", "del 5 al ", "mi hija y ", "soy Ana ", "quiero cita ",
    "el lunes no, ", "#1 ", "1/", "1.1", ".,;:!?", "para mi madre, ",
    "antes ", "a las 5, 6 y media ", "el martes no el jueves ", "corte y color ", "cambiar del 5 al 6 ",
    "mejor el martes ", "el lunes tengo ", "de 9 a 11 o el jueves ", "me hice mechas, quiero tinte. ",
]  # fmt: skip
STORY = " ".join(line.text for _, line in lines())


def calls(text: str) -> int:
    """How many functions, of Python and of C, are called to understand a text."""
    count = 0

    def one_more(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(one_more)
    try:
        understand(text, NOW, SALON)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", [*PIECES, STORY], ids=[*map(repr, PIECES), "sentences"])
def test_four_times_the_text_is_four_times_the_work(piece: str) -> None:
    short, long = ((piece * size)[:size] for size in (500, 2000))
    understand(long, NOW, SALON)

    assert calls(long) < calls(short) * 5


def test_nothing_is_read_behind_five_thousand_characters() -> None:
    understand("el lunes o " * 500, NOW, SALON)

    assert calls("el lunes o " * 10_000) < calls(("el lunes o " * 500)[:5000]) * 1.1
