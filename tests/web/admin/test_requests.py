from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Appointment,
    Conversation,
    CustomerAnswer,
    Message,
    Proposal,
    Service,
    Source,
    row_id,
)
from booking_bot.services import awaited, bookings, visits
from tests.shop import NOW, at
from tests.web.house import House, Visitor


@pytest.fixture
def request_id(sqlite: Database, house: House) -> int:
    """Marta asks for a cut on Tuesday, which must be accepted now, and has told her allergy."""
    with sqlite.transaction() as session:
        cut = session.get_one(Service, house.cut)
        cut.approval = True
        cut.questions = [{"id": "alergia", "ask": "¿Tienes alguna alergia?"}]
        session.add(CustomerAnswer(customer_id=house.marta, question="alergia", answer="al látex", at=NOW))
        session.flush()
        appointment = bookings.book(
            session, customer_id=house.marta, service_id=house.cut, staff_id=house.lucia,
            start=at("2026-11-24 11:00"), source=Source.BOT, by="bot", now=NOW,
            conversation_id=house.with_bot,
        )  # fmt: skip
    return row_id(appointment)


@pytest.fixture
def deposit_id(sqlite: Database, house: House) -> int:
    """Marta says that she has paid the deposit of a cut on Tuesday."""
    with sqlite.transaction() as session:
        session.get_one(Service, house.cut).deposit = {"amount_cents": 2000, "how": "Por Bizum."}
        session.flush()
        appointment = bookings.book(
            session, customer_id=house.marta, service_id=house.cut, staff_id=house.lucia,
            start=at("2026-11-24 11:00"), source=Source.BOT, by="bot", now=NOW,
        )  # fmt: skip
        awaited.claim(session, row_id(appointment), (), by="bot", now=NOW, conversation_id=house.with_bot)
    return row_id(appointment)


def status(database: Database, appointment_id: int) -> Status:
    with database.reading() as session:
        return session.get_one(Appointment, appointment_id).status


def said(database: Database, house: House) -> list[str]:
    with database.reading() as session:
        of_marta = select(Message.body).where(
            col(Message.conversation_id) == house.with_bot, col(Message.direction) == "out"
        )
        return list(session.exec(of_marta))


def test_a_request_shows_who_wants_what_when_and_what_they_answered(carmen: Visitor, request_id: int) -> None:
    page = carmen.get("/admin/").text

    assert "Cita por aceptar" in page
    assert "Marta Gil" in page
    assert "martes 24 de noviembre a las 11:00" in page
    assert "<bdi>¿Tienes alguna alergia?</bdi> <bdi>al látex</bdi>" in page


def test_a_request_shows_all_of_its_visit(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        session.get_one(Service, house.cut).approval = True
        session.flush()
        start = at("2026-11-24 11:00")
        visits.book_visit(
            session,
            [
                visits.PartOfVisit(house.cut, house.lucia, start),
                visits.PartOfVisit(house.cut, house.lucia, start + timedelta(hours=1), "hija de Marta"),
            ],
            customer_id=house.marta, source=Source.BOT, by="bot", now=NOW, conversation_id=house.with_bot,
        )  # fmt: skip

    (card,) = [one for one in carmen.get("/admin/").text.split("<article") if "Cita por aceptar" in one]

    assert "a las 11:00</time></p>" in card
    assert "a las 12:00</time> · para <bdi>hija de Marta</bdi></p>" in card


def test_what_is_accepted_is_told_and_asks_no_more(
    carmen: Visitor, sqlite: Database, house: House, request_id: int
) -> None:
    answered = carmen.post(f"/admin/peticiones/{request_id}/aceptar")

    after = carmen.get("/admin/").text
    assert answered.status_code == 303
    assert status(sqlite, request_id) is Status.BOOKED
    assert "Aceptada, y el cliente ya lo sabe." in after
    assert "Cita por aceptar" not in after
    assert said(sqlite, house)[0].startswith("El equipo te lo ha aceptado: Corte con Lucía")


def test_what_is_declined_is_told_with_the_owners_words(
    carmen: Visitor, sqlite: Database, house: House, request_id: int
) -> None:
    carmen.post(f"/admin/peticiones/{request_id}/rechazar", motivo="  Ese día\ncerramos antes. ")

    assert status(sqlite, request_id) is Status.CANCELLED
    assert "«Ese día cerramos antes.»" in said(sqlite, house)[0]


def test_another_time_is_proposed(carmen: Visitor, sqlite: Database, house: House, request_id: int) -> None:
    carmen.post(f"/admin/peticiones/{request_id}/proponer", dia="2026-11-24", hora="17:30")

    assert "Propuesta enviada" in carmen.get("/admin/").text
    assert "te propone el martes 24 de noviembre a las 17:30" in said(sqlite, house)[0]


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("", "Elige el día y la hora"),
        ("mañana 5", "Elige el día y la hora"),
        ("2026-11-22 11:00", "demasiado pronto o ya ha pasado"),
        ("2026-11-29 11:00", "A esa hora no se puede"),
        ("2030-11-29 11:00", "A esa hora no se puede"),
    ],
)
def test_a_time_that_cannot_be_is_refused_by_a_sentence(
    carmen: Visitor, sqlite: Database, request_id: int, when: str, sentence: str
) -> None:
    dia, _, hora = when.partition(" ")

    carmen.post(f"/admin/peticiones/{request_id}/proponer", dia=dia, hora=hora)

    assert sentence in carmen.get("/admin/").text
    with sqlite.reading() as session:
        assert session.exec(select(Proposal)).all() == []


def test_a_tap_on_what_is_decided_already_changes_nothing(
    carmen: Visitor, sqlite: Database, request_id: int
) -> None:
    carmen.post(f"/admin/peticiones/{request_id}/aceptar")
    carmen.post(f"/admin/peticiones/{request_id}/rechazar")

    assert status(sqlite, request_id) is Status.BOOKED
    assert "Esa petición ya no está pendiente." in carmen.get("/admin/").text


def test_what_the_bot_may_not_tell_the_owner_is_asked_to(
    carmen: Visitor, sqlite: Database, house: House, request_id: int
) -> None:
    with sqlite.transaction() as session:
        session.get_one(Conversation, house.with_bot).last_inbound_at = NOW - timedelta(days=2)

    carmen.post(f"/admin/peticiones/{request_id}/aceptar")

    assert "díselo tú" in carmen.get("/admin/").text
    assert "El equipo te lo ha aceptado" in carmen.get("/admin/por-enviar/").text


def test_a_deposit_is_received_by_a_tap(
    carmen: Visitor, sqlite: Database, house: House, deposit_id: int
) -> None:
    before = carmen.get("/admin/").text

    carmen.post(f"/admin/senales/{deposit_id}/recibida")

    assert "20 € · Por Bizum." in before
    assert status(sqlite, deposit_id) is Status.BOOKED
    assert "Señal por comprobar" not in carmen.get("/admin/").text
    assert len(said(sqlite, house)) == 1


def test_a_deposit_that_has_not_come_is_asked_for_again(
    carmen: Visitor, sqlite: Database, house: House, deposit_id: int
) -> None:
    carmen.post(f"/admin/senales/{deposit_id}/no-ha-llegado")

    assert status(sqlite, deposit_id) is Status.REQUESTED
    assert said(sqlite, house)[0].startswith("Aún no nos ha llegado la señal de 20 €")


def test_an_appointment_without_a_deposit_has_none_to_receive(carmen: Visitor, house: House) -> None:
    carmen.post(f"/admin/senales/{house.appointment}/recibida")

    assert "Esa petición ya no está pendiente." in carmen.get("/admin/").text
