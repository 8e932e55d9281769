"""Carla asks for highlights, which the owner must accept first."""

from datetime import timedelta

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.domain.appointments import InvalidTransition, Status
from booking_bot.domain.refusals import SlotTaken
from booking_bot.models import (
    Attention,
    AttentionKind,
    ChannelName,
    Delivery,
    Message,
    MessageKind,
    Outbox,
    Source,
)
from booking_bot.services import bookings, requests
from tests.services.requesting import Salon, open_salon, stranger
from tests.shop import NOW, at, clock


@pytest.fixture
def salon(sqlite: Database) -> Salon:
    return open_salon(sqlite, approval=True, preparation="Ven con el pelo seco.")


@pytest.fixture
def any_salon(database: Database) -> Salon:
    """The same, on both databases."""
    return open_salon(database, approval=True, preparation="Ven con el pelo seco.")


def test_a_request_is_put_before_the_owner_and_blocks_its_time(salon: Salon) -> None:
    with salon.database.reading() as session:
        attention = session.exec(select(Attention)).one()

    assert salon.kept().status is Status.REQUESTED
    assert salon.asked() == [(AttentionKind.REQUEST, "")]
    assert (attention.appointment_id, clock(attention.promised_at or NOW)) == (salon.appointment, "12:00")


def test_what_is_accepted_is_booked_and_told_once_with_how_to_come(any_salon: Salon) -> None:
    told = [any_salon.accept(), any_salon.accept()]

    assert told == [True, True]
    assert any_salon.kept().status is Status.BOOKED
    assert any_salon.asked() == []
    assert any_salon.heard() == [
        "El equipo te lo ha aceptado: Mechas el jueves 26 de noviembre a las 11:00. "
        "Si necesitas cambiarla o anularla, escríbeme por aquí.\n"
        "Ven con el pelo seco."
    ]


def test_what_is_declined_gives_its_time_back_and_offers_others_to_pick(any_salon: Salon) -> None:
    told = [any_salon.decline("Ese día estamos de boda."), any_salon.decline()]

    (no,) = any_salon.heard()
    booked = any_salon.writes("la primera")

    assert told == [True, True]
    assert any_salon.kept().status is Status.CANCELLED
    assert no.startswith(
        "Lo siento, el equipo no puede atenderte en Mechas el jueves 26 de noviembre a las 11:00.\n"
        "«Ese día estamos de boda.»\n"
    )
    assert "a las 11:00" not in no.partition("»")[2]
    assert booked.startswith("Anotado: Mechas el ")


def test_whom_we_may_not_write_to_the_owner_writes_to(salon: Salon) -> None:
    salon.now += timedelta(hours=24)

    told = salon.accept()

    with salon.database.reading() as session:
        ways = session.exec(select(Outbox.channel, Outbox.status)).all()
    assert (told, ways) == (False, [(ChannelName.HAND, Delivery.QUEUED)])
    assert salon.kept().status is Status.BOOKED
    assert salon.asked() == []  # it stands among what is to be sent by hand


@pytest.mark.parametrize("answer", ["sí", "1", "button"])
def test_another_time_is_booked_by_a_yes_to_that_very_time(any_salon: Salon, answer: str) -> None:
    asked = any_salon.propose("2026-11-27 17:00")
    waits = any_salon.asked()
    said = any_salon.writes(button="agree:1:0") if answer == "button" else any_salon.writes(answer)

    kept = any_salon.kept()
    assert (asked, waits) == (True, [(AttentionKind.REQUEST, "proposed")])
    assert any_salon.heard()[0] == (
        "Mechas el jueves 26 de noviembre a las 11:00 no puede ser, "
        "pero el equipo te propone el viernes 27 de noviembre a las 17:00. ¿Te va bien?"
    )
    assert said.startswith("El equipo te lo ha aceptado: Mechas el viernes 27 de noviembre a las 17:00.")
    assert (kept.status, kept.starts_at) == (Status.BOOKED, at("2026-11-27 17:00"))
    assert any_salon.asked() == []


