from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import Service
from tests.agenda.test_statements import counted
from tests.services.house.test_changing import book
from tests.web.admin.shop.forms import fields, send, told
from tests.web.house import Visitor

LIST = "/admin/servicios/"
CUT = LIST + "corte-mujer"
COLOR = LIST + "color"


def service(sqlite: Database, slug: str = "corte-mujer") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told(sqlite)["services"] if one["id"] == slug)
    return found


def test_saving_what_is_there_changes_nothing(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    answers = {send(owner, LIST + slug).status_code for slug in ("corte-mujer", "color", "mechas", "taller")}

    assert answers == {303}
    assert told(sqlite) == before


def test_every_field_is_kept(owner: Visitor, sqlite: Database) -> None:
    typed = {
        "name": "Corte largo",
        "minutes": "1 hora 15 minutos",
        "price": "33,5 €",
        "price_from": "on",
        "price_hidden": "on",
        "aliases": "puntas\n\n melena ",
        "preparation": "Pelo\nseco.",
        "buffer_before": "5",
        "buffer_after": "10 min",
        "processing-after": "20",
        "processing-minutes": "15 minutos",
        "revisit": "5 semanas",
        "recall": "on",
        "drop_off": "10:00-11:00",
        "pick_up": "18:00",
        "capacity": "2",
        "approval": "on",
        "deposit-amount": "20",
        "deposit-how": "Por Bizum.",
        "deposit-hold": "1 día",
        "sala": "cabina",
        "pregunta-0-ask": "¿Alergias?",
    }

    answer = send(owner, CUT, **typed)

    assert answer.status_code == 303
    assert service(sqlite) == {
        "id": "corte-mujer",
        "name": "Corte largo",
        "minutes": 75,
        "price": "33.50",
        "price_from": True,
        "price_hidden": True,
        "aliases": ["puntas", "melena"],
        "preparation": "Pelo seco.",
        "buffer_before": 5,
        "buffer_after": 10,
        "processing": {"after": 20, "minutes": 15},
        "revisit": "5w",
        "recall": True,
        "drop_off": "10:00-11:00",
        "pick_up": "18:00",
        "capacity": 2,
        "approval": True,
        "deposit": {"amount": "20.00", "how": "Por Bizum.", "hold": "1d"},
        "resources": ["cabina"],
        "questions": [{"id": "alergias", "ask": "¿Alergias?", "required": True}],
    }


def test_who_does_it_and_for_how_long(owner: Visitor, sqlite: Database) -> None:
    send(owner, CUT, hace=["elena", "nacho"], minutos__elena="1 hora", precio__nacho="30")

    people = {one["id"]: one for one in told(sqlite)["staff"]}
    assert "corte-mujer" not in people["samira"]["services"]
    assert people["elena"]["minutes"] == {"corte-mujer": 60}
    assert (people["nacho"]["minutes"], people["nacho"]["price"]) == (
        {"corte-mujer": 40},
        {"corte-mujer": "30.00"},
    )


def test_wrong_values_are_told_at_their_fields_and_stay(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)
    typed = {
        "name": "",
        "minutes": "un rato",
        "price": "barato",
        "capacity": "ninguna",
        "minutos-nacho": "poco",
        "deposit-how": "Por Bizum",
    }

    answer = send(owner, CUT, **typed)

    assert answer.status_code == 422
    for sentence in (
        "Ponle un nombre.",
        "Escribe cuánto dura",
        "Escribe el precio en números",
        "Escribe cuántas personas",
        "Revisa cuánto tarda cada persona",
        "Escribe la señal en números",
    ):
        assert sentence in answer.text
    assert {name: fields(answer.text)[name] for name in typed} == typed
    assert told(sqlite) == before


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        (CUT, {"name": "corte de HOMBRE"}, "Ya hay un servicio con ese nombre."),
        (COLOR, {"processing-minutes": "2 horas"}, "tiene que acabar antes que el servicio"),
    ],
)
def test_what_does_not_go_together_is_told(
    owner: Visitor, path: str, typed: dict[str, Any], sentence: str
) -> None:
    answer = send(owner, path, **typed)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_new_one_is_offered_last_and_done_by_all(owner: Visitor, sqlite: Database) -> None:
    typed = {"name": "Niña: trenzas", "minutes": "25", "active": "on"}
    answer = send(owner, LIST + "nuevo", **typed)
    again = send(owner, LIST + "nuevo", **typed)

    assert (answer.status_code, again.status_code) == (303, 422)
    assert told(sqlite)["services"][-1] == {"id": "nina-trenzas", "name": "Niña: trenzas", "minutes": 25}
    assert all(one["services"][-1] == "nina-trenzas" for one in told(sqlite)["staff"])


def test_the_order_changes(owner: Visitor, sqlite: Database) -> None:
    before = [one["id"] for one in told(sqlite)["services"]]

    owner.post(LIST + "corte-mujer/orden", page=LIST, hacia="despues")
    owner.post(LIST + "taller/orden", page=LIST, hacia="despues")

    assert [one["id"] for one in told(sqlite)["services"]] == [before[1], before[0], *before[2:]]


def test_what_is_offered_no_more_names_who_booked_it(owner: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        book(session, "corte-mujer", "elena", "2026-11-27 17:00")
    typed = fields(owner.get(CUT).text)
    typed.pop("active")

    asked = owner.client.post(CUT, data=typed)
    saved = owner.client.post(CUT, data={**fields(asked.text).to_dict(flat=False), "sabiendo": "on"})

    assert (asked.status_code, saved.status_code) == (200, 303)
    assert "1 cita queda fuera" in asked.text
    assert service(sqlite)["active"] is False


def test_many_services_take_no_statement_more(owner: Visitor, sqlite: Database) -> None:
    def taken() -> list[int]:
        numbers = []
        for path in (LIST, CUT, "/admin/horario/"):
            with counted(sqlite) as statements:
                owner.get(path)
            numbers.append(len(statements))
        return numbers

    few = taken()
    with sqlite.transaction() as session:
        _add(session)

    assert taken() == few
    assert max(few) < 16


def _add(session: Session) -> None:
    for number in range(30):
        session.add(
            Service(slug=f"otro-{number}", name=f"Otro {number}", length=timedelta(hours=1), position=50)
        )


def test_what_is_not_there_is_not_found(owner: Visitor) -> None:
    assert owner.get(LIST + "otro").status_code == 404
    assert owner.post(LIST + "otro", page=LIST).status_code == 404
