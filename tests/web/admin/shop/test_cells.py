import pytest

from booking_bot.web.admin.shop.cells import PRICE, length_read, length_shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45", 45),
        ("45 minutos", "45m"),
        ("1 hora y 30 min.", "1h30m"),
        ("1h30", "1h30m"),
        ("1 hora 30", "1h30m"),
        ("2 Días", "2d"),
        ("1 dia, 2 horas", "1d2h"),
        ("5 semanas", "5w"),
        ("un rato", "un rato"),
        ("3 lunas", "3 lunas"),
        ("-5", "-5"),
        ("hacia 5", "hacia 5"),
    ],
)
def test_a_length_is_read_as_people_write_it(text: str, value: object) -> None:
    assert length_read(text) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (45, "45 minutos"),
        (105, "1 hora 45 minutos"),
        (120, "2 horas"),
        (0, "0 minutos"),
        ("1d", "1 día"),
        ("5w", "5 semanas"),
        ("90s", "90s"),
    ],
)
def test_a_length_is_shown_in_words(value: object, shown: str) -> None:
    assert length_shown(value) == shown


@pytest.mark.parametrize(
    ("text", "value"),
    [("28,50 €", "28.50"), ("28.5", "28.5"), ("$ 1200", "1200"), ("caro", "caro"), ("-3", "-3")],
)
def test_a_price_is_read_with_comma_or_point(text: str, value: str) -> None:
    assert PRICE.read(text) == value
