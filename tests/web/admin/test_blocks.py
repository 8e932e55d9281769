from datetime import datetime

from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Absence
from tests.shop import at
from tests.web.house import House, Visitor

PAGE = "/admin/agenda/bloquear"


def blocked(sqlite: Database) -> list[tuple[int, datetime, datetime]]:
    with sqlite.reading() as session:
        return [(row.staff_id, row.starts_at, row.ends_at) for row in session.exec(select(Absence))]


def test_hours_are_blocked_and_given_back(carmen: Visitor, sqlite: Database, house: House) -> None:
    answer = carmen.post(
        PAGE,
        page=PAGE,
        con=str(house.marcos),
        dia="2026-11-24",
        hora="10:00",
        hora_fin="12:00",
        motivo="Médico",
    )
    there, page = blocked(sqlite), carmen.get("/admin/agenda/bloqueos/1").text
    carmen.post("/admin/agenda/bloqueos/1/quitar", page="/admin/agenda/bloqueos/1")

    assert answer.status_code == 303
    assert there == [(house.marcos, at("2026-11-24 10:00"), at("2026-11-24 12:00"))]
    assert "Médico" in page
    assert blocked(sqlite) == []
    assert carmen.get("/admin/agenda/bloqueos/1").status_code == 404


def test_whole_days_of_the_whole_team(carmen: Visitor, sqlite: Database, house: House) -> None:
    carmen.post(PAGE, page=PAGE, con="", dia="2026-11-25", dia_fin="2026-11-26", todo_el_dia="on")

    days = (at("2026-11-25 00:00"), at("2026-11-27 00:00"))
    assert blocked(sqlite) == [(house.lucia, *days), (house.marcos, *days)]


def test_who_is_booked_in_it_is_named_before(carmen: Visitor, sqlite: Database, house: House) -> None:
    wanted = {
        "page": PAGE,
        "con": str(house.lucia),
        "dia": "2026-11-23",
        "hora": "10:00",
        "hora_fin": "12:00",
    }

    asked = carmen.post(PAGE, **wanted)
    before = blocked(sqlite)
    carmen.post(PAGE, **wanted, sabiendo="on")

    assert (asked.status_code, before, len(blocked(sqlite))) == (409, [], 1)
    assert "hay una cita, que sigue en pie" in asked.text
    assert "Marta Gil" in asked.text


def test_an_end_before_the_beginning_is_a_sentence(carmen: Visitor, sqlite: Database) -> None:
    answer = carmen.post(PAGE, page=PAGE, dia="2026-11-23", hora="12:00", hora_fin="10:00")

    assert answer.status_code == 422
    assert "el final tiene que ir después del principio" in answer.text
    assert blocked(sqlite) == []