def test_a_no_leaves_the_request_with_the_owner(salon: Salon) -> None:
    salon.propose("2026-11-27 17:00")

    said = salon.writes("no")

    assert said.startswith("De acuerdo, entonces no.")
    assert (salon.kept().status, salon.kept().starts_at) == (Status.REQUESTED, at("2026-11-26 11:00"))
    assert salon.asked() == [(AttentionKind.REQUEST, "proposal_refused")]


def test_a_proposal_that_was_taken_meanwhile_is_not_booked(salon: Salon, sqlite: Database) -> None:
    salon.propose("2026-11-27 17:00")
    with sqlite.transaction() as session:
        bookings.book(
            session, customer_id=stranger(session), service_id=salon.service,
            start=at("2026-11-27 17:00"), source=Source.OWNER, by="owner:1", now=NOW,
        )  # fmt: skip

    said = salon.writes("sí")

    assert said.startswith("Lo siento, esa hora la acaban de coger.")
    assert salon.kept().starts_at == at("2026-11-26 11:00")


def test_an_old_proposal_is_no_more_once_there_is_a_new_one(salon: Salon) -> None:
    salon.propose("2026-11-27 17:00")
    salon.propose("2026-11-27 18:00")

    said = salon.writes(button="agree:1:0")

    assert said == "Tu cita es Mechas, el jueves 26 de noviembre a las 11:00."
    assert salon.kept().status is Status.REQUESTED


def test_a_time_that_is_not_free_cannot_be_proposed(salon: Salon, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        bookings.book(
            session, customer_id=stranger(session), service_id=salon.service,
            start=at("2026-11-27 17:00"), source=Source.OWNER, by="owner:1", now=NOW,
        )  # fmt: skip

    with pytest.raises(SlotTaken):
        salon.propose("2026-11-27 17:00")


def test_what_is_booked_cannot_be_declined(salon: Salon) -> None:
    salon.accept()

    with pytest.raises(InvalidTransition):
        salon.decline()


def test_what_the_customer_gives_up_the_owner_is_asked_no_more(salon: Salon) -> None:
    salon.writes("anula mi cita")
    salon.writes("sí")

    assert salon.kept().status is Status.CANCELLED
    assert salon.asked() == []


def test_the_owner_is_reminded_after_two_hours_of_the_day_and_before_the_start(any_salon: Salon) -> None:
    reminded = []
    now = NOW
    while now < at("2026-11-26 11:00"):
        if requests.run_due(any_salon.database, now=now):
            reminded.append(now)
        now += timedelta(minutes=30)

    assert [clock(one) for one in reminded[:3]] == ["12:00", "12:30", "13:00"]
    assert reminded[-1] == at("2026-11-26 10:00")


def test_notices_go_though_a_person_holds_the_conversation(salon: Salon, sqlite: Database) -> None:
    salon.accept()

    with sqlite.reading() as session:
        kinds = session.exec(select(Message.kind)).all()

    assert kinds == [MessageKind.NOTICE]


def test_what_the_owner_books_needs_nobodys_word(salon: Salon, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        booked = bookings.book(
            session, customer_id=stranger(session), service_id=salon.service,
            start=at("2026-11-27 17:00"), source=Source.OWNER, by="owner:1", now=NOW,
        )  # fmt: skip

    assert booked.status is Status.BOOKED
    assert salon.asked() == [(AttentionKind.REQUEST, "")]


def test_what_nobody_answered_is_given_up_when_it_was_to_begin(any_salon: Salon) -> None:
    any_salon.now = at("2026-11-26 10:50")
    any_salon.writes("¿qué citas tengo?")
    before = requests.lapse_due(any_salon.database, now=any_salon.now)

    lapsed = [requests.lapse_due(any_salon.database, now=at("2026-11-26 11:00")) for _ in range(2)]

    assert (before, lapsed) == (0, [1, 0])
    assert any_salon.kept().status is Status.CANCELLED
    assert any_salon.asked() == []
    assert any_salon.heard()[-2:] == [
        "Tu cita: Mechas, el jueves 26 de noviembre a las 11:00 (falta que el equipo lo acepte).",
        "Lo siento: el equipo no ha podido responder a tiempo sobre Mechas del jueves 26 de noviembre a las "
        "11:00, así que queda anulado. Si quieres otra hora, escríbeme y te la busco.",
    ]
