import pytest

from booking_bot.domain import phones
from booking_bot.domain.phones import NotAPhone


@pytest.mark.parametrize(
    ("text", "country", "canonical"),
    [
        ("+34600111222", None, "+34600111222"),
        ("600 11 12 22", "ES", "+34600111222"),
        ("0034 600-111-222", "ES", "+34600111222"),
        ("+5215512345678", None, "+525512345678"),
        ("+525512345678", None, "+525512345678"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("+5491123456789", None, "+5491123456789"),
        ("011 15 2345-6789", "AR", "+5491123456789"),
        ("+556181234567", None, "+5561981234567"),
        ("+5561981234567", None, "+5561981234567"),
        ("+556133123456", None, "+556133123456"),
    ],
)
def test_a_number_has_one_form_however_it_is_written(text: str, country: str | None, canonical: str) -> None:
    assert phones.canonical(text, country) == canonical


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("600333444", None),
        ("hola", "ES"),
        ("", "ES"),
        ("+34600", None),
        ("+34600111222333", None),
        ("+999123456789", None),
    ],
)
def test_what_is_no_number_is_refused_without_repeating_it(text: str, country: str | None) -> None:
    with pytest.raises(NotAPhone) as refused:
        phones.canonical(text, country)

    assert not text or text not in str(refused.value)


def test_countries_are_known_by_their_code() -> None:
    assert [phones.is_country(code) for code in ("ES", "AR", "XX", "es")] == [True, True, False, False]


def test_a_number_tells_its_country() -> None:
    numbers = ("+34600111222", "+18095551234", "+525512345678", "+999", "hola")

    assert [phones.country_of(number) for number in numbers] == ["ES", "DO", "MX", None, None]


def test_a_number_is_shown_as_people_of_the_shops_country_write_it() -> None:
    number = "+34600111222"

    shown = [phones.shown(number, "ES"), phones.shown(number, "MX"), phones.shown(number)]

    assert shown == ["600 11 12 22", "+34 600 11 12 22", "+34 600 11 12 22"]
    assert (phones.shown(None), phones.shown("persona-1", "ES")) == ("", "persona-1")
