from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import Source, row_id
from booking_bot.services import bookings
from booking_bot.services.agenda_day import Day, agenda_day
from booking_bot.services.place import NoBusiness
from tests.shop import NOW, Shop, at

MONDAY = date(2026, 11, 23)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def book(session: Session, customer: int, service: int, staff: int, start: str) -> int:
    return row_id(
        bookings.book(
            session,
            customer_id=customer,
            service_id=service,
            staff_id=staff,
            start=at(start),
            source=Source.OWNER,
            by="owner:1",
            now=NOW - timedelta(days=1),
        )
    )


def gaps(day: Day) -> dict[str, list[str]]:
    return {
        column.name: [f"{gap.start:%H:%M}-{gap.end:%H:%M}" for gap in column.gaps] for column in day.columns
    }


def test_a_day_has_a_column_for_each_member_with_what_is_left_of_it(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos", hours={"mon": ["10:00-14:00"]})
    cut = shop.service("Corte", minutes=45, by=[lucia, marcos])
    carla = shop.customer("Carla")
    book(session, carla, cut, lucia, "2026-11-23 12:00")

    day = agenda_day(session, MONDAY, now=at("2026-11-23 11:00"))

    assert day.opening == ((time(10), time(14)), (time(17), time(20)))
    assert [(entry.start, entry.staff, entry.person.name) for entry in day.entries] == [
        (at("2026-11-23 12:00"), "Lucía", "Carla")
    ]
    assert gaps(day) == {"Lucía": ["11:00-12:00", "12:45-14:00", "17:00-20:00"], "Marcos": ["11:00-14:00"]}
    assert day.free == timedelta(hours=8, minutes=15)


def test_who_is_away_or_off_does_not_work(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff("Lucía")
    shop.staff("Marcos", hours={"tue": ["10:00-14:00"]})
    shop.away(lucia, "2026-11-23 00:00", "2026-11-24 00:00")

    day = agenda_day(session, MONDAY, now=NOW)

    assert [(column.name, column.works) for column in day.columns] == [("Lucía", False), ("Marcos", False)]
    assert gaps(day) == {"Lucía": [], "Marcos": []}


def test_a_cancelled_appointment_is_seen_and_its_time_is_free(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff("Lucía")
    cut = shop.service("Corte", minutes=60, by=[lucia])
    number = book(session, shop.customer("Carla"), cut, lucia, "2026-11-23 12:00")
    bookings.cancel(session, number, by="owner:1", now=NOW)

    day = agenda_day(session, MONDAY, now=NOW)

    assert [entry.status for entry in day.entries] == ["cancelled"]
    assert (day.coming, day.unconfirmed) == (0, 0)
    assert gaps(day) == {"Lucía": ["10:00-14:00", "17:00-20:00"]}


def test_only_what_is_still_to_come_can_be_unconfirmed(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff("Lucía")
    cut = shop.service("Corte", minutes=30, by=[lucia])
    for name, start in (("Carla", "10:00"), ("Ana", "12:00"), ("Eva", "17:00")):
        number = book(session, shop.customer(name), cut, lucia, f"2026-11-23 {start}")
    bookings.confirm(session, number, by="owner:1", now=NOW)

    day = agenda_day(session, MONDAY, now=at("2026-11-23 11:00"))

    assert (day.coming, day.unconfirmed) == (3, 1)


def test_a_hold_takes_time_until_it_runs_out(session: Session) -> None:
    shop = Shop(session, hold=timedelta(minutes=10))
    lucia = shop.staff("Lucía")
    cut = shop.service("Corte", minutes=60, by=[lucia])
    talk = shop.conversation(shop.customer("Carla"))
    bookings.hold(session, conversation_id=talk, service_id=cut, start=at("2026-11-23 13:00"), now=NOW)

    held = gaps(agenda_day(session, MONDAY, now=NOW))
    lapsed = gaps(agenda_day(session, MONDAY, now=NOW + timedelta(minutes=10)))

    assert held == {"Lucía": ["10:00-13:00", "17:00-20:00"]}
    assert lapsed == {"Lucía": ["10:10-14:00", "17:00-20:00"]}


def test_the_evening_that_passes_midnight_belongs_to_its_day(session: Session) -> None:
    shop = Shop(session, {"mon": ["20:00-02:00"]})
    lucia = shop.staff("Lucía")
    cut = shop.service("Corte", minutes=30, by=[lucia])
    book(session, shop.customer("Carla"), cut, lucia, "2026-11-24 01:00")

    monday = agenda_day(session, MONDAY, now=NOW)

    assert gaps(monday) == {"Lucía": ["20:00-01:00", "01:30-02:00"]}


def test_a_closed_day_has_its_reason(session: Session) -> None:
    Shop(session).special("2026-12-08", reason="La Inmaculada")

    day = agenda_day(session, date(2026, 12, 8), now=NOW)

    assert (day.opening, day.reason, day.today) == ((), "La Inmaculada", False)


def test_without_a_business_there_is_no_day(session: Session) -> None:
    with pytest.raises(NoBusiness):
        agenda_day(session, MONDAY, now=NOW)
