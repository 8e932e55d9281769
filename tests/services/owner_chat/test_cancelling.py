"""One appointment undone: which is meant, whose it is, and whether the customer is told."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.dialogue import owner_texts as texts
from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Appointment, Notice, NoticeStatus
from booking_bot.services import bookings
from tests.services.owner_chat.house import CARMEN, LUCIA, House

MORNING = "mañana, martes 24 de noviembre, a las 10:00"
NOON = "mañana, martes 24 de noviembre, a las 12:00"
ASKS_ANA = f"Cancelo la cita de Ana Ruiz: Corte {MORNING} con Lucía. ¿La cancelo y se lo digo?"
ANA, LUIS, MARTA = (
    "24 10:00 Ana Ruiz, Corte, Lucía",
    "24 12:00 Luis, Corte, Lucía",
    "24 12:00 Marta Gil, Corte, Marcos",
)


def told(house: House) -> list[str]:
    """What became of the news for the customer."""
    with house.database.reading() as session:
        news = select(Notice.status).where(col(Notice.kind) == NoticeKind.CANCELLED)
        return [str(one) for one in session.exec(news)]


def test_the_one_that_is_meant_is_named_before_the_yes(sqlite: Database) -> None:
    house = House(sqlite)
    wordings = (
        "cancela la de las 10",
        "anula a Ana de mañana",
        "quita a Ana",
        "borra la cita de ana ruiz de mañana a las 10",
        "Ana no viene mañana",
        "ha cancelado Ana",
        "cancela la próxima",
        "cancela la de mañana a las diez",
        "la de las 10 cancélala",
        "anula a Anna",
    )

    said = {text: house.says(CARMEN, text) for text in wordings}

    assert said == dict.fromkeys(wordings, ASKS_ANA)
    assert list(house.buttons(CARMEN)) == ["Sí, y avisar", "Sí, sin avisar", "No"]
    assert house.agenda() == [ANA, LUIS, MARTA]


@pytest.mark.parametrize(
    ("text", "answer", "news"),
    [
        ("cancela la de las 10", "sí", [NoticeStatus.PLANNED]),
        ("cancela la de las 10", "sí, sin avisar", [NoticeStatus.CANCELLED]),
        ("cancela la de las 10 sin avisar", "sí", [NoticeStatus.CANCELLED]),
    ],
)
def test_the_customer_is_told_as_they_say(
    sqlite: Database, text: str, answer: str, news: list[NoticeStatus]
) -> None:
    house = House(sqlite)
    house.says(CARMEN, text)
    said = house.says(CARMEN, answer)

    ending = texts.WITH_NEWS if news == [NoticeStatus.PLANNED] else texts.WITHOUT_NEWS
    assert said == f"Cancelada la cita de Ana Ruiz, {MORNING}. {ending}"
    assert (house.agenda(), told(house)) == ([LUIS, MARTA], news)


def test_the_button_cancels_without_a_word(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "cancela la de las 10")
    house.taps(CARMEN, "Sí, sin avisar")

    assert (house.agenda(), told(house)) == ([LUIS, MARTA], [NoticeStatus.CANCELLED])


def test_of_several_at_that_hour_it_is_asked_which(sqlite: Database) -> None:
    house = House(sqlite)
    titles = ["mar 24 nov, 12:00 Luis (Corte)", "mar 24 nov, 12:00 Marta Gil (Corte)"]
    named = []
    for answer in ("2", "la segunda", "tap"):
        assert house.says(CARMEN, "cancela la de las 12") == texts.WHICH
        assert list(house.buttons(CARMEN)) == titles
        named.append(house.taps(CARMEN, titles[1]) if answer == "tap" else house.says(CARMEN, answer))
    house.says(CARMEN, "sí")

    assert named == [f"Cancelo la cita de Marta Gil: Corte {NOON} con Marcos. ¿La cancelo y se lo digo?"] * 3
    assert house.agenda() == [ANA, LUIS]


def test_a_whole_visit_goes_together(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "apunta a Luis el jueves a las 11 tinte y corte con Lucía")
    house.says(CARMEN, "sí")

    asked = house.says(CARMEN, "cancela a Luis del jueves")
    house.says(CARMEN, "sí")

    assert asked.startswith("Cancelo la cita de Luis: Tinte y Corte el jueves 26 de noviembre a las 11:00")
    assert house.agenda() == [ANA, LUIS, MARTA]


def test_what_changed_meanwhile_is_left_alone(database: Database) -> None:
    house = House(database)
    house.says(CARMEN, "cancela la de las 10")
    house.says(LUCIA, "pasa a Ana a las 11")
    house.says(LUCIA, "sí")

    assert house.says(CARMEN, "sí") == texts.CHANGED
    assert house.agenda() == ["24 11:00 Ana Ruiz, Corte, Lucía", LUIS, MARTA]


def test_what_was_cancelled_meanwhile_is_said_so(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "cancela la de las 10")
    with house.furnishing() as session:
        number = session.exec(select(Appointment.id).order_by(col(Appointment.starts_at))).first()
        bookings.cancel(session, number or 0, by="customer", now=house.now)

    assert house.says(CARMEN, "sí") == texts.OVER


def test_the_one_spoken_of_last_is_that_one(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(CARMEN, "apunta a Ana el jueves a las 11 corte con Marcos")
    house.says(CARMEN, "sí")

    asked = house.says(CARMEN, "cancélala")

    assert asked.startswith("Cancelo la cita de Ana Ruiz: Corte el jueves 26 de noviembre a las 11:00")


def test_where_there_is_none_it_is_said_so(sqlite: Database) -> None:
    house = House(sqlite)
    wordings = ("cancela a Paula", "cancela la de las 18:00", "cancela la de las 10 del viernes")

    said = [house.says(CARMEN, text) for text in wordings]

    assert said == [texts.NO_APPOINTMENT.format(name="Paula"), texts.NONE_LIKE_IT, texts.NONE_LIKE_IT]


def test_staff_cancel_their_own_alone(sqlite: Database) -> None:
    house = House(sqlite)

    others, own = house.says(LUCIA, "cancela a Marta"), house.says(LUCIA, "cancela la de las 12")

    assert others == texts.OWN_ONLY.format(name="Marcos")
    assert own == f"Cancelo la cita de Luis: Corte {NOON} con Lucía. ¿La cancelo y se lo digo?"


def test_who_may_no_more_does_nothing_with_a_yes(sqlite: Database) -> None:
    house = House(sqlite)
    house.says(LUCIA, "cancela a Luis")
    with house.furnishing() as session:
        one = session.exec(select(Appointment).order_by(col(Appointment.starts_at)).offset(1)).first()
        assert one is not None
        one.staff_id = house.people.marcos

    assert house.says(LUCIA, "sí") == texts.OWN_ONLY.format(name="Marcos")
    assert len(house.agenda()) == 3


def test_who_may_not_be_written_to_is_to_be_called(sqlite: Database) -> None:
    house = House(sqlite)
    house.nobody_ever_wrote()

    asked = house.says(CARMEN, "cancela la de las 10")
    buttons = list(house.buttons(CARMEN))
    done = house.says(CARMEN, "sí")

    call = (
        "No se lo puedo decir yo: no ha escrito nunca ni consta que quiera recibir avisos. "
        "Hay que llamar: 600 11 12 22."
    )
    assert asked == f"Cancelo la cita de Ana Ruiz: Corte {MORNING} con Lucía. {call} ¿Lo hago?"
    assert buttons == ["Sí", "No"]
    assert done == f"Cancelada la cita de Ana Ruiz, {MORNING}. {call}"


def test_what_waits_for_the_owners_own_tap_is_not_said_to_go(sqlite: Database) -> None:
    house = House(sqlite)
    house.now += timedelta(hours=25)  # nobody wrote since, and no text is approved

    asked = house.says(CARMEN, "cancela la de las 12 de Luis")
    done = house.says(CARMEN, "sí, avísale")

    assert asked.endswith("¿La cancelo y te dejo el aviso en «Por enviar»?")
    assert done.endswith("El aviso te espera en «Por enviar»: sale con un toque tuyo.")


def test_without_telling_is_a_yes_whatever_was_asked(sqlite: Database) -> None:
    house = House(sqlite)

    house.says(CARMEN, "cancela la de las 10 y avísale")
    done = house.says(CARMEN, "sí, sin avisar")

    assert done.endswith(texts.WITHOUT_NEWS)
    assert told(house) == [NoticeStatus.CANCELLED]
