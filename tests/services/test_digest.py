"""The morning's digest: when it goes, to whom, and what stands in it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import (
    Attention,
    AttentionKind,
    ChannelName,
    Delivery,
    Direction,
    Message,
    MessageKind,
    Outbox,
    Rating,
    Source,
    row_id,
)
from booking_bot.services import digest, digest_times
from tests.services.team_shop import (
    BASE,
    CARMEN,
    LUCIA,
    MAIL,
    MARCOS,
    People,
    open_shop,
    told,
    with_mail,
    wrote,
)
from tests.shop import at

MORNING = at("2026-11-24 09:00")  # a Tuesday
EVENING = at("2026-11-23 19:00")
SUNDAY = at("2026-11-29 09:00")


def run(database: Database, now: object = MORNING, base: str | None = None) -> int:
    return digest.run_due(database, now=now, base=base)  # type: ignore[arg-type]


def send_out(session: Session, people: People, status: Delivery, *, body: str = "Hola") -> Outbox:
    message = Message(
        conversation_id=people.shop.conversation(people.shop.customer()),
        direction=Direction.OUT, kind=MessageKind.REMINDER, body=body, at=EVENING,
    )  # fmt: skip
    session.add(message)
    session.flush()
    row = Outbox(
        message_id=row_id(message), channel=ChannelName.WHATSAPP, recipient="whatsapp:+34600111222",
        status=status, send_at=EVENING, created_at=EVENING,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_owners_read_all_of_the_day_and_staff_their_own(database: Database) -> None:
    with database.transaction() as session:
        people = open_shop(session)
        for phone in (CARMEN, LUCIA, MARCOS):
            wrote(people.shop, phone, when=EVENING)
        for name, start, staff in (("Ana", "10:00", people.lucia), ("Eva", "11:00", people.marcos)):
            booked = people.shop.book(
                people.cut, f"2026-11-24 {start}", staff, customer=people.shop.customer(name)
            )
        booked.status = Status.CONFIRMED
    with_mail(database)

    assert run(database, base=BASE) == 3

    hers = "Hoy, martes 24 de noviembre: 1 en agenda, 1 sin confirmar.\n10:00 Corte · Ana (sin confirmar)"
    his = "Hoy, martes 24 de noviembre: 1 en agenda.\n11:00 Corte · Eva"
    everything = (
        "Hoy, martes 24 de noviembre: 2 en agenda, 1 sin confirmar.\n"
        "\n*Lucía*\n10:00 Corte · Ana (sin confirmar)\n\n*Marcos*\n11:00 Corte · Eva"
        f"\n\n{BASE}/admin/"
    )
    assert told(database) == [
        ("whatsapp", f"whatsapp:{CARMEN}", everything),
        ("email", MAIL, everything),
        ("whatsapp", f"whatsapp:{LUCIA}", hers),
        ("whatsapp", f"whatsapp:{MARCOS}", his),
    ]


def test_it_goes_once_a_day_however_many_workers_there_are(database: Database) -> None:
    with database.transaction() as session:
        open_shop(session)
    with_mail(database)

    told_of = [run(database, MORNING + timedelta(minutes=minute)) for minute in range(3)]

    assert (told_of, len(told(database))) == ([1, 0, 0], 1)
    assert run(database, MORNING + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("clock", "goes"), [("08:59", False), ("09:00", True), ("11:59", True), ("12:00", False)]
)
def test_it_goes_in_the_morning_or_not_at_all(sqlite: Database, clock: str, goes: bool) -> None:
    with sqlite.transaction() as session:
        open_shop(session)
    with_mail(sqlite)

    assert bool(run(sqlite, at(f"2026-11-24 {clock}"))) is goes


@pytest.mark.parametrize(
    ("quiet", "opens", "due"),
    [
        ("21:00-09:00", "10:00", "09:00"),
        ("21:00-09:00", "09:00", "09:00"),
        ("21:00-09:00", "08:30", "07:30"),
        ("21:00-09:00", "06:30", "05:30"),
        ("22:00-07:30", "10:00", "07:30"),
        ("14:00-16:00", "10:00", "08:00"),
        (None, "10:00", "08:00"),
    ],
)
def test_it_waits_for_the_quiet_to_end_but_not_of_who_opens_before(
    sqlite: Database, quiet: str | None, opens: str, due: str
) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        people.shop.business.quiet_hours = quiet
        people.shop.special("2026-11-24", None, f"{opens}-14:00")
        session.flush()

        assert digest_times.due_on(session, MORNING.date()) == at(f"2026-11-24 {due}")


def test_what_customers_booked_since_the_last_one_is_told(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)

        def booked(name: str, start: str, when: datetime = EVENING, **more: Any) -> None:
            customer = people.shop.customer(name)
            people.shop.book(people.cut, start, people.lucia, customer=customer, now=when, **more)

        booked("Ana", "2026-11-25 10:00")
        booked("Luis", "2026-11-26 11:00", beneficiary="Leo")
        booked("Hoy", "2026-11-24 12:00")
        booked("Vieja", "2026-11-25 12:00", EVENING - timedelta(days=2))
        booked("Apuntada por ella", "2026-11-25 13:00", source=Source.OWNER)
    with_mail(sqlite)

    run(sqlite)

    assert [text.rpartition("\n\n")[2] for _, _, text in told(sqlite)] == [
        "Citas nuevas:\n- Corte mañana a las 10:00, Ana\n"
        "- Corte el jueves 26 de noviembre a las 11:00, Luis (para Leo)"
    ]


def test_of_many_new_ones_the_first_are_told_and_the_rest_counted(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        for day in range(25, 31):
            for hour in (10, 11):
                if day != 29:
                    people.shop.book(people.cut, f"2026-11-{day} {hour}:00", people.lucia, now=EVENING)
    with_mail(sqlite)

    run(sqlite)

    lines = told(sqlite)[0][2].splitlines()
    assert (len(lines), lines[-1]) == (3 + digest.MOST_NEW + 1, "- y 2 más")


def test_a_closed_day_of_which_there_is_nothing_to_say_is_not_told(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        open_shop(session)
    with_mail(sqlite)

    assert (run(sqlite, SUNDAY), told(sqlite)) == (0, [])


def test_what_waits_is_told_on_a_closed_day_too(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        line = wrote(people.shop, "+34600111222")
        for kind in (
            AttentionKind.HANDOVER,
            AttentionKind.REQUEST,
            AttentionKind.REQUEST,
            AttentionKind.LATE,
        ):
            session.add(Attention(kind=kind, conversation_id=line, at=EVENING))
        session.add(Attention(kind=AttentionKind.DEPOSIT, at=EVENING, resolved_at=EVENING))
    with_mail(sqlite)

    run(sqlite, SUNDAY)

    assert [text for _, _, text in told(sqlite)] == [
        "Hoy, domingo 29 de noviembre: cerrado.\n\nTe espera:\n- 1 persona espera tu respuesta\n"
        "- 2 peticiones por aceptar\n- 1 aviso más"
    ]


def test_what_failed_yesterday_and_new_ratings_are_told(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        send_out(session, people, Delivery.FAILED)
        send_out(session, people, Delivery.READ)
        again = send_out(session, people, Delivery.UNDELIVERED)
        send_out(session, people, Delivery.DELIVERED, body="Otra vez").follows_id = again.id
        send_out(session, people, Delivery.QUEUED).channel = ChannelName.HAND
        for number, rating in enumerate((5, 2)):
            booked = people.shop.book(people.cut, f"2026-11-25 1{number}:00", source=Source.OWNER)
            at_ = EVENING + timedelta(minutes=number)
            session.add(Rating(appointment_id=row_id(booked), rating=rating, at=at_))
        old = people.shop.book(people.cut, "2026-11-25 13:00", source=Source.OWNER)
        session.add(Rating(appointment_id=row_id(old), rating=1, at=EVENING - timedelta(days=2)))
    with_mail(sqlite)

    run(sqlite)

    assert [text for _, _, text in told(sqlite)] == [
        "Hoy, martes 24 de noviembre: nada apuntado.\n\nTe espera:\n- 1 mensaje por enviar a mano\n"
        "Ayer no llegó 1 mensaje.\nValoraciones nuevas: 5, 2."
    ]


def test_staff_who_are_off_are_left_in_peace(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        for phone in (LUCIA, MARCOS):
            wrote(people.shop, phone, when=EVENING)
        people.shop.away(people.lucia, "2026-11-24 00:00", "2026-11-25 00:00")

    run(sqlite)

    assert [recipient for _, recipient, _ in told(sqlite)] == [f"whatsapp:{MARCOS}"]
