"""New appointments by hand, on the page: nobody is booked twice, and nothing is overbooked by accident."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Appointment, Business, Consent, ConsentSource, Customer, Source
from tests.shop import NOW, at
from tests.web.house import House, Visitor

PAGE = "/admin/citas/nueva"


def made(sqlite: Database) -> list[Appointment]:
    """Those that were written down by hand."""
    with sqlite.reading() as session:
        return list(
            session.exec(
                select(Appointment)
                .where(col(Appointment.source) == Source.OWNER)
                .order_by(col(Appointment.id))
            )
        )


def names(sqlite: Database) -> list[str | None]:
    with sqlite.reading() as session:
        return [session.get_one(Customer, one.customer_id).name for one in made(sqlite)]


@pytest.fixture
def form(house: House) -> dict[str, Any]:
    return {
        "page": PAGE, "accion": "apuntar", "vez": "a", "servicio": str(house.cut), "con": str(house.lucia),
        "dia": "2026-11-24", "hora": "12:00", "quien": "Inés Peña", "telefono": "600 999 888",
    }  # fmt: skip


def test_a_service_and_a_day_show_their_free_times(carmen: Visitor, house: House) -> None:
    page = carmen.get(f"{PAGE}?servicio={house.cut}&con={house.lucia}&dia=2026-11-23&hora=11:15").text

    assert 'value="10:30"' not in page
    assert 'value="11:15" checked' in page


def test_no_notice_keeps_a_time_from_the_shops_own_people(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    with sqlite.transaction() as session:
        session.exec(select(Business)).one().min_notice = timedelta(days=3)

    page = carmen.get(f"{PAGE}?servicio={house.cut}&con={house.lucia}&dia=2026-11-23").text

    assert 'value="10:00"' in page


def test_somebody_new_is_written_down(carmen: Visitor, sqlite: Database, form: dict[str, Any]) -> None:
    answer = carmen.post(PAGE, **form, aviso="on")

    assert (answer.status_code, answer.location) == (303, "/admin/agenda/?dia=2026-11-24")
    assert [one.starts_at for one in made(sqlite)] == [at("2026-11-24 12:00")]
    assert names(sqlite) == ["Inés Peña"]
    with sqlite.reading() as session:
        assert session.exec(select(Consent.source)).all() == [ConsentSource.OWNER]


def test_a_second_tap_is_the_first(carmen: Visitor, sqlite: Database, form: dict[str, Any]) -> None:
    carmen.post(PAGE, **form)
    carmen.post(PAGE, **form)

    assert len(made(sqlite)) == 1


def test_who_may_be_known_is_asked_about_and_then_taken(
    carmen: Visitor, sqlite: Database, house: House, form: dict[str, Any]
) -> None:
    asked = carmen.post(PAGE, **{**form, "quien": "marta", "telefono": ""})
    before = len(made(sqlite))
    carmen.post(PAGE, **{**form, "quien": "marta", "telefono": ""}, cliente=str(house.marta))

    assert (asked.status_code, before) == (409, 0)
    assert "¿Es alguna de estas personas?" in asked.text
    assert "Marta Gil" in asked.text
    assert [one.customer_id for one in made(sqlite)] == [house.marta]


def test_a_namesake_may_be_somebody_new(carmen: Visitor, sqlite: Database, form: dict[str, Any]) -> None:
    carmen.post(PAGE, **{**form, "quien": "Marta Gil"}, cliente="nuevo")

    assert names(sqlite) == ["Marta Gil"]
    with sqlite.reading() as session:
        assert len(session.exec(select(Customer).where(col(Customer.name) == "Marta Gil")).all()) == 2


def test_it_is_put_on_top_of_another_only_with_a_tick(
    carmen: Visitor, sqlite: Database, form: dict[str, Any]
) -> None:
    there = {**form, "dia": "2026-11-23", "hora": "", "otra": "10:40"}

    asked = carmen.post(PAGE, **there)
    before = len(made(sqlite))
    carmen.post(PAGE, **there, sabiendo="on")

    assert (asked.status_code, before, len(made(sqlite))) == (409, 0, 1)
    assert "Coincide con <strong><bdi>Marta Gil</bdi></strong>" in asked.text
    assert "Lo sé, apúntala igual" in asked.text


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"servicio": ""}, "Elige el servicio."),
        ({"hora": ""}, "Elige la hora."),
        ({"quien": "", "telefono": ""}, "Escribe quién viene"),
        ({"telefono": "12"}, "Eso no es un teléfono."),
        ({"con": "", "otra": "03:00"}, "no hay nadie libre"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(
    carmen: Visitor, sqlite: Database, form: dict[str, Any], missing: dict[str, str], sentence: str
) -> None:
    answer = carmen.post(PAGE, **{**form, "nota": "Con su perro", **missing})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Con su perro" in answer.text
    assert made(sqlite) == []


def test_looking_for_times_or_people_books_nothing(
    carmen: Visitor, sqlite: Database, form: dict[str, Any]
) -> None:
    answers = [carmen.post(PAGE, **{**form, "accion": act}) for act in ("horas", "buscar")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert made(sqlite) == []


def test_a_walk_in_takes_two_taps_and_no_name(carmen: Visitor, sqlite: Database, house: House) -> None:
    offered = carmen.get("/admin/citas/sin-cita").text
    first = carmen.post(
        "/admin/citas/sin-cita", page="/admin/citas/sin-cita", que=f"{house.cut}:{house.marcos}", vez="a"
    )

    assert f'value="{house.cut}:{house.marcos}"' in offered
    assert first.status_code == 303
    assert [(one.starts_at, one.begun_at) for one in made(sqlite)] == [(NOW, NOW)]
    assert names(sqlite) == [None]
    assert "Cliente sin nombre" in carmen.get("/admin/").text


def test_a_walk_in_on_top_of_another_is_asked_about(carmen: Visitor, sqlite: Database, house: House) -> None:
    what = {"page": "/admin/citas/sin-cita", "que": f"{house.cut}:{house.marcos}"}
    carmen.post("/admin/citas/sin-cita", **what, vez="a")

    asked = carmen.post("/admin/citas/sin-cita", **what, vez="b")
    before = len(made(sqlite))
    carmen.post("/admin/citas/sin-cita", **what, vez="b", sabiendo="1")

    assert (asked.status_code, before, len(made(sqlite))) == (409, 1, 2)
    assert "Coincide con" in asked.text
