"""Moving an appointment, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from booking_bot.domain.appointments import Status
from booking_bot.domain.refusals import (
    Overlapping,
    SlotTaken,
)
from booking_bot.models import Service
from booking_bot.services import bookings
from tests.services.bookings.diary import OWNER, TEN, busy
from tests.shop import NOW, Shop, at


def test_a_move_takes_the_new_time_and_gives_back_the_old(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    appointment = shop.book(cut, TEN)
    bookings.confirm(session, appointment.id or 0, by="customer:1", now=NOW)

    moved = bookings.reschedule(session, appointment.id or 0, start=at("2026-11-25 11:00"), **OWNER)

    assert (moved.id, moved.starts_at, moved.status, moved.revision) == (
        appointment.id,
        at("2026-11-25 11:00"),
        Status.BOOKED,
        2,
    )
    assert busy(session) == [(lucia, 0, "25 10:00", "25 10:30")]


def test_an_appointment_may_move_into_its_own_old_time(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    appointment = shop.book(cut, TEN)

    bookings.reschedule(session, appointment.id or 0, start=at("2026-11-24 10:15"), **OWNER)

    assert busy(session) == [(lucia, 0, "24 09:15", "24 09:45")]


def test_a_refused_move_leaves_the_old_appointment_as_it_was(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    appointment = shop.book(cut, TEN)
    shop.book(cut, "2026-11-24 11:00")
    before = (busy(session), appointment.model_dump())

    with pytest.raises(SlotTaken):
        bookings.reschedule(session, appointment.id or 0, start=at("2026-11-24 10:45"), **OWNER)

    session.refresh(appointment)
    assert (busy(session), appointment.model_dump()) == before


def test_a_move_lasts_as_long_as_the_service_lasts_now_and_what_stays_keeps_its_length(
    session: Session,
) -> None:
    shop = Shop(session)
    cut = shop.service(minutes=30, by=[shop.staff()])
    stays, moves = shop.book(cut, TEN), shop.book(cut, "2026-11-24 11:00")
    session.get_one(Service, cut).length = timedelta(minutes=45)

    bookings.reschedule(session, moves.id or 0, start=at("2026-11-24 12:00"), **OWNER)

    assert [each.ends_at - each.starts_at for each in (stays, moves)] == [
        timedelta(minutes=30),
        timedelta(minutes=45),
    ]


def test_a_move_keeps_the_member_of_staff_if_they_are_free_and_else_takes_another(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia, marcos])
    shop.book(cut, "2026-11-25 10:00", marcos)
    shop.away(marcos, "2026-11-26 00:00", "2026-11-27 00:00")
    appointment = shop.book(cut, TEN, marcos)

    staff = [
        bookings.reschedule(session, appointment.id or 0, start=at(start), **OWNER).staff_id
        for start in ("2026-11-25 11:00", "2026-11-26 11:00")
    ]

    assert staff == [marcos, lucia]


def test_a_move_to_where_it_is_changes_nothing(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)
    bookings.confirm(session, appointment.id or 0, by="customer:1", now=NOW)

    same = bookings.reschedule(session, appointment.id or 0, start=at(TEN), **OWNER)

    assert (same.status, same.revision) == (Status.CONFIRMED, 1)


def test_a_move_does_not_put_a_customer_in_two_places(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff("Lucía"), shop.staff("Marcos")])
    carla = shop.customer()
    shop.book(cut, TEN, customer=carla)
    later = shop.book(cut, "2026-11-24 12:00", customer=carla)

    with pytest.raises(Overlapping):
        bookings.reschedule(session, later.id or 0, start=at("2026-11-24 10:15"), **OWNER)


def test_two_who_want_each_others_hour_both_keep_a_valid_one(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    carla, david = shop.book(cut, TEN), shop.book(cut, "2026-11-24 10:30")

    for mine, wanted in ((carla, "2026-11-24 10:30"), (david, TEN)):
        with pytest.raises(SlotTaken):
            bookings.reschedule(session, mine.id or 0, start=at(wanted), **OWNER)

    assert len(busy(session)) == 2
