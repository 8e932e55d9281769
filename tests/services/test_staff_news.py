"""Changes of a day that is near, told to whose day it is; what is cancelled for today, told to the owner."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Appointment, FreedPlace, OfferStatus, User, WaitEntry, WaitOffer, row_id
from booking_bot.services import bookings, staff_news
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
from tests.shop import NOW, at

TODAY, TOMORROW, LATER = "2026-11-23 17:00", "2026-11-24 10:00", "2026-11-26 10:00"
LAST_WEEK = NOW - timedelta(days=7)


def house(session: Session, *, phones: tuple[str, ...] = (LUCIA, MARCOS), **rules: object) -> People:
    people = open_shop(session, **rules)
    for phone in phones:
        wrote(people.shop, phone)
    return people


def booked(people: People, start: str, *, by: str = "bot", now: datetime = LAST_WEEK) -> int:
    """Ana's appointment with Lucía."""
    ana = people.shop.customer("Ana")
    made: Appointment = people.shop.book(people.cut, start, people.lucia, customer=ana, by=by, now=now)
    return row_id(made)


def look(database: Database, now: datetime = NOW + timedelta(minutes=1)) -> list[tuple[str, str]]:
    """What was told after this look, and to whom."""
    staff_news.run_due(database, now=now, base=BASE)
    names = {f"whatsapp:{LUCIA}": "Lucía", f"whatsapp:{MARCOS}": "Marcos", f"whatsapp:{CARMEN}": "Carmen"}
    return [(names.get(recipient, recipient), text) for _, recipient, text in told(database)]


def test_who_gets_an_appointment_for_tomorrow_hears_of_it_once(database: Database) -> None:
    with database.transaction() as session:
        booked(house(session), TOMORROW, now=NOW)

    look(database)

    assert look(database) == [("Lucía", "Nueva en tu agenda: Corte mañana a las 10:00, Ana.")]


def test_what_is_far_ahead_can_wait(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        booked(house(session), LATER, now=NOW)

    assert look(sqlite) == []


def test_who_books_for_themselves_is_not_told_of_it(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = house(session)
        account = session.exec(select(User)).one()
        account.staff_id = people.lucia
        booked(people, TOMORROW, by=f"owner:{account.id}", now=NOW)

    assert look(sqlite) == []


def test_a_move_within_ones_day_tells_both_times(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = house(session)
        number = booked(people, TODAY)
        bookings.reschedule(session, number, start=at(LATER), by="bot", now=NOW)

    text = "Ana cambia de hora (Corte): antes hoy a las 17:00, ahora el jueves 26 de noviembre a las 10:00."
    assert look(sqlite) == [("Lucía", text)]


def test_a_move_to_somebody_else_is_told_to_both(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = house(session)
        number = booked(people, TODAY)
        bookings.reschedule(
            session, number, start=at(TOMORROW), staff_id=people.marcos, by="owner:9", now=NOW
        )

    assert look(sqlite) == [
        ("Lucía", "Ya no la tienes tú: Corte hoy a las 17:00, Ana."),
        ("Marcos", "Nueva en tu agenda: Corte mañana a las 10:00, Ana."),
    ]


def test_the_owner_hears_what_a_customer_cancels_for_today(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = house(session, phones=(CARMEN, LUCIA))
        bookings.cancel(session, booked(people, TODAY), by="customer:3", now=NOW)
    with_mail(sqlite)

    text = "Ana ha anulado Corte hoy a las 17:00."
    linked = f"{text}\n{BASE}/admin/"
    assert look(sqlite) == [("Carmen", linked), (MAIL, linked), ("Lucía", text)]


def recovered(session: Session, people: People, start: str) -> None:
    """The place that one gave back is Ana's, who waited for it."""
    number = booked(people, start, now=NOW)
    freed = FreedPlace(
        freed_by=number, staff_id=people.lucia, starts_at=at(start), ends_at=at(start), freed_at=NOW
    )
    line = people.shop.conversation(people.shop.customer())
    entry = WaitEntry(conversation_id=line, service_id=people.cut, until=at(LATER), created_at=NOW)
    session.add_all([freed, entry])
    session.flush()
    offer = WaitOffer(
        entry_id=row_id(entry), place_id=row_id(freed), staff_id=people.lucia, starts_at=at(start),
        ends_at=at(start), status=OfferStatus.TAKEN, offered_at=NOW, expires_at=NOW, appointment_id=number,
    )  # fmt: skip
    session.add(offer)


def test_the_owner_hears_that_a_place_of_today_is_recovered(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        recovered(session, house(session, phones=(LUCIA, CARMEN)), TODAY)

    assert look(sqlite) == [
        ("Carmen", f"Hueco recuperado: Corte hoy a las 17:00, se lo queda Ana.\n{BASE}/admin/"),
        ("Lucía", "Nueva en tu agenda: Corte hoy a las 17:00, Ana."),
    ]


def test_one_of_another_day_stands_in_the_morning_s_digest(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        recovered(session, house(session, phones=(CARMEN,)), TOMORROW)

    assert look(sqlite) == []


def test_the_owner_need_not_hear_what_is_cancelled_for_another_day(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = house(session, phones=(CARMEN, LUCIA))
        bookings.cancel(session, booked(people, TOMORROW), by="customer:3", now=NOW)

    assert look(sqlite) == [("Lucía", "Ana ha anulado Corte mañana a las 10:00.")]


def test_in_quiet_hours_nobody_is_told_nor_afterwards(sqlite: Database) -> None:
    night = at("2026-11-23 22:00")
    with sqlite.transaction() as session:
        people = open_shop(session, quiet_hours="21:00-09:00")
        wrote(people.shop, LUCIA, when=night)
        booked(people, TOMORROW, now=night)

    assert look(sqlite, night) == []
    assert look(sqlite, at("2026-11-24 09:00")) == []


def test_a_request_is_news_only_once_it_is_accepted(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = house(session)
        color = people.shop.service("Mechas", minutes=60, by=[people.lucia], approval=True)
        asked = people.shop.book(color, TOMORROW, people.lucia, customer=people.shop.customer("Ana"), now=NOW)
        number = row_id(asked)
    assert look(sqlite) == []
    with sqlite.transaction() as session:
        bookings.accept(session, number, by="owner:9", now=NOW)

    # the booking and the word of the owner are two changes, and one piece of news
    assert look(sqlite) == [("Lucía", "Nueva en tu agenda: Mechas mañana a las 10:00, Ana.")]


def test_a_change_is_looked_at_once(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        booked(house(session), TOMORROW, now=NOW)

    looks = [
        staff_news.run_due(sqlite, now=NOW + timedelta(minutes=minute), base=BASE) for minute in range(3)
    ]

    assert looks == [1, 0, 0]
