"""One appointment: the taps of its day, taken back, moved, cancelled, noted and named."""

import pytest
from flask import Flask
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.domain.notices import NEWS
from booking_bot.models import Appointment, Audit, Business, Customer, Notice, NoticeStatus
from booking_bot.services import bookings
from tests.shop import NOW, at
from tests.web.house import STAFF, House, Visitor


def found(sqlite: Database, house: House) -> Appointment:
    with sqlite.reading() as session:
        return session.get_one(Appointment, house.appointment)


def told(sqlite: Database, house: House) -> list[str]:
    """What the customer is still to hear of it."""
    with sqlite.reading() as session:
        rows = session.exec(
            select(Notice).where(
                col(Notice.appointment_id) == house.appointment,
                col(Notice.kind).in_(NEWS),
                col(Notice.status) == NoticeStatus.PLANNED,
            )
        )
        return [row.kind.value for row in rows]


def test_a_tap_says_that_they_came_and_another_takes_it_back(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    answer = carmen.post(f"/admin/citas/{house.appointment}/llego")
    page = carmen.get("/admin/").text
    arrived = found(sqlite, house).arrived_at
    carmen.post("/admin/citas/deshacer")

    assert (answer.status_code, answer.location) == (303, "/admin/")
    assert "Anotado que ha llegado." in page
    assert "Deshacer" in page
    assert arrived == NOW
    assert found(sqlite, house).arrived_at is None
    assert "Deshecho." in carmen.get("/admin/").text


def test_undoing_is_offered_once(carmen: Visitor, house: House) -> None:
    carmen.post(f"/admin/citas/{house.appointment}/llego")

    first, second = carmen.get("/admin/").text, carmen.get("/admin/").text

    assert ("Deshacer" in first, "Deshacer" in second) == (True, False)


def test_nothing_is_taken_back_twice(carmen: Visitor, house: House) -> None:
    carmen.post(f"/admin/citas/{house.appointment}/no-vino")
    carmen.post("/admin/citas/deshacer")
    carmen.post("/admin/citas/deshacer")

    assert "Ya no se puede deshacer." in carmen.get("/admin/").text


@pytest.mark.parametrize(
    ("step", "status"), [("hecha", Status.COMPLETED), ("no-vino", Status.NO_SHOW), ("empieza", Status.BOOKED)]
)
def test_each_step_is_noted_by_whoever_tapped(
    app: Flask, sqlite: Database, house: House, step: str, status: Status
) -> None:
    lucia = Visitor(app)
    lucia.sign_in(STAFF)

    lucia.post(f"/admin/citas/{house.appointment}/{step}")

    with sqlite.reading() as session:
        last = session.exec(select(Audit.actor).order_by(col(Audit.id).desc())).first()
    assert (found(sqlite, house).status, last) == (status, "staff:2")


def test_its_page_has_what_is_known_and_what_can_be_done(carmen: Visitor, house: House) -> None:
    page = carmen.get(f"/admin/citas/{house.appointment}").text

    for words in (
        "Marta Gil",
        "de 10:30 a 11:00",
        "Sin confirmar",
        "1.ª visita",
        "Llegó",
        "Mover",
        "Cancelar",
    ):
        assert words in page
    assert f"/admin/conversaciones/{house.with_bot}" in page
    assert 'href="tel:+34600111222"' in page


def test_what_is_to_be_fetched_is_a_step_only_where_something_stays(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    carmen.post(f"/admin/citas/{house.appointment}/llego")
    without = carmen.get(f"/admin/citas/{house.appointment}").text
    with sqlite.transaction() as session:
        session.exec(select(Business)).one().subject = "mascota"

    assert ("Para recoger" in without) is False
    assert "Para recoger" in carmen.get(f"/admin/citas/{house.appointment}").text


def test_it_is_moved_to_a_free_time_and_the_customer_hears_of_it(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    page = f"/admin/citas/{house.appointment}/mover?dia=2026-11-24&con={house.marcos}"
    shown = carmen.get(page).text

    answer = carmen.post(
        f"/admin/citas/{house.appointment}/mover",
        page=page,
        revision="1",
        dia="2026-11-24",
        con=str(house.marcos),
        cuando="2026-11-24T12:00",
        avisar="on",
    )

    assert 'value="2026-11-24T12:00">12:00' in shown
    assert (answer.status_code, answer.location) == (303, "/admin/agenda/?dia=2026-11-24")
    moved = found(sqlite, house)
    assert (moved.starts_at, moved.staff_id, moved.revision) == (at("2026-11-24 12:00"), house.marcos, 2)
    assert told(sqlite, house) == ["moved"]


def test_a_move_is_taken_back_and_who_heard_nothing_of_it_hears_nothing(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    before = found(sqlite, house)
    form = {"con": str(house.marcos), "cuando": "2026-11-24T12:00", "avisar": "on"}
    carmen.post(f"/admin/citas/{house.appointment}/mover", revision="1", **form)

    offered = carmen.get("/admin/agenda/?dia=2026-11-24").text
    carmen.post("/admin/citas/deshacer")

    assert "Cambiada. Se lo decimos al cliente." in offered
    assert "Deshacer" in offered
    back = found(sqlite, house)
    assert (back.starts_at, back.staff_id) == (before.starts_at, before.staff_id)
    assert told(sqlite, house) == []
    assert "Deshecho." in carmen.get("/admin/").text


def test_a_move_is_not_taken_back_onto_somebody_else(carmen: Visitor, sqlite: Database, house: House) -> None:
    before = found(sqlite, house)
    form = {"con": str(before.staff_id), "cuando": "2026-11-24T12:00"}
    carmen.post(f"/admin/citas/{house.appointment}/mover", revision="1", **form)
    with sqlite.transaction() as session:
        bookings.book(
            session, customer_id=house.rosa, service_id=house.cut, staff_id=before.staff_id,
            start=before.starts_at, source=before.source, by="bot", now=NOW,
        )  # fmt: skip

    carmen.post("/admin/citas/deshacer")

    assert found(sqlite, house).starts_at == at("2026-11-24 12:00")
    assert "alguien ha cogido entretanto la hora de antes" in carmen.get("/admin/").text


def test_what_it_would_lie_on_is_shown_before(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        bookings.book(
            session, customer_id=house.rosa, service_id=house.cut, staff_id=house.lucia,
            start=at("2026-11-24 12:00"), source=found(sqlite, house).source, by="bot", now=NOW,
        )  # fmt: skip
    there = {"revision": "1", "dia": "2026-11-24", "con": str(house.lucia), "otra": "12:15"}
    path = f"/admin/citas/{house.appointment}/mover"

    asked = carmen.post(path, page=path, **there)
    before = found(sqlite, house).starts_at
    carmen.post(path, page=path, sabiendo="on", **there)

    assert asked.status_code == 409
    assert "Coincide con <strong><bdi>Rosa Pineda</bdi></strong>" in asked.text
    assert before == at("2026-11-23 10:30")
    assert found(sqlite, house).starts_at == at("2026-11-24 12:15")
    assert told(sqlite, house) == []


def test_a_drag_leads_to_the_same_page_with_its_effects(carmen: Visitor, house: House) -> None:
    page = carmen.get(
        f"/admin/citas/{house.appointment}/mover?dia=2026-11-24&hora=15:10&con={house.marcos}"
    ).text

    assert "A esa hora está cerrado" in page
    assert 'name="otra" value="15:10"' in page


def test_what_was_changed_meanwhile_is_said(carmen: Visitor, house: House) -> None:
    path = f"/admin/citas/{house.appointment}/mover"

    carmen.post(path, page=path, revision="9", dia="2026-11-24", con=str(house.lucia), hora="12:00")

    assert "Esa cita ha cambiado entretanto." in carmen.get("/admin/").text


@pytest.mark.parametrize(("tell", "news"), [("si", ["cancelled"]), ("no", [])])
def test_it_is_cancelled_with_or_without_a_word(
    carmen: Visitor, sqlite: Database, house: House, tell: str, news: list[str]
) -> None:
    path = f"/admin/citas/{house.appointment}/cancelar"
    asked = carmen.get(path).text

    answer = carmen.post(path, page=path, revision="1", avisar=tell)

    assert "¿Se lo decimos a <bdi>Marta Gil</bdi>?" in asked
    assert answer.status_code == 303
    assert found(sqlite, house).status is Status.CANCELLED
    assert told(sqlite, house) == news


def test_a_note_is_kept_and_taken_away(carmen: Visitor, sqlite: Database, house: House) -> None:
    path = f"/admin/citas/{house.appointment}/nota"
    page = f"/admin/citas/{house.appointment}"

    carmen.post(path, page=page, nota="  Alérgica al amoniaco ")
    kept = found(sqlite, house).note
    carmen.post(path, page=page, nota="")

    assert (kept, found(sqlite, house).note) == ("Alérgica al amoniaco", None)


def test_who_came_without_a_name_is_asked_for_on_the_page(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    carmen.post(
        "/admin/citas/sin-cita", page="/admin/citas/sin-cita", que=f"{house.cut}:{house.marcos}", vez="a"
    )
    with sqlite.reading() as session:
        number = session.exec(select(Appointment.id).order_by(col(Appointment.id).desc())).first()
    page = f"/admin/citas/{number}"
    asked = carmen.get(page).text

    carmen.post(f"{page}/nombre", page=page, nombre="Inés Peña", telefono="600 999 888")

    assert "¿Quién es?" in asked
    with sqlite.reading() as session:
        assert session.exec(select(Customer.name).order_by(col(Customer.id).desc())).first() == "Inés Peña"
    assert "¿Quién es?" not in carmen.get(page).text


def test_an_appointment_that_is_none_is_a_sentence(carmen: Visitor) -> None:
    page = carmen.get("/admin/citas/999")
    carmen.post("/admin/citas/999/llego")

    assert (page.status_code, "Esa cita no existe." in page.text) == (404, True)
    assert "Esa cita no existe." in carmen.get("/admin/").text
