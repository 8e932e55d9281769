"""Standing appointments on the pages: seen before they are agreed on, one day changed, and ended."""

import re

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import OPEN
from booking_bot.models import Appointment, Notice, NoticeStatus, SpecialHours
from tests.services.standing.agreed import standing
from tests.web.house import House, Visitor

NEW = "/admin/fijas/nueva"


def open_turns(sqlite: Database) -> list[str]:
    with sqlite.reading() as session:
        return standing(session)


def told(sqlite: Database) -> list[tuple[str, str]]:
    with sqlite.reading() as session:
        rows = session.exec(
            select(Notice.kind, Notice.lead).where(
                col(Notice.status) == NoticeStatus.PLANNED,
                col(Notice.kind).in_(["confirmation", "moved", "cancelled"]),
            )
        )
        return [(str(kind), lead) for kind, lead in rows]


@pytest.fixture
def closed(sqlite: Database) -> None:
    """The seventh of December."""
    with sqlite.transaction() as session:
        from_to = {"first_day": "2026-12-07", "last_day": "2026-12-07"}
        session.add(SpecialHours.model_validate({**from_to, "hours": [], "reason": "Puente"}))


@pytest.fixture
def agreed(carmen: Visitor, house: House, closed: None) -> str:
    """Marta's Mondays at half past ten; where their page lies."""
    page = f"{NEW}?cita={house.appointment}"
    answer = carmen.post(NEW, page=page, cita=str(house.appointment), cada="1", avisar="on")
    assert answer.status_code == 303
    return str(answer.location)


def test_the_first_turns_and_what_is_in_their_way_are_seen_before(
    carmen: Visitor, sqlite: Database, house: House, closed: None
) -> None:
    page = carmen.get(f"{NEW}?cita={house.appointment}&cada=2").text

    assert "cada 2 semanas, los lunes a las 10:30" in page
    assert "cerrado (Puente)" in page
    assert page.count("<s>") == 1
    assert len(open_turns(sqlite)) == 1


def test_it_is_agreed_on_from_an_appointment_and_one_message_says_so(
    carmen: Visitor, sqlite: Database, house: House, agreed: str
) -> None:
    assert open_turns(sqlite)[:4] == ["23/11 10:30", "30/11 10:30", "14/12 10:30", "21/12 10:30"]
    assert told(sqlite) == [("confirmation", "every:1")]
    page = carmen.get(agreed).text
    assert "cerrado (Puente)" in page
    assert agreed in carmen.get(f"/admin/citas/{house.appointment}").text
    assert agreed in carmen.get(f"/admin/clientes/{house.marta}").text


def test_what_would_end_before_it_begins_is_not_agreed_on(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    page = f"{NEW}?cita={house.appointment}"

    answer = carmen.post(NEW, page=page, cita=str(house.appointment), cada="1", hasta="2026-11-01")

    assert (answer.status_code, "no puede ser antes del primero" in answer.text) == (422, True)
    with sqlite.reading() as session:
        assert session.get_one(Appointment, house.appointment).standing_id is None


def test_a_second_tap_agrees_on_nothing_new(
    carmen: Visitor, sqlite: Database, house: House, agreed: str
) -> None:
    before = open_turns(sqlite)

    asked = carmen.get(f"{NEW}?cita={house.appointment}")
    again = carmen.post(NEW, cita=str(house.appointment), cada="1", avisar="on")

    assert (asked.location, again.location, open_turns(sqlite)) == (agreed, agreed, before)


def test_a_day_without_place_stands_in_hoy_and_gets_a_time_with_a_tap(
    carmen: Visitor, sqlite: Database, agreed: str
) -> None:
    today = carmen.get("/admin/").text
    day = f"{agreed}/2026-12-07"

    times = re.findall(r'name="cuando" value="([^"]+)"', carmen.get(day).text)
    carmen.post(f"{day}/poner", page=day, cuando=times[0], avisar="on")

    assert f'href="{day}"' in today
    assert "lun 7/12 10:30, Corte con Lucía: cerrado (Puente)." in today
    assert len(times) == 6
    assert f'href="{day}"' not in carmen.get("/admin/").text
    assert "movida" in carmen.get(agreed).text
    assert f"{times[0][8:10]}/{times[0][5:7]} {times[0][11:]}" in open_turns(sqlite)


def test_one_day_is_left_out_and_taken_back(carmen: Visitor, sqlite: Database, agreed: str) -> None:
    day = f"{agreed}/2026-11-30"

    carmen.post(f"{day}/no", page=day)
    without = "30/11 10:30" in open_turns(sqlite)
    carmen.post(f"{day}/si", page=agreed)

    assert not without
    assert "30/11 10:30" in open_turns(sqlite)


def test_it_is_changed_from_a_day_on(carmen: Visitor, sqlite: Database, house: House, agreed: str) -> None:
    answer = carmen.post(
        f"{agreed}/cambiar", page=agreed, dia="2026-12-16", hora="12:00", con=str(house.marcos), cada="1"
    )

    assert answer.location != agreed
    assert open_turns(sqlite)[:5] == [
        "23/11 10:30",
        "30/11 10:30",
        "16/12 12:00",
        "23/12 12:00",
        "30/12 12:00",
    ]
    assert "cada semana, los miércoles a las 12:00" in carmen.get(str(answer.location)).text.lower()


def test_it_ends_and_the_rest_is_cancelled(carmen: Visitor, sqlite: Database, agreed: str) -> None:
    carmen.post(f"{agreed}/terminar", page=agreed, dia="2026-11-24", avisar="si")

    assert open_turns(sqlite) == ["23/11 10:30"]
    assert ("cancelled", "and_after") in told(sqlite)
    assert "hasta el lunes 23 de noviembre" in carmen.get(agreed).text


def test_from_a_card_the_day_and_the_hour_are_asked_for(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    page = f"{NEW}?cliente={house.rosa}"
    form = {
        "cliente": str(house.rosa), "servicio": str(house.cut), "con": str(house.lucia), "cada": "3",
        "dia": "2026-11-26", "hora": "18:00",
    }  # fmt: skip

    nothing = carmen.post(NEW, page=page, **{**form, "hora": ""})
    carmen.post(NEW, page=page, **form)

    assert nothing.status_code == 422
    assert open_turns(sqlite)[1:] == ["26/11 18:00", "17/12 18:00", "07/01 18:00"]


def test_what_does_not_exist_is_said(carmen: Visitor, sqlite: Database, agreed: str) -> None:
    answers = [
        carmen.get("/admin/fijas/99"),
        carmen.get(f"{agreed}/2026-12-01"),
        carmen.get(f"{agreed}/ayer"),
        carmen.get(NEW),
        carmen.get(f"{NEW}?cita=999"),
    ]

    assert [one.status_code for one in answers] == [404] * 5
    with sqlite.reading() as session:
        still = select(Appointment).where(col(Appointment.status).in_(OPEN))
        assert len(session.exec(still).all()) == 8
