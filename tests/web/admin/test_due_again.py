"""Les toca volver: who is due again, what becomes of it, and what its people do about it."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Appointment, Notice, NoticeStatus, Service
from booking_bot.services import bookings, consents, privacy
from booking_bot.services.notices import recalls
from tests.agenda.test_statements import counted
from tests.shop import NOW
from tests.web.house import House, Visitor

LIST = "/admin/clientes/les-toca/"


@pytest.fixture
def done(sqlite: Database, house: House) -> int:
    """Marta came a year ago less ten days for what is due every year."""
    with sqlite.transaction() as session:
        appointment = session.get_one(Appointment, house.appointment)
        service = session.get_one(Service, appointment.service_id)
        service.revisit, service.recall = timedelta(weeks=52), True
        appointment.starts_at = NOW - timedelta(days=354)
        appointment.ends_at = appointment.starts_at + timedelta(minutes=30)
        appointment.subject = "Luna"
        bookings.close(session, house.appointment, Status.COMPLETED, by="owner:1", now=NOW)
    return house.appointment


def told(session: Session) -> Notice:
    return session.exec(select(Notice).where(col(Notice.kind) == NoticeKind.RECALL)).one()


def said(carmen: Visitor) -> list[str]:
    """What becomes of each."""
    page = carmen.get(LIST).text
    return [" ".join(one.split()) for one in re.findall(r'<p class="summary">(.*?)</p>', page, re.DOTALL)]


def test_who_is_due_soon_is_on_the_list_with_when_they_are_written_to(carmen: Visitor, done: int) -> None:
    page = carmen.get(LIST).text

    for words in (
        "Marta Gil",
        "Luna",
        "Corte",
        "Toca el 3 de diciembre",
        "Última vez: 4 de diciembre de 2025",
    ):
        assert words in page
    assert said(carmen) == ["Se le escribe el 3 de diciembre."]
    assert "https://wa.me/34600111222?text=Hola%2C%20te%20escribimos" in page


def test_who_cannot_be_called_by_any_name_is_not_on_it(
    carmen: Visitor, sqlite: Database, house: House, done: int
) -> None:
    with sqlite.transaction() as session:
        customer = session.get_one(Appointment, done).customer_id
        privacy.erase(session, customer, by="owner:1", now=NOW)

    assert said(carmen) == []


def test_each_says_what_becomes_of_it(carmen: Visitor, sqlite: Database, house: House, done: int) -> None:
    found = [said(carmen)]
    with sqlite.transaction() as session:
        session.get_one(Service, house.cut).recall = False
        recalls.replan(session, now=NOW)
    found.append(said(carmen))
    with sqlite.transaction() as session:
        notice = told(session)
        notice.status, notice.ended_at = NoticeStatus.QUEUED, NOW
    found.append(said(carmen))
    with sqlite.transaction() as session:
        notice = told(session)
        notice.status, notice.reason = NoticeStatus.DROPPED, "Ya era tarde para enviarlo."
    found.append(said(carmen))
    with sqlite.transaction() as session:
        marta = session.get_one(Appointment, done).customer_id
        consents.stop(session, marta, notices=False, now=NOW)
    found.append(said(carmen))

    assert found == [
        ["Se le escribe el 3 de diciembre."],
        ["Este servicio no avisa solo."],
        ["Se le escribió el 23 de noviembre."],
        ["No se le escribió: Ya era tarde para enviarlo."],
        ["No quiere recibir avisos de este tipo."],
    ]
    assert "wa.me" not in carmen.get(LIST).text


def test_what_was_seen_to_is_gone_and_nobody_is_written_to(
    carmen: Visitor, sqlite: Database, done: int
) -> None:
    answer = carmen.post(f"{LIST}{done}/hecho", page=LIST)

    assert (answer.status_code, answer.location) == (303, LIST)
    assert "A nadie le toca volver" in carmen.get(LIST).text
    with sqlite.reading() as session:
        assert told(session).status is NoticeStatus.DROPPED


def test_the_page_takes_as_many_statements_for_one_as_for_many(
    carmen: Visitor, sqlite: Database, house: House, done: int
) -> None:
    carmen.get(LIST)  # what is kept of the shop is read
    with counted(sqlite) as one:
        carmen.get(LIST)
    with sqlite.transaction() as session:
        first = session.get_one(Appointment, done)
        for number in range(8):
            session.add(Appointment(**{**first.model_dump(exclude={"id"}), "subject": f"Gato {number}"}))
    with counted(sqlite) as many:
        carmen.get(LIST)

    assert len(many) == len(one)
