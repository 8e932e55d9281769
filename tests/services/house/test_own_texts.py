from datetime import timedelta

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Appointment, Message, Notice
from booking_bot.services.house import own_texts
from booking_bot.services.house.own_texts import TooLong, UnknownNames, checked, filled
from booking_bot.services.house.preview import KINDS, preview
from booking_bot.services.notices import running
from tests.services.house.test_changing import book
from tests.shop import NOW
from tests.web.house import say

VALUES = {"nombre": "Ana", "servicio": "Corte", "día": "mañana", "hora": "11:00", "con": "Elena"}


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("Hola, {nombre}: {servicio} {día} a las {hora} con {con}.", VALUES,
         "Hola, Ana: Corte mañana a las 11:00 con Elena."),
        ("Hola {nombre}, te esperamos", {**VALUES, "nombre": ""}, "Hola, te esperamos"),
        ("Dos\n\nlíneas", VALUES, "Dos\n\nlíneas"),
    ],
)  # fmt: skip
def test_names_are_filled_in(text: str, values: dict[str, str], said: str) -> None:
    assert filled(text, values) == said


def test_names_may_be_typed_as_people_do() -> None:
    assert checked(" Hola { Nombre }, el {dia}\r\n") == "Hola {nombre}, el {día}"


@pytest.mark.parametrize(
    ("text", "names"), [("{precio} {nombre}", ("precio",)), ("{nombre", ()), ("nombre}", ()), ("{}", ("",))]
)
def test_other_names_are_refused(text: str, names: tuple[str, ...]) -> None:
    with pytest.raises(UnknownNames) as refused:
        checked(text)

    assert refused.value.names == names


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(TooLong):
        checked("a" * 701)


def test_a_preview_shows_each_text_and_the_bots_own_words(database: Database) -> None:
    with database.reading() as session:
        own = {name: preview(session, name, "Hola {nombre}, {servicio} {día}", now=NOW) for name in KINDS}
        usual = {name: preview(session, name, "", now=NOW) for name in KINDS}

    assert {one.text.split("\n")[0] for one in own.values()} == {
        "Hola Ana, Corte de mujer miércoles 25 de noviembre"
    }
    assert [one["title"] for one in own["reminder_ask"].options] == [
        "Confirmar",
        "Cambiar la hora",
        "Anular",
    ]
    assert len({one.text for one in usual.values()}) == len(KINDS)


def test_a_reminder_says_it_in_the_owners_words(database: Database) -> None:
    with database.transaction() as session:
        own_texts.keep(session, "reminder_ask", "¡{nombre}! {servicio}, {día}, {hora}, {con}", now=NOW)
        booked = session.get_one(Appointment, book(session, "color", "elena", "2026-11-27 10:00"))
        say(session, booked.customer_id, "+34600000000", "Hola")
        due = session.exec(select(Notice).where(Notice.lead == "24h")).one()
        due.due_at = NOW

    running.run_due(database, now=NOW + timedelta(minutes=1))

    with database.reading() as session:
        said = session.exec(select(Message.body).where(Message.kind == "reminder")).all()
    assert said == [
        "¡Marta! Color completo, viernes 27 de noviembre, 10:00, Elena\nVen con el pelo seco y sin productos."
    ]


def test_texts_of_handing_over_have_names_of_their_own(database: Database) -> None:
    with database.reading() as session:
        away = preview(session, "away", "Cerrado, {nombre}: hasta el {abre}", now=NOW).text
        here = preview(session, "handover", "Hasta las {cierra} estamos", now=NOW).text
        usual = {preview(session, name, "", now=NOW).text.split("\n")[1] for name in ("away", "handover")}

    passed_on = "Te paso con una persona del equipo; tu número de caso es el 12.\n"
    assert away == f"{passed_on}Cerrado, Ana: hasta el martes 24 de noviembre a las 9:00"
    assert here == f"{passed_on}Hasta las 20:00 estamos"
    assert len(usual) == 2
    with pytest.raises(UnknownNames):
        checked("{hora}", own_texts.names_of("away"))
