from datetime import date

from booking_bot.language.explanation import Dropped, Heard, Matched, Mended, Phrase, explain
from booking_bot.language.values import Clock, Days, Hour
from tests.language.businesses import SALON
from tests.language.test_corpus import NOW
from tests.language.test_understanding import one


def test_words_are_shown_as_spelling_mends_them() -> None:
    found = explain("kiero sita pal jueves con nurria", NOW, SALON)

    assert found.mended == (
        Mended("kiero", "quiero", "chat spelling"),
        Mended("sita", "cita", "chat spelling"),
        Mended("pal", "para el", "chat spelling"),
        Mended("nurria", "nuria", "slip"),
    )


def test_each_rule_stands_with_its_words_and_what_it_made() -> None:
    found = explain("el 5 de diciembre a las 17:30", NOW, SALON)

    day, hour = date(2026, 12, 5), Hour(17, 30, sure=True)
    assert found.phrases == (
        Phrase("17:30", "times", 1, "hour and minutes by the clock", hour),
        Phrase("a las 17:30", "times", 3, "at an hour", Clock(hour, hour)),
        Phrase("el 5 de diciembre", "dates", 1, "day of a named month", Days.one(day)),
    )


def test_an_act_stands_with_the_line_that_heard_it() -> None:
    found = explain("anúlala", NOW, SALON)

    assert found.acts == (Heard("anúlala", "cancel", "@cancel"),)


def test_services_and_people_tell_by_which_name_they_were_found() -> None:
    found = explain("teñirme y manicurra, con Óscar; o un corte", NOW, SALON)

    assert found.services == (
        Matched("teñirme", ("tinte",), "a form of the alias 'teñir'"),
        Matched("manicurra", ("manicura",), "a form of the name 'Manicura', mended"),
        Matched(
            "corte",
            ("corte-senora", "corte-caballero"),
            "a form of the name 'Corte de señora', a form of the name 'Corte de caballero'",
        ),
    )
    assert found.staff == (Matched("Óscar", ("oscar",), "name 'Óscar'"),)


def test_whoever_is_a_person_too() -> None:
    assert explain("con quien sea", NOW, SALON).staff == (Matched("", ("any",), "whoever"),)


def test_what_came_to_nothing_is_told() -> None:
    found = explain("no puedo ir a la cita, un corte el 31 de febrero", NOW, SALON)

    assert set(found.dropped) >= {
        Dropped("corte", "corte-senora corte-caballero", "fits several"),
        Dropped("el 31 de febrero", "day or hour", "no such date"),
    }
    assert {why.why for why in found.dropped} >= {"in a longer phrase"}


def test_the_frame_is_that_of_understanding() -> None:
    text = "cancela lo del martes y dame el viernes a las 5 o el jueves"

    assert explain(text, NOW, SALON).frame == one(text)


def test_another_language_is_shown_as_the_spanish_that_was_read() -> None:
    found = explain("good morning, I would like an appointment", NOW, SALON)

    assert (found.frame.language, found.text) == ("en", "buenos dias, quiero una cita")
