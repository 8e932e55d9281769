from datetime import date

from booking_bot.db import Database
from booking_bot.models import Appointment
from tests.services.house.test_changing import book
from tests.web.admin.shop.forms import fields, send, told
from tests.web.house import Visitor

PAGE = "/admin/horario/"


def test_saving_what_is_there_changes_nothing(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    answers = [send(owner, PAGE, PAGE + part).status_code for part in ("semana", "festivos")]

    assert answers == [303, 303]
    assert told(sqlite) == before


def test_a_day_gets_other_hours(owner: Visitor, sqlite: Database) -> None:
    send(owner, PAGE, PAGE + "semana", sun__de=["17:00", "10:00"], sun__a=["00:00", "14:00"])

    assert told(sqlite)["hours"]["sun"] == ["10:00-14:00", "17:00-24:00"]
    assert fields(owner.get(PAGE).text, "semana").getlist("sun-a") == ["14:00", "00:00", ""]


def test_wrong_hours_stay_as_they_were_typed(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    half = send(owner, PAGE, PAGE + "semana", fri__de=["9:30"], fri__a=[""])
    across = send(owner, PAGE, PAGE + "semana", fri__de=["09:30", "10:00"], fri__a=["12:00", "14:00"])

    assert (half.status_code, across.status_code) == (422, 422)
    assert "Falta una de las dos horas." in half.text
    assert fields(half.text, "semana").getlist("fri-de") == ["9:30"]
    assert "no pueden pisarse" in across.text
    assert told(sqlite) == before


def test_who_would_be_left_outside_is_shown_and_stays(owner: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        number = book(session, "corte-mujer", "elena", "2026-11-27 17:00")
        book(session, "corte-mujer", "elena", "2026-11-27 10:00")

    asked = send(owner, PAGE, PAGE + "semana", fri__de=["09:30"], fri__a=["14:00"])
    before = told(sqlite)["hours"]["fri"]
    saved = owner.client.post(
        PAGE + "semana", data={**fields(asked.text).to_dict(flat=False), "sabiendo": "on"}
    )

    assert (asked.status_code, saved.status_code) == (200, 303)
    assert "1 cita queda fuera" in asked.text
    assert f'href="/admin/citas/{number}"' in asked.text
    assert (before, told(sqlite)["hours"]["fri"]) == (["09:30-20:30"], ["09:30-14:00"])
    with sqlite.reading() as session:
        assert session.get_one(Appointment, number).status == "booked"


def test_days_are_closed_opened_and_given_back(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)
    for _ in range(2):
        send(owner, PAGE, PAGE + "dias", desde="2026-12-07", hasta="2026-12-08", motivo="puente")
    owner.post(
        PAGE + "dias", page=PAGE, desde="2026-11-29", **{"dias-de": "10:00", "dias-a": "13:00"}
    )  # a Sunday
    told_then, page = told(sqlite), owner.get(PAGE).text
    for first, last in (("2026-12-07", "2026-12-08"), ("2026-11-29", "2026-11-29")):
        owner.post(PAGE + "dias/quitar", page=PAGE, desde=first, hasta=last)

    bridge = {"from": date(2026, 12, 7), "to": date(2026, 12, 8), "reason": "puente"}
    assert told_then["closed"].count(bridge) == 1
    assert told_then["special"][0] == {
        "from": date(2026, 11, 29), "to": date(2026, 11, 29), "hours": ["10:00-13:00"],
    }  # fmt: skip
    assert "puente" in page
    assert told(sqlite) == before


def test_days_that_are_none_are_refused(owner: Visitor, sqlite: Database) -> None:
    before = told(sqlite)

    backwards = send(owner, PAGE, PAGE + "dias", desde="2026-12-08", hasta="2026-12-07")
    none = owner.post(PAGE + "dias", page=PAGE, desde="2026-12-08")

    assert (backwards.status_code, none.status_code) == (422, 422)
    assert "el final va después del principio" in backwards.text
    assert "Pon las horas de ese día" in none.text
    assert told(sqlite) == before


def test_holidays_are_kept_or_worked(owner: Visitor, sqlite: Database) -> None:
    page = owner.get(PAGE).text
    owner.post(PAGE + "festivos", page=PAGE)

    assert "Inmaculada" in page
    assert told(sqlite)["rules"]["holidays"] is False
