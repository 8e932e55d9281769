"""What is left here and fetched: seen on the day, promised for another hour, and told once."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Appointment, Audit, Message, Outbox, Service
from booking_bot.services.ways import Ways, set_ways
from tests.shop import NOW, at
from tests.web.house import House, Visitor


@pytest.fixture
def car(sqlite: Database, house: House) -> int:
    """Brought this morning, promised for six in the evening."""
    with sqlite.transaction() as session:
        appointment = session.get_one(Appointment, house.appointment)
        session.get_one(Service, appointment.service_id).pick_up = "18:00"
        appointment.starts_at, appointment.ends_at = NOW - timedelta(hours=1), NOW
        appointment.pick_up_at, appointment.subject = at("2026-11-23 18:00"), "4821 KBD"
    return house.appointment


def promised(sqlite: Database, car: int) -> datetime | None:
    with sqlite.reading() as session:
        return session.get_one(Appointment, car).pick_up_at


def told(sqlite: Database) -> list[tuple[str, str]]:
    """What is said of it, and whether it still goes."""
    with sqlite.reading() as session:
        rows = session.exec(
            select(Message.body, Outbox.status)
            .join(Outbox, col(Outbox.message_id) == col(Message.id))
            .where(col(Message.body).contains("estará"))
            .order_by(col(Message.id))
        ).all()
    return [(body, str(status)) for body, status in rows]


def promise(carmen: Visitor, car: int, day: str, clock: str, **more: str) -> None:
    carmen.post(f"/admin/citas/{car}/recogida", page=f"/admin/citas/{car}", dia=day, hora=clock, **more)


def test_hoy_has_what_is_to_be_fetched_by_its_hour(carmen: Visitor, car: int) -> None:
    page = carmen.get("/admin/").text

    assert "Para recoger" in page
    assert "18:00</time> <bdi>4821 KBD</bdi>" in page


def test_what_was_fetched_is_on_the_list_no_more(carmen: Visitor, car: int) -> None:
    carmen.post(f"/admin/citas/{car}/hecha")

    assert "4821 KBD</bdi></a> <span" not in carmen.get("/admin/").text


def test_another_hour_is_kept_and_told_once(carmen: Visitor, sqlite: Database, car: int) -> None:
    set_ways(sqlite, Ways(account="AC1"))
    promise(carmen, car, "2026-11-23", "18:30", avisar="si")
    promise(carmen, car, "2026-11-23", "18:30", avisar="si")

    assert promised(sqlite, car) == at("2026-11-23 18:30")
    assert told(sqlite) == [("Corte para 4821 KBD con Lucía: estará hoy a las 18:30.", "queued")]
    with sqlite.reading() as session:
        noted = session.exec(select(Audit.actor).where(col(Audit.verb) == "promised")).all()
    assert noted == ["owner:1"]


def test_a_third_hour_is_told_instead_of_the_second_that_did_not_go(
    carmen: Visitor, sqlite: Database, car: int
) -> None:
    set_ways(sqlite, Ways(account="AC1"))
    promise(carmen, car, "2026-11-23", "18:30", avisar="si")
    promise(carmen, car, "2026-11-24", "12:00", avisar="si")

    assert told(sqlite) == [
        ("Corte para 4821 KBD con Lucía: estará hoy a las 18:30.", "cancelled"),
        ("Corte para 4821 KBD con Lucía: estará el martes 24 de noviembre a las 12:00.", "queued"),
    ]


def test_without_a_word_it_is_only_kept(carmen: Visitor, sqlite: Database, car: int) -> None:
    promise(carmen, car, "2026-11-24", "12:00")

    assert (promised(sqlite, car), told(sqlite)) == (at("2026-11-24 12:00"), [])
    assert "Guardado, sin avisar al cliente." in carmen.get(f"/admin/citas/{car}").text


def test_what_is_no_hour_to_fetch_it_changes_nothing(carmen: Visitor, sqlite: Database, car: int) -> None:
    for day, clock, said in (
        ("2026-11-23", "09:00", "No se puede recoger antes de traerlo"),
        ("2026-11-23", "", "Elige el día y la hora."),
        ("2026-11-23", "18:00", "Ya estaba a esa hora."),
    ):
        promise(carmen, car, day, clock, avisar="si")
        assert said in carmen.get(f"/admin/citas/{car}").text

    assert (promised(sqlite, car), told(sqlite)) == (at("2026-11-23 18:00"), [])
