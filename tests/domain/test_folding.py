import pytest

from booking_bot.domain.folding import folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Inés  Peña", "ines pena"),
        ("JOSE", "jose"),
        ("Nu\u0301n\u0303ez", "nunez"),
        ("Weiß", "weiss"),
        (" ", ""),
    ],
)
def test_names_are_compared_in_small_letters_without_accents(text: str, plain: str) -> None:
    assert folded(text) == plain
