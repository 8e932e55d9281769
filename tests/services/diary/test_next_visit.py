"""The next visit, asked for at the till: the same hour in some weeks, or what is free around it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import Appointment, Customer, Service, row_id
from booking_bot.services import bookings
from booking_bot.services.diary import next_visit
from booking_bot.services.diary.effects import Hindered
from tests.services.standing.agreed import Salon, wall
from tests.shop import at

AT_THE_TILL = at("2026-11-24 17:30")
BY_HAND: dict[str, Any] = {"by": "owner:1", "now": AT_THE_TILL}


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def salon(session: Session) -> Salon:
    return Salon(session)


@pytest.fixture
def done(salon: Salon) -> Appointment:
    """Marta, attended at five."""
    made = salon.shop.book(salon.cut, "2026-11-24 17:00", salon.lucia, customer=salon.marta)
    made.subject = "Luna"
    return made


def test_the_same_hour_is_offered_in_as_many_weeks_as_the_service_wants(
    salon: Salon, done: Appointment
) -> None:
    usual = next_visit.offer(salon.session, row_id(done), now=AT_THE_TILL)
    salon.session.get_one(Service, salon.cut).revisit = timedelta(weeks=5)
    wanted = next_visit.offer(salon.session, row_id(done), now=AT_THE_TILL)
    asked = next_visit.offer(salon.session, row_id(done), weeks=2, now=AT_THE_TILL)

    assert [one.weeks for one in (usual, wanted, asked)] == [4, 5, 2]
    assert wall(one.wanted for one in (usual, wanted, asked)) == ["22/12 17:00", "29/12 17:00", "08/12 17:00"]
    assert [one.is_free for one in (usual, wanted, asked)] == [True, True, True]


def test_what_is_free_around_it_is_offered_where_it_is_taken(salon: Salon, done: Appointment) -> None:
    salon.shop.book(salon.cut, "2026-12-22 17:00", salon.lucia)

    offered = next_visit.offer(salon.session, row_id(done), now=AT_THE_TILL)

    assert not offered.is_free
    assert len(offered.times) == next_visit.SHOWN


def test_it_is_booked_once_for_the_same_person(salon: Salon, done: Appointment) -> None:
    start = at("2026-12-22 17:00")

    made = next_visit.book(salon.session, row_id(done), start, token="a", **BY_HAND)
    again = next_visit.book(salon.session, row_id(done), start, token="a", **BY_HAND)

    assert row_id(made) == row_id(again)
    assert (made.customer_id, made.subject, made.staff_id, made.starts_at) == (
        salon.marta, "Luna", salon.lucia, start,
    )  # fmt: skip


def test_it_is_put_on_top_of_nobody(salon: Salon, done: Appointment) -> None:
    start = at("2026-12-22 17:00")
    salon.shop.book(salon.cut, start, salon.lucia)

    with pytest.raises(Hindered):
        next_visit.book(salon.session, row_id(done), start, token="a", **BY_HAND)
    assert len(salon.planned("confirmation")) == 0


def test_who_has_one_is_not_asked(salon: Salon, done: Appointment) -> None:
    before = next_visit.is_wanted(salon.session, row_id(done), now=AT_THE_TILL)
    other = salon.shop.book(salon.cut, "2026-12-01 17:00", salon.lucia, customer=salon.marta, subject="Simba")
    with_another_dog = next_visit.is_wanted(salon.session, row_id(done), now=AT_THE_TILL)
    bookings.cancel(salon.session, row_id(other), **BY_HAND)
    salon.shop.book(salon.cut, "2026-12-01 17:00", salon.lucia, customer=salon.marta, subject="Luna")

    assert (before, with_another_dog) == (True, True)
    assert not next_visit.is_wanted(salon.session, row_id(done), now=AT_THE_TILL)


def test_nobody_without_a_name_and_nobody_before_the_day_is_asked(salon: Salon, done: Appointment) -> None:
    nobody = Customer(created_at=AT_THE_TILL)
    salon.session.add(nobody)
    salon.session.flush()
    walk_in = salon.shop.book(salon.cut, "2026-11-24 18:00", salon.lucia, customer=row_id(nobody))

    asked = [
        next_visit.is_wanted(salon.session, row_id(walk_in), now=AT_THE_TILL),
        next_visit.is_wanted(salon.session, row_id(done), now=AT_THE_TILL - timedelta(days=1)),
    ]

    assert asked == [False, False]
