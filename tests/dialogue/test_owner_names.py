"""Names as they are said, and as they stand in the book."""

from booking_bot.dialogue.owner_names import fits, given, is_whole


def test_a_name_fits_by_its_words_accents_and_short_forms_aside() -> None:
    names = (
        "José Antonio Ibáñez",
        "María José Pérez",
        "🌸Mari🌸",
        "Francisco Peña",
        "Mª Carmen López",
        "Ana",
        "",
    )
    said = ("jose ibanez", "Pérez", "mari", "Paco", "María Carmen", "Ana", "an", "Anabel", "🌸", "")

    found = {one: [name for name in names if fits(one, name)] for one in said}

    assert found == {
        "jose ibanez": ["José Antonio Ibáñez"],
        "Pérez": ["María José Pérez"],
        "mari": ["María José Pérez", "🌸Mari🌸"],
        "Paco": ["Francisco Peña"],
        "María Carmen": ["Mª Carmen López"],
        "Ana": ["Ana"],
        "an": [],
        "Anabel": [],
        "🌸": [],
        "": [],
    }


def test_first_names_of_two_words_are_one() -> None:
    names = {
        "José María Soto": "José María",
        "María del Carmen Vega Ruiz": "María del Carmen",
        "Ana Belén": "Ana Belén",
        "Mª José Gil": "Mª José",
        "Juan Carlos": "Juan Carlos",
        "Ana Ruiz": "Ana",
        "Luis de la Fuente": "Luis",
        "Marta": "Marta",
        "": "",
    }

    assert {name: given(name) for name in names} == names


def test_a_whole_name_is_the_first_one_or_a_surname() -> None:
    said = ("José María", "josé maría soto", "Soto", "José", "María", "José Soto", "Pepe", "Soto Gil")

    assert [is_whole(one, "José María Soto") for one in said] == [True] * 3 + [False] * 5
