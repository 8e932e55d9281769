import pytest

from booking_bot.language.reading import reader
from tests.language.businesses import SALON


def read(text: str) -> str:
    return " ".join(item.norm for item in reader(SALON).words_of(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("kiero sita xfa", "quiero cita por favor"),
        ("pal juebes x la tarde", "para el jueves por la tarde"),
        ("mñn", "manana"),
        ("ctia", "cita"),
        ("qiero", "quiero"),
        ("miercloes", "miercoles"),
        ("savado", "sabado"),
        ("elmartes", "el martes"),
        ("holaaaa", "hola"),
        ("gracais", "gracias"),
        ("nuira", "nuria"),
        ("mi ija", "mi hija"),
        ("para mi ermana", "para mi hermana"),
    ],
)
def test_a_chat_spelling_is_mended(written: str, meant: str) -> None:
    assert read(written) == meant


@pytest.mark.parametrize(
    "word",
    [
        "cenar",
        "mi",
        "calor",
        "premio",
        "manzana",
        "vienes",
        "perdona",
        "podia",
        "canto",
        "entero",
        "medida",
        "sacar",
    ],
)
def test_a_valid_word_is_left_alone(word: str) -> None:
    assert read(word) == word


def test_a_short_word_is_mended_by_the_list_alone() -> None:
    mended = [reader(SALON).speller.mend(word) for word in ("cena", "cima", "tarta", "mesa")]

    assert mended == [None, None, None, None]
