"""Carla asks for highlights, whose deposit is paid by hand."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.domain.appointments import InvalidTransition, Status
from booking_bot.models import Attachment, AttentionKind, Business, Deposit, DepositStatus
from booking_bot.services import deposits, requests
from tests.services.requesting import Salon, open_salon
from tests.shop import NOW, at, clock

TERMS = {"amount_cents": 2000, "how": "Por Bizum al 600 000 010.", "hold": "1d"}


@pytest.fixture
def salon(sqlite: Database) -> Salon:
    return open_salon(sqlite, deposit=TERMS)


@pytest.fixture
def any_salon(database: Database) -> Salon:
    """The same, on both databases."""
    return open_salon(database, deposit=TERMS)


def paid(salon: Salon) -> Deposit:
    with salon.database.reading() as session:
        return session.exec(select(Deposit)).one()


def received(salon: Salon) -> bool:
    with salon.database.transaction() as session:
        return deposits.received(session, salon.appointment, by="owner:1", now=salon.now)


def missing(salon: Salon) -> bool:
    with salon.database.transaction() as session:
        return deposits.missing(session, salon.appointment, by="owner:1", now=salon.now)


def test_a_time_is_kept_for_its_deposit_and_nobody_is_asked_yet(salon: Salon) -> None:
    deposit = paid(salon)

    assert (deposit.status, deposit.amount_cents, deposit.how) == (DepositStatus.AWAITED, 2000, TERMS["how"])
    assert deposit.due_at == NOW + timedelta(days=1)
    assert (salon.kept().status, salon.asked()) == (Status.REQUESTED, [])


def test_nothing_is_kept_for_longer_than_half_the_time_that_is_left(sqlite: Database) -> None:
    late = open_salon(sqlite, deposit={"amount_cents": 2000, "hold": "5d"})

    assert paid(late).due_at - NOW == (at("2026-11-26 11:00") - NOW) / 2


def test_who_says_that_it_is_paid_is_passed_on_and_not_believed(salon: Salon) -> None:
    said = salon.writes("ya está, te he hecho el bizum")

    assert said == "Gracias. El equipo mira si ha llegado la señal y te confirmo."
    assert (paid(salon).status, salon.kept().status) == (DepositStatus.CLAIMED, Status.REQUESTED)
    assert salon.asked() == [(AttentionKind.DEPOSIT, "deposit_claimed")]


def test_a_photo_of_the_receipt_is_kept_with_the_deposit_and_the_appointment(salon: Salon) -> None:
    said = salon.writes(photo="https://api.twilio.com/receipt")

    with salon.database.reading() as session:
        photo = session.exec(select(Attachment)).one()
    assert said == "Gracias. El equipo mira si ha llegado la señal y te confirmo."
    assert (paid(salon).status, paid(salon).attachment_id) == (DepositStatus.CLAIMED, photo.id)
    assert photo.appointment_id == salon.appointment


def test_what_the_owner_has_seen_is_booked_and_told_once(any_salon: Salon) -> None:
    any_salon.writes("hecho")

    told = [received(any_salon), received(any_salon)]

    assert told == [True, True]
    assert (paid(any_salon).status, any_salon.kept().status) == (DepositStatus.RECEIVED, Status.BOOKED)
    assert any_salon.asked() == []
    assert any_salon.heard()[1:] == [
        "Ha llegado la señal, gracias: Mechas el jueves 26 de noviembre a las 11:00 queda en firme. "
        "Si necesitas cambiarla o anularla, escríbeme por aquí."
    ]


def test_what_has_not_come_is_asked_for_again_with_as_much_time(salon: Salon) -> None:
    salon.writes("hecho")
    salon.now = at("2026-11-23 18:00")

    told = [missing(salon), missing(salon)]

    deposit = paid(salon)
    assert (deposit.status, deposit.due_at) == (DepositStatus.AWAITED, at("2026-11-24 18:00"))
    assert (told, salon.asked()) == ([True, True], [])
    assert salon.heard()[1:] == [
        "Aún no nos ha llegado la señal de 20 € para Mechas del jueves 26 de noviembre a las 11:00. "
        "¿Puedes mirarlo? Te guardo el sitio hasta el martes 24 de noviembre a las 18:00.\n"
        "Por Bizum al 600 000 010.\n"
        "Cuando la hagas, dímelo o mándame una foto del justificante."
    ]


def test_what_does_not_come_is_given_back_and_told_once(any_salon: Salon) -> None:
    due = NOW + timedelta(days=1)
    any_salon.now += timedelta(hours=1)  # else WhatsApp's day would be over too
    any_salon.writes("hola")

    runs = [deposits.run_due(any_salon.database, now=now) for now in (due - timedelta(seconds=1), due, due)]

    assert runs == [0, 1, 0]
    assert (paid(any_salon).status, any_salon.kept().status) == (DepositStatus.RELEASED, Status.CANCELLED)
    assert any_salon.heard()[1:] == [
        "No ha llegado la señal para Mechas del jueves 26 de noviembre a las 11:00, así que he tenido que "
        "soltar la hora. Si aún quieres venir, escríbeme y te busco otra."
    ]


def test_workers_at_once_release_it_once(any_salon: Salon) -> None:
    due, runs = NOW + timedelta(hours=24), list[int]()
    workers = [
        threading.Thread(target=lambda: runs.append(deposits.run_due(any_salon.database, now=due)))
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(runs) == 1


def test_what_is_claimed_the_clock_never_releases_and_the_owner_is_reminded(salon: Salon) -> None:
    salon.writes("ya he pagado")

    released = deposits.run_due(salon.database, now=NOW + timedelta(days=2))
    reminded = requests.run_due(salon.database, now=at("2026-11-24 11:00"))

    assert (released, reminded) == (0, 1)
    assert salon.kept().status is Status.REQUESTED


def test_what_comes_too_late_is_not_booked_by_the_tap(salon: Salon) -> None:
    deposits.run_due(salon.database, now=NOW + timedelta(days=1))

    with pytest.raises(InvalidTransition):
        received(salon)


def test_what_was_said_to_be_paid_and_then_given_up_stays_before_the_owner(any_salon: Salon) -> None:
    any_salon.writes("ya he pagado")
    any_salon.writes("anula mi cita")
    any_salon.writes("sí")

    assert (paid(any_salon).status, any_salon.kept().status) == (DepositStatus.RELEASED, Status.CANCELLED)
    assert any_salon.asked() == [(AttentionKind.DEPOSIT, "deposit_of_cancelled")]


def test_what_must_be_accepted_first_asks_for_its_deposit_then(sqlite: Database) -> None:
    salon = open_salon(sqlite, approval=True, deposit=TERMS)
    before = salon.asked()

    salon.accept()

    assert before == [(AttentionKind.REQUEST, "")]
    assert (salon.kept().status, salon.asked()) == (Status.REQUESTED, [])
    assert salon.heard() == [
        "El equipo puede atenderte.\n"
        "Te guardo Mechas del jueves 26 de noviembre a las 11:00 hasta el martes 24 de noviembre "
        "a las 10:00. Queda en firme con una señal de 20 €.\n"
        "Por Bizum al 600 000 010.\n"
        "Cuando la hagas, dímelo o mándame una foto del justificante."
    ]


def test_the_currency_is_the_shops(sqlite: Database) -> None:
    salon = open_salon(sqlite, approval=True, deposit={"amount_cents": 1500000})
    with sqlite.transaction() as session:
        business = session.exec(select(Business)).one()
        business.currency, business.locale = "CLP", "es_CL"

    salon.accept()

    assert "un anticipo de $1.500.000" in salon.heard()[0]
    assert clock(paid(salon).due_at) == "10:00"
