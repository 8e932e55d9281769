"""A bad day by chat: who is missing, that it is closed, how late; and what a yes does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.language import understand
from booking_bot.models import Absence, Affected, AffectedStatus, Disruption, SpecialHours
from booking_bot.services import team
from booking_bot.services.business_file import vocabulary_of
from booking_bot.services.owner_chat import bad_day
from booking_bot.services.owner_chat.deeds import Asking, Said, Telling
from tests.services.owner_chat.house import CARMEN, LUCIA, House
from tests.shop import MADRID, NOW, at


def minutes(many: int) -> timedelta:
    return timedelta(minutes=many)


@pytest.fixture
def house(sqlite: Database) -> House:
    return House(sqlite)


@pytest.fixture
def session(house: House) -> Iterator[Session]:
    with house.database.reading() as session:
        yield session


def read(session: Session, text: str, phone: str = CARMEN) -> Asking | Telling | None:
    member = team.by_phone(session, phone)
    assert member is not None
    vocabulary, wall = vocabulary_of(session), NOW.astimezone(MADRID).replace(tzinfo=None)
    said = Said(
        text=text,
        frame=understand(text, wall, vocabulary),
        member=member,
        now=NOW,
        zone=MADRID,
        country="ES",
        understand=lambda words, expecting: understand(
            words, NOW.replace(tzinfo=None), vocabulary, expecting
        ),
    )
    return bad_day.read(session, said)


def asked(session: Session, text: str, phone: str = CARMEN) -> str | None:
    """The beginning of the question, None where it is none of this."""
    found = read(session, text, phone)
    return found.question.partition(". ")[0] if isinstance(found, Asking) else found.text if found else None


def test_many_wordings_of_who_is_missing(session: Session) -> None:
    texts = {
        "Lucía está mala hoy": "Lucía no está hoy",
        "lucia esta malita": "Lucía no está hoy",
        "hoy no viene Lucía": "Lucía no está hoy",
        "Lucía no viene mañana": "Lucía no está mañana",
        "Lucía se ha puesto enferma": "Lucía no está hoy",
        "ha llamado Lucía, está con fiebre y no puede venir": "Lucía no está hoy",
        "Lucía está de baja hasta el miércoles": "Lucía no está hasta el miércoles 25 de noviembre",
        "Lucía de baja esta semana": "Lucía no está hasta el domingo 29 de noviembre",
        "Marcos falta hoy": "Marcos no está hoy",
        "Lucía no puede venir el jueves": "Lucía no está el jueves 26 de noviembre",
        "Lucía no va a poder venir mañana": "Lucía no está mañana",
        "Marcos no trabaja mañana": "Marcos no está mañana",
    }

    assert {text: asked(session, text) for text in texts} == texts


def test_many_wordings_of_a_closed_shop(session: Session) -> None:
    texts = {
        "hoy no abrimos": "Cerrado hoy",
        "hoy cerramos": "Cerrado hoy",
        "el viernes no abro": "Cerrado el viernes 27 de noviembre",
        "no abrimos mañana": "Cerrado mañana",
        "se ha ido la luz, hoy cerramos": "Cerrado hoy",
        "mañana tenemos que cerrar": "Cerrado mañana",
        "del jueves al sábado cerramos": (
            "Cerrado desde el jueves 26 de noviembre hasta el sábado 28 de noviembre"
        ),
        "mañana y pasado no abrimos": "Cerrado desde mañana hasta el miércoles 25 de noviembre",
        "mañana cerramos de 12 a 2": "Cerrado mañana de 12:00 a 14:00",
        "el 24 y el 31 no abrimos": bad_day.ONE_STRETCH,
        "los lunes no abrimos": bad_day.EVERY_WEEK,
    }

    assert {text: asked(session, text) for text in texts} == texts


def test_many_wordings_of_a_delay(session: Session, house: House) -> None:
    texts = {
        "voy media hora tarde": minutes(30),
        "vamos con 40 minutos de retraso": minutes(40),
        "Lucía va 20 minutos tarde": minutes(20),
        "llevo un cuarto de hora de retraso": minutes(15),
        "voy una hora tarde": minutes(60),
        "voy tarde 45 min": minutes(45),
    }

    late = {text: bad_day.length_of(text) for text in texts}

    assert late == texts
    assert asked(session, "voy con retraso") == bad_day.HOW_LATE
    assert asked(session, "voy media hora tarde") == bad_day.NOBODY_WAITS  # nobody comes today


@pytest.mark.parametrize(
    "text",
    [
        "¿abrimos el viernes?",
        "¿a qué hora cerramos hoy?",
        "Ana está mala, no viene",
        "agenda de mañana",
        "no cerramos",
        "quiero cita mañana",
        "dile a Ana que Lucía se retrasa",
        "no puedo ir a mi cita",
        "llego tarde a mi cita 10 minutos",
        "Lucía está hoy",
        "Lucía ya no está mala",
        "no estoy mala",
    ],
)
def test_what_is_something_else_is_left_alone(session: Session, text: str) -> None:
    assert read(session, text) is None


def test_staff_speak_of_themselves_alone(session: Session) -> None:
    assert asked(session, "estoy mala hoy, no puedo ir", LUCIA) == "Lucía no está hoy"
    assert asked(session, "mañana no puedo trabajar", LUCIA) == "Lucía no está mañana"
    assert asked(session, "Marcos está malo hoy", LUCIA) == bad_day.OWN_ONLY
    assert asked(session, "hoy cerramos", LUCIA) == bad_day.OWN_ONLY
    assert asked(session, "estoy mala hoy") == bad_day.WHO  # Carmen cuts no hair


def test_a_yes_does_it_once(house: House) -> None:
    house.nobody_ever_wrote()
    question = house.says(CARMEN, "Lucía no viene mañana")
    done = house.says(CARMEN, "sí")
    again = house.says(CARMEN, "sí")

    with house.database.reading() as session:
        rows = session.exec(select(Affected).order_by(col(Affected.id))).all()
        away = session.exec(select(Absence.staff_id)).all()
    assert question == (
        "Lucía no está mañana. 2 citas: 1 puede con Marcos a la misma hora, 1 no. "
        "A 2 hay que llamar. ¿Lo hago?"
    )
    assert done == (
        "Hecho.\nHay que llamar a:\n- 10:00 Ana Ruiz · 600 11 12 22: con Marcos a la misma hora\n"
        "- 12:00 Luis · 600 11 13 33: "
        "cancelada; hay hueco mar 24 nov, 12:30 con Marcos"
    )
    assert again == "Ya está hecho."
    assert [(row.placed, row.status) for row in rows] == [
        (True, AffectedStatus.TO_CALL),
        (False, AffectedStatus.TO_CALL),
    ]
    assert away == [house.people.lucia]


def test_a_no_does_nothing(house: House) -> None:
    house.says(CARMEN, "el viernes no abro")
    house.says(CARMEN, "no")

    with house.database.reading() as session:
        assert session.exec(select(Disruption)).all() == []
        assert session.exec(select(SpecialHours)).all() == []


def test_the_delay_that_was_not_told_is_asked_for(house: House) -> None:
    with house.furnishing():
        house.people.shop.book(house.people.cut, "2026-11-23 12:00", house.people.lucia)

    asks = house.says(CARMEN, "vamos con retraso")
    question = house.taps(CARMEN, "30 minutos")
    house.says(CARMEN, "sí")

    with house.database.reading() as session:
        delays = [one.delay for one in session.exec(select(Disruption))]
    assert asks == bad_day.HOW_LATE
    assert question.startswith("Vamos con 30 minutos de retraso. 1 cita empieza más tarde")
    assert delays == [minutes(30)]


def test_who_is_late_may_be_said_after_it(house: House) -> None:
    house.now = at("2026-11-24 08:30")
    house.says(CARMEN, "voy media hora tarde")

    asks = house.says(CARMEN, "solo Marcos")

    assert asks.startswith("Marcos va con 30 minutos de retraso. 1 cita empieza más tarde")
    assert "Marta Gil a las 12:30." in asks


def test_an_afternoon_away_is_not_the_whole_day(house: House) -> None:
    asks = house.says(CARMEN, "Lucía no puede venir mañana por la tarde")

    assert asks.startswith("Lucía no está mañana desde las 14:00. ")
