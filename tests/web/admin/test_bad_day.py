"""The page of a bad day: who is hit, everybody ticked, one tap; and what came of it."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import (
    Absence,
    Affected,
    AffectedStatus,
    Disruption,
    Role,
    Source,
    SpecialHours,
    User,
)
from booking_bot.services import bookings
from tests.agenda.test_statements import counted
from tests.shop import NOW, at
from tests.web.house import STAFF, House, Visitor, customer, say


def carry_out(carmen: Visitor, page: str, **more: str) -> str:
    """Tap the button of that plan, as it stands, and read where it leads."""
    html = carmen.get(page).text
    fields: dict[str, str] = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    fields |= dict.fromkeys(
        re.findall(r'name="(a)"', html), "".join(re.findall(r'name="a" value="(\d+)"', html))
    )
    answer = carmen.client.post("/admin/mal-dia/plan", data={**fields, **more})
    assert answer.status_code == 303
    return carmen.get(answer.headers["Location"]).text


def test_one_tap_tells_who_is_hit(carmen: Visitor, sqlite: Database, house: House) -> None:
    choice = carmen.get("/admin/mal-dia/").text
    plan = carmen.get(f"/admin/mal-dia/plan?que=away&quien={house.lucia}").text
    after = carry_out(carmen, f"/admin/mal-dia/plan?que=away&quien={house.lucia}")

    with sqlite.reading() as session:
        rows = [(row.appointment_id, row.placed, row.status) for row in session.exec(select(Affected))]
        away = session.exec(select(Absence.staff_id)).all()
    assert "Lucía</bdi> no viene hoy" in choice
    assert "1 cita: 1 puede con Marcos a la misma hora." in plan
    assert "Marta Gil" in plan
    assert "0 de 1 resuelta" in after
    assert rows == [(house.appointment, True, AffectedStatus.WRITTEN)]
    assert away == [house.lucia]


def test_whoever_is_unticked_is_to_be_called(carmen: Visitor, sqlite: Database, house: House) -> None:
    page = f"/admin/mal-dia/plan?que=away&quien={house.lucia}"

    after = carry_out(carmen, page, a="")

    assert "No se le ha escrito: llámale" in after
    assert 'href="tel:+34600111222"' in after
    with sqlite.reading() as session:
        assert [row.status for row in session.exec(select(Affected))] == [AffectedStatus.TO_CALL]


def test_who_calls_sees_what_to_offer(carmen: Visitor, house: House) -> None:
    after = carry_out(carmen, "/admin/mal-dia/plan?que=closed", a="")

    assert "Cancelada. Lo más cercano: mañana 10:30 con <bdi>Lucía</bdi>" in after


def test_a_second_tap_does_nothing_more(carmen: Visitor, sqlite: Database, house: House) -> None:
    page = f"/admin/mal-dia/plan?que=away&quien={house.lucia}"

    carry_out(carmen, page, vez="twice")
    carry_out(carmen, page, vez="twice")

    with sqlite.reading() as session:
        assert len(session.exec(select(Disruption)).all()) == 1


def test_a_closed_day_says_why(carmen: Visitor, sqlite: Database) -> None:
    carry_out(carmen, "/admin/mal-dia/plan?que=closed&dia=2026-11-26&dia_fin=2026-11-27", motivo="Huelga")

    with sqlite.reading() as session:
        closed = session.exec(select(SpecialHours).where(col(SpecialHours.reason) == "Huelga")).one()
    assert (f"{closed.first_day}", f"{closed.last_day}", closed.hours) == ("2026-11-26", "2026-11-27", [])


@pytest.mark.parametrize(
    "wrong", ["dia=2026-11-20", "dia=2026-11-26&dia_fin=2026-11-25", "hora=12:00&hora_fin=11:00", "hora=nada"]
)
def test_a_stretch_that_is_none_is_asked_for_again(carmen: Visitor, house: House, wrong: str) -> None:
    answer = carmen.get(f"/admin/mal-dia/plan?que=away&quien={house.lucia}&{wrong}")

    assert answer.status_code == 422
    assert "Revisa los días" in answer.text


def test_what_was_said_on_the_telephone_is_noted(carmen: Visitor, house: House) -> None:
    after = carry_out(carmen, f"/admin/mal-dia/plan?que=away&quien={house.lucia}", a="")
    number = re.findall(r"/admin/mal-dia/hablado/(\d+)", after)[0]
    today = carmen.get("/admin/").text

    carmen.post(f"/admin/mal-dia/hablado/{number}")

    assert "Lucía no está hoy" in today
    assert "hay que llamar a 1" in today
    assert "Lucía no está hoy" not in carmen.get("/admin/").text
    assert "Está todo hablado" in carmen.get("/admin/mal-dia/1").text


def test_staff_speak_of_their_own_day(stranger: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        session.exec(select(User).where(col(User.role) == Role.STAFF)).one().staff_id = house.lucia
    stranger.sign_in(STAFF)

    choice = stranger.get("/admin/mal-dia/").text
    answers = {
        which: stranger.get(f"/admin/mal-dia/plan?{which}").status_code
        for which in (
            f"que=away&quien={house.lucia}",
            f"que=late&quien={house.lucia}&minutos=15",
            f"que=away&quien={house.marcos}",
            "que=closed",
            "que=late&minutos=15",
        )
    }

    assert "Lucía</bdi> no viene hoy" in choice
    assert "Marcos" not in choice
    assert "Hoy cerramos" not in choice
    assert list(answers.values()) == [200, 200, 403, 403, 403]


def test_many_cost_as_many_statements_as_one(carmen: Visitor, sqlite: Database, house: House) -> None:
    page, costs = f"/admin/mal-dia/plan?que=away&quien={house.lucia}&dia=2026-11-24", []
    carmen.get(page)  # the shop itself is read once
    for number in range(1, 9):
        with sqlite.transaction() as session:
            phone = f"+3460022200{number}"
            who = customer(session, f"Eva {number}", phone)
            say(session, who, phone, "Hola")
            start = at("2026-11-24 10:00") + timedelta(minutes=30 * (number - 1))
            bookings.book(
                session, customer_id=who, service_id=house.cut, staff_id=house.lucia, source=Source.BOT,
                by="bot", start=start, now=NOW,
            )  # fmt: skip
        if number in (2, 8):
            with counted(sqlite) as statements:
                assert f"{number} citas" in carmen.get(page).text
            costs.append(len(statements))

    assert costs[0] == costs[1]
