import pytest

from booking_bot.language.reading import reader
from booking_bot.language.vocabulary import compile_names, find_services, find_staff
from tests.language.businesses import KINE, SALON


def services(text: str) -> list[str]:
    found = find_services(reader(SALON).words_of(text), compile_names(SALON), text)
    return ["|".join(sorted(one.ids)) for one in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("quiero teñirme", ["tinte"]),
        ("para tenirme las raices", ["tinte", "tinte"]),
        ("me peináis?", ["peinado"]),
        ("lavarme y peinarme", ["peinado"]),
        ("corte mujer", ["corte-senora"]),
        ("corte y marcado", ["corte-senora"]),
        ("hacerme las uñas", ["manicura"]),
        ("unas mechas", ["mechas"]),
        ("mehcas", ["mechas"]),
        ("un corte", ["corte-caballero|corte-senora"]),
        ("tenéis hueco", []),
    ],
)
def test_a_service_is_found_in_its_forms(text: str, found: list[str]) -> None:
    assert services(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("con la doctora", "paz"), ("con romano", "romano"), ("hola Romano", None), ("con romano no", None)],
)
def test_a_person_is_found_by_name_or_title(text: str, found: str | None) -> None:
    assert find_staff(reader(KINE).words_of(text), compile_names(KINE), len(text)) == found
