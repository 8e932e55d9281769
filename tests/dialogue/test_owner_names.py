"""Names as they are said, and as they stand in the book."""

from booking_bot.dialogue.owner_names import fits


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
