"""Holding a time for a conversation, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from booking_bot.domain.refusals import (
    SlotTaken,
)
from booking_bot.models import Occupancy, row_id
from booking_bot.services import bookings
from tests.services.bookings.diary import OWNER, TEN, busy
from tests.shop import NOW, Shop, at


def test_a_hold_keeps_one_time_for_a_conversation_and_becomes_its_appointment(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    carla = shop.customer()
    conversation = shop.conversation(carla)
    bookings.hold(
        session, conversation_id=conversation, service_id=cut, start=at("2026-11-24 12:00"), now=NOW
    )

    slot = bookings.hold(session, conversation_id=conversation, service_id=cut, start=at(TEN), now=NOW)
    held = busy(session)
    with pytest.raises(SlotTaken):
        shop.book(cut, TEN)
    shop.book(cut, TEN, customer=carla, conversation_id=conversation)

    assert slot == (at(TEN), at("2026-11-24 10:30"), lucia)
    assert busy(session) == held == [(lucia, 0, "24 09:00", "24 09:30")]
    assert session.exec(select(Occupancy.conversation_id)).all() == [None]


def test_a_lapsed_hold_gives_way_and_the_late_yes_is_refused(session: Session) -> None:
    shop = Shop(session, hold=timedelta(minutes=10))
    cut = shop.service(by=[shop.staff()])
    slow = shop.conversation(shop.customer("Slow"))
    bookings.hold(session, conversation_id=slow, service_id=cut, start=at(TEN), now=NOW)
    later = NOW + timedelta(minutes=10)

    shop.book(cut, TEN, now=later)
    with pytest.raises(SlotTaken):
        shop.book(cut, TEN, now=later, conversation_id=slow)

    assert len(busy(session)) == 1


def test_what_is_held_is_let_go(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    conversation = shop.conversation(shop.customer())
    bookings.hold(session, conversation_id=conversation, service_id=cut, start=at(TEN), now=NOW)

    bookings.release(session, conversation)

    assert busy(session) == []


def test_a_refused_hold_keeps_the_one_before(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    conversation = shop.conversation(shop.customer())
    bookings.hold(session, conversation_id=conversation, service_id=cut, start=at(TEN), now=NOW)
    shop.book(cut, "2026-11-24 11:00")
    before = busy(session)

    with pytest.raises(SlotTaken):
        bookings.hold(
            session, conversation_id=conversation, service_id=cut, start=at("2026-11-24 11:00"), now=NOW
        )

    assert busy(session) == before


def test_a_shop_that_does_not_hold_blocks_nothing(session: Session) -> None:
    shop = Shop(session, hold=timedelta(0))
    cut = shop.service(by=[shop.staff()])
    conversation = shop.conversation(shop.customer())

    slot = bookings.hold(session, conversation_id=conversation, service_id=cut, start=at(TEN), now=NOW)

    assert (slot.start, busy(session)) == (at(TEN), [])


def test_a_hold_for_a_move_into_the_own_old_time_blocks_only_what_is_new(session: Session) -> None:
    shop = Shop(session)
    lucia, chairs = shop.staff(), shop.room("Silla", capacity=2)
    cut = shop.service(by=[lucia], rooms=[chairs])
    appointment = shop.book(cut, TEN)
    conversation = shop.conversation(appointment.customer_id)

    bookings.hold(
        session,
        conversation_id=conversation,
        service_id=cut,
        start=at("2026-11-24 10:15"),
        now=NOW,
        moving=(row_id(appointment),),
    )
    held = busy(session)
    bookings.reschedule(
        session,
        appointment.id or 0,
        start=at("2026-11-24 10:15"),
        conversation_id=conversation,
        **OWNER,
    )

    assert held == [
        (lucia, 0, "24 09:00", "24 09:30"),
        (lucia, 0, "24 09:30", "24 09:45"),
        (chairs, 0, "24 09:00", "24 09:30"),
        (chairs, 0, "24 09:30", "24 09:45"),
    ]
    assert busy(session) == [(lucia, 0, "24 09:15", "24 09:45"), (chairs, 0, "24 09:15", "24 09:45")]
