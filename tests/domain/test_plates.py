import pytest

from booking_bot.domain.plates import alone, found, is_asked


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("1234 BCD", "1234 BCD"),
        ("es el 1234-bcd, un Ibiza", "1234 BCD"),
        ("m-4821-zx", "M 4821 ZX"),
        ("AB123CD", "AB 123 CD"),
        ("placas ABC-12-34", "ABC 1234"),
    ],
)
def test_a_plate_is_found_however_it_is_written(text: str, plate: str) -> None:
    assert found(text) == plate


@pytest.mark.parametrize(
    "text", ["a las 10 del 24", "quiero 2 cortes", "el 12345678", "son 1200 por las dos", "a 1000 km"]
)
def test_other_figures_are_none(text: str) -> None:
    assert found(text) is None


def test_a_plate_that_is_all_they_said_is_told_from_one_within_a_wish() -> None:
    assert alone("la matrícula es 1234 BCD, gracias") == "1234 BCD"
    assert alone("quiero cita para el 1234 BCD mañana") is None


def test_a_house_asks_for_a_plate_in_the_words_of_its_country() -> None:
    asked = ["¿Qué matrícula tiene?", "¿Cuál es la placa?", "¿Patente?", "¿Tienes alguna alergia?"]

    assert [is_asked(one) for one in asked] == [True, True, True, False]
