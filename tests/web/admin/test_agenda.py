"""Days and weeks of the agenda, on the screen and on paper."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Business, Customer, Resource, SpecialHours
from booking_bot.services.diary import blocking
from tests.agenda.test_statements import counted
from tests.shop import NOW, Shop, at
from tests.web.house import House, Visitor, application

TUESDAY = "/admin/agenda/?dia=2026-11-24"


def test_a_day_shows_its_gaps_and_each_leads_to_a_new_appointment(carmen: Visitor, house: House) -> None:
    page = carmen.get("/admin/agenda/?dia=2026-11-23").text

    assert "libre 3 h" in page
    assert f"/admin/citas/nueva?dia=2026-11-23&amp;hora=11:00&amp;con={house.lucia}" in page


def test_another_day_is_a_step_away(carmen: Visitor) -> None:
    page = carmen.get(TUESDAY).text

    assert "<h1>Martes 24 de noviembre</h1>" in page
    assert "Aún no hay citas ese día." in page
    assert "/admin/agenda/?dia=2026-11-23" in page
    assert "/admin/agenda/?dia=2026-11-25" in page


def test_a_closed_day_says_why_and_when_it_opens_again(carmen: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        closed = date(2026, 12, 8)
        session.add(SpecialHours(first_day=closed, last_day=closed, reason="La Inmaculada"))

    page = carmen.get("/admin/agenda/?dia=2026-12-08").text

    assert "Cerrado: La Inmaculada." in page
    assert "Ver el miércoles 9 de diciembre" in page


def test_the_day_of_one_member_leaves_the_others_out(carmen: Visitor, house: House) -> None:
    lucia = carmen.get(f"/admin/agenda/?dia=2026-11-23&con={house.lucia}").text
    marcos = carmen.get(f"/admin/agenda/?dia=2026-11-23&con={house.marcos}").text

    assert ("Marta Gil" in lucia, "Marta Gil" in marcos) == (True, False)


def test_blocked_time_stands_in_the_day_with_its_reason(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    with sqlite.transaction() as session:
        blocking.block(
            session,
            [house.marcos],
            at("2026-11-24 10:00"),
            at("2026-11-24 12:00"),
            reason="Médico",
            by="owner:1",
            now=NOW,
        )

    page = carmen.get(TUESDAY).text

    assert "<bdi>Médico</bdi>" in page
    assert "/admin/agenda/bloqueos/1" in page


def test_a_week_has_seven_days_and_one_members_gaps(carmen: Visitor, house: House) -> None:
    everybody = carmen.get("/admin/agenda/semana?dia=2026-11-25").text
    lucia = carmen.get(f"/admin/agenda/semana?dia=2026-11-25&con={house.lucia}").text

    assert "<h1>Del 23 al 29 de noviembre</h1>" in everybody
    assert everybody.count("<h2>") == 7
    assert "Marta Gil" in everybody
    assert ("libre 3 h</span>" in everybody, "libre 3 h</span>" in lucia) == (False, True)


def test_on_paper_there_is_a_table_for_each_who_works(carmen: Visitor) -> None:
    page = carmen.get("/admin/agenda/imprimir?dia=2026-11-23").text

    assert page.count("<table") == 1
    assert "+34 600 11 12 22" in page
    assert "Sin citas." in page


def test_staff_see_the_agenda_and_who_waits_for_a_place(app: Flask, house: House) -> None:
    lucia = Visitor(app)
    lucia.sign_in("lucia@example.com")

    pages = (
        "/admin/",
        TUESDAY,
        "/admin/agenda/semana",
        f"/admin/citas/{house.appointment}",
        "/admin/espera/",
    )

    assert [lucia.get(path).status_code for path in pages] == [200] * len(pages)


def test_names_are_shown_and_never_run(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        session.get_one(Customer, house.marta).name = '<script>alert("x")</script>'

    for path in ("/admin/", "/admin/agenda/semana", f"/admin/citas/{house.appointment}"):
        page = carmen.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


@pytest.fixture
def full(sqlite: Database, house: House) -> Visitor:
    """Twelve more people with a full day each, signed in."""
    with sqlite.transaction() as session:
        shop = Shop.__new__(Shop)
        shop.session = session
        people = [shop.staff(f"Persona de nombre largo {number}") for number in range(12)]
        comb = shop.service("Peinado", minutes=30, by=people)
        for staff in people:
            for hour in range(10, 14):
                for minute in ("00", "30"):
                    shop.book(comb, f"2026-11-23 {hour}:{minute}", staff, note="x", now=NOW)
    visitor = Visitor(application(sqlite))
    visitor.sign_in()
    return visitor


@pytest.mark.parametrize("path", ["/admin/", "/admin/agenda/", "/admin/agenda/semana", "/admin/hoy/ahora"])
def test_a_full_day_costs_as_many_statements_as_a_quiet_one(
    carmen: Visitor, full: Visitor, sqlite: Database, path: str
) -> None:
    carmen.get(path)
    with counted(sqlite) as many:
        page = full.get(path)
    with sqlite.transaction() as session:
        for table in ("notice", "occupancy", "appointment"):
            session.connection().execute(sa.text(f"DELETE FROM {table} WHERE id > 20"))
    with counted(sqlite) as few:
        carmen.get(path)

    assert page.text.count("Peinado") >= 96
    assert len(many) <= len(few)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2027-03-28", ["0:00", "1:00", "3:00", "4:00"]),
        ("2026-10-25", ["0:00", "1:00", "2:00", "2:00", "3:00"]),
    ],
)
def test_the_scale_goes_by_the_clock_on_the_day_of_a_change(
    carmen: Visitor, sqlite: Database, day: str, hours: list[str]
) -> None:
    with sqlite.transaction() as session:
        session.exec(select(Business)).one().hours = {"sun": ["00:00-05:00"]}

    page = carmen.get(f"/admin/agenda/?dia={day}").text

    scale = re.findall(r'class="scale [^>]*>([^<]*)<', page)
    assert scale[: len(hours)] == hours


def test_a_shop_where_nobody_works_has_an_agenda_too(carmen: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        for member in session.exec(select(Resource)):
            member.active = False

    page = carmen.get("/admin/agenda/?dia=2026-11-25")

    assert page.status_code == 200
    assert "Aún no hay citas ese día." in page.text
