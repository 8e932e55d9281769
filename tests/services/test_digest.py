"""The morning's digest: when it goes, to whom, and what stands in it."""

from datetime import timedelta

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

MORNING = at("2026-11-24 08:00")  # a Tuesday
EVENING = at("2026-11-23 19:00")
SUNDAY = at("2026-11-29 08:00")


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
    ("clock", "goes"), [("07:59", False), ("08:00", True), ("11:59", True), ("12:00", False)]
)
def test_it_goes_in_the_morning_or_not_at_all(sqlite: Database, clock: str, goes: bool) -> None:
    with sqlite.transaction() as session:
        open_shop(session)
    with_mail(sqlite)

    assert bool(run(sqlite, at(f"2026-11-24 {clock}"))) is goes


def test_who_opens_early_reads_it_an_hour_before(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        people.shop.special("2026-11-24", None, "06:30-14:00")
        session.flush()
        due = digest_times.due_on(session, MORNING.date())

    assert due == at("2026-11-24 05:30")


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
            booked = people.shop.book(people.cut, f"2026-11-25 1{number}:00")
            at_ = EVENING + timedelta(minutes=number)
            session.add(Rating(appointment_id=row_id(booked), rating=rating, at=at_))
        old = people.shop.book(people.cut, "2026-11-25 13:00")
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
