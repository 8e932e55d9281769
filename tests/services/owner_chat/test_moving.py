"""To another time, another member of staff, or both."""

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.dialogue import owner_texts as texts
from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Notice, NoticeStatus
from tests.services.owner_chat.house import CARMEN, LUCIA, House

ANA, LUIS, MARTA = (
    "24 10:00 Ana Ruiz, Corte, Lucía",
    "24 12:00 Luis, Corte, Lucía",
    "24 12:00 Marta Gil, Corte, Marcos",
)


MORNING = "mañana, martes 24 de noviembre, a las"
WHERE_TO = {
    "pasa a Luis al viernes a la misma hora": "el viernes 27 de noviembre a las 12:00",
    "pasa a Luis al viernes": "el viernes 27 de noviembre a las 12:00",
    "pásame a Luis al viernes a las 5": "el viernes 27 de noviembre a las 17:00",
    "mueve a Luis a las 13:30": f"{MORNING} 13:30",
    "a Luis cámbialo a la una": f"{MORNING} 13:00",
    "retrasa a Luis media hora": f"{MORNING} 12:30",
    "adelanta a Luis una hora": f"{MORNING} 11:00",
    "adelanta a Luis a las 11": f"{MORNING} 11:00",
    "cambia a Luis de hora a las 6": f"{MORNING} 18:00",
    "pasa a Luis de mañana a pasado a las 11": "el miércoles 25 de noviembre a las 11:00",
    "pasa al lunes a Luis a las 10": "el lunes 30 de noviembre a las 10:00",
}


def test_it_goes_where_they_say(sqlite: Database) -> None:
    house = House(sqlite)

    said = {text: house.says(CARMEN, text) for text in WHERE_TO}

    was = f"Cambio la cita de Luis (Corte): {MORNING} 12:00"
    assert said == {text: f"{was} → {there}. ¿La cambio y se lo digo?" for text, there in WHERE_TO.items()}
    assert house.agenda() == [ANA, LUIS, MARTA]


def test_a_yes_moves_it_to_another_day_and_member(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "pasa la de Luis al jueves a las 5 con Marcos")
    house.says(CARMEN, "sí")

    assert house.agenda() == [ANA, MARTA, "26 17:00 Luis, Corte, Marcos"]


def test_the_question_and_the_answer_tell_both_times(sqlite: Database) -> None:
    house = House(sqlite)

    asked = house.says(CARMEN, "mueve la de las 10 a las 13:30")
    done = house.says(CARMEN, "sí")

    assert asked == (
        "Cambio la cita de Ana Ruiz (Corte): mañana, martes 24 de noviembre, a las 10:00 → mañana, martes 24 "
        "de noviembre, a las 13:30. ¿La cambio y se lo digo?"
    )
    assert done == (
        f"Cambiada. Ana Ruiz: Corte mañana, martes 24 de noviembre, a las 13:30. {texts.WITH_NEWS}"
    )


def test_another_member_takes_the_one_spoken_of_last(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "mueve a Ana a las 13:30")
    house.says(CARMEN, "sí")

    asked = house.says(CARMEN, "cámbialo con Marcos")
    house.says(CARMEN, "sí")

    assert " con Lucía → " in asked
    assert house.agenda()[2:] == ["24 13:30 Ana Ruiz, Corte, Marcos"]


def test_an_hour_that_is_taken_is_told(sqlite: Database) -> None:
    house = House(sqlite)

    asked = house.says(CARMEN, "mueve la de las 10 a las 12")

    assert asked.partition("\n")[2] == "Ojo: coincide con Luis (Corte, de 12:00 a 12:30). ¿Lo hago igual?"


def test_where_the_same_hour_is_taken_free_ones_are_offered(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "apunta a Marta el jueves a las 10 corte con Lucía")
    house.says(CARMEN, "sí")

    asked = house.says(CARMEN, "pasa a Ana al jueves")
    house.taps(CARMEN, list(house.buttons(CARMEN))[-1])
    house.says(CARMEN, "sí")

    assert asked == "¿A qué hora el jueves 26 de noviembre?"
    assert house.agenda()[2:] == ["26 10:00 Marta Gil, Corte, Lucía", "26 18:45 Ana Ruiz, Corte, Lucía"]


def test_where_to_is_asked_and_a_correction_heard(sqlite: Database) -> None:
    house = House(sqlite)

    said = [
        house.says(CARMEN, text)
        for text in ("cambia a Luis", "el jueves por la tarde", "a las 6", "mejor a las 5")
    ]
    house.says(CARMEN, "sí")

    assert said[0] == texts.WHERE_TO.format(who="Luis")
    assert said[1] == "¿A qué hora el jueves 26 de noviembre?"
    assert house.agenda()[2:] == ["26 17:00 Luis, Corte, Lucía"]


@pytest.mark.parametrize(
    ("text", "answer", "news"),
    [
        ("pasa a Luis al viernes", "sí", NoticeStatus.PLANNED),
        ("pasa a Luis al viernes", "sí, sin avisar", NoticeStatus.CANCELLED),
        ("pasa a Luis al viernes sin avisar", "sí", NoticeStatus.CANCELLED),
    ],
)
def test_the_customer_is_told_as_they_say(
    sqlite: Database, text: str, answer: str, news: NoticeStatus
) -> None:
    house = House(sqlite)
    house.says(CARMEN, text)
    house.says(CARMEN, answer)

    with sqlite.reading() as session:
        assert session.exec(select(Notice.status).where(col(Notice.kind) == NoticeKind.MOVED)).all() == [news]


def test_a_visit_moves_as_a_whole(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "apunta a Luis el jueves a las 11 tinte y corte con Lucía")
    house.says(CARMEN, "sí")
    house.says(CARMEN, "pasa a Luis del jueves al viernes")
    house.says(CARMEN, "sí")

    assert house.agenda()[3:] == ["27 11:00 Luis, Tinte, Lucía", "27 12:00 Luis, Corte, Lucía"]


def test_what_changed_meanwhile_is_left_alone(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "pasa a Ana al viernes")
    house.says(LUCIA, "mueve a Ana a las 11")
    house.says(LUCIA, "sí")

    assert house.says(CARMEN, "sí") == texts.CHANGED


def test_a_place_taken_meanwhile_is_asked_once_more(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "mueve a Ana a las 11")
    house.says(LUCIA, "mueve a Luis a las 11")
    house.says(LUCIA, "sí")

    again = house.says(CARMEN, "sí")

    assert again.endswith("Ojo: coincide con Luis (Corte, de 11:00 a 11:30). ¿Lo hago igual?")
    assert ANA in house.agenda()


def test_staff_move_their_own_alone(sqlite: Database) -> None:
    house = House(sqlite)
    answers = {
        "pasa a Marta al viernes": texts.OWN_ONLY.format(name="Marcos"),
        "pasa a Luis a Marcos": texts.OWN_ONLY.format(name="Marcos"),
        "pasa a Paula al viernes": texts.NO_APPOINTMENT.format(name="Paula"),
        "mueve a Luis a las 12": texts.STAYS,
    }

    assert {text: house.says(LUCIA, text) for text in answers} == answers


def test_of_a_move_nobody_is_said_to_hear_who_does_not(sqlite: Database) -> None:
    house = House(sqlite)
    house.nobody_ever_wrote()

    house.says(CARMEN, "pasa a Luis al viernes a las 17:00")

    assert house.says(CARMEN, "sí").endswith("Hay que llamar: 600 11 13 33.")
