"""La próxima at the till: offered once somebody was attended, and booked with the second tap."""

import re

from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Appointment, Source
from tests.shop import at
from tests.web.house import House, Visitor


def booked(sqlite: Database) -> list[Appointment]:
    with sqlite.reading() as session:
        return list(session.exec(select(Appointment).where(col(Appointment.source) == Source.OWNER)))


def test_two_taps_after_listo(carmen: Visitor, sqlite: Database, house: House) -> None:
    page = f"/admin/citas/{house.appointment}/la-proxima"
    carmen.post(f"/admin/citas/{house.appointment}/hecha", volver="/admin/")

    offered = carmen.get("/admin/").text
    times = re.findall(r'name="cuando" value="([^"]+)"', carmen.get(page).text)
    answer = carmen.post(page, page=page, cuando="2026-12-21T10:30", vez="a")
    carmen.post(page, page=page, cuando="2026-12-21T10:30", vez="a")

    assert f'href="{page}"' in offered
    assert "2026-12-21T10:30" in times
    assert (answer.status_code, answer.location) == (303, "/admin/")
    assert [(one.starts_at, one.customer_id) for one in booked(sqlite)] == [
        (at("2026-12-21 10:30"), house.marta)
    ]
    assert f'href="{page}"' not in carmen.get(f"/admin/citas/{house.appointment}").text


def test_what_was_taken_meanwhile_is_said_and_others_are_shown(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    page = f"/admin/citas/{house.appointment}/la-proxima"
    carmen.post(page, page=page, cuando="2026-12-21T10:30", vez="a")

    answer = carmen.post(page, page=page, cuando="2026-12-21T10:30", vez="b")

    assert (answer.status_code, answer.location) == (303, page)
    shown = carmen.get(page).text
    assert "Esa hora se acaba de ocupar. Elige otra." in shown
    assert "no puede ser. Lo más cerca:" in shown
    assert len(booked(sqlite)) == 1


def test_what_is_no_time_leads_back_to_the_page(carmen: Visitor, sqlite: Database, house: House) -> None:
    page = f"/admin/citas/{house.appointment}/la-proxima"

    answer = carmen.post(page, page=page, cuando="mañana")

    assert answer.status_code in {303, 404}
    assert booked(sqlite) == []
    assert carmen.get("/admin/citas/999/la-proxima").status_code == 404
