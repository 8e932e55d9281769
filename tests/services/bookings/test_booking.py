"""Taking time, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from booking_bot.domain.appointments import Status
from booking_bot.domain.refusals import (
    BeyondHorizon,
    ClosedDay,
    NoSuchService,
    OffGrid,
    Overlapping,
    SlotTaken,
    TooManyOpen,
    TooSoon,
)
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    Occupancy,
    ServiceStaff,
    Source,
    row_id,
)
from booking_bot.services import bookings
from tests.services.bookings.diary import OWNER, TEN, busy
from tests.shop import NOW, Shop, at, every_day


def test_a_booking_takes_its_time_with_its_buffers(session: Session) -> None:
    shop = Shop(session)
    lucia, room = shop.staff(), shop.room()
    tint = shop.service(minutes=30, before=5, after=10, by=[lucia], rooms=[room], price_cents=4500)
    carla = shop.customer("Carla")

    made = bookings.book(
        session, customer_id=carla, service_id=tint, start=at(TEN), source=Source.BOT, by="bot", now=NOW,
        note="alergia", beneficiary="Leo", subject="Toby", visit="v1", idempotency_key="k1",
    )  # fmt: skip

    assert made == Appointment(
        id=made.id, customer_id=carla, service_id=tint, staff_id=lucia, starts_at=at(TEN),
        ends_at=at("2026-11-24 10:30"), status=Status.BOOKED, source=Source.BOT, note="alergia",
        beneficiary="Leo", subject="Toby", visit="v1", idempotency_key="k1", price_cents=4500, created_at=NOW,
    )  # fmt: skip
    assert busy(session) == [(lucia, 0, "24 08:55", "24 09:40"), (room, 0, "24 08:55", "24 09:40")]


def test_processing_takes_two_stretches_of_the_staff_and_one_of_the_chair(session: Session) -> None:
    shop = Shop(session)
    lucia, chair = shop.staff(), shop.room("Silla")
    colour = shop.service(minutes=90, processing=(30, 30), by=[lucia], rooms=[chair])

    shop.book(colour, TEN)

    assert busy(session) == [
        (lucia, 0, "24 09:00", "24 09:30"),
        (lucia, 0, "24 10:00", "24 10:30"),
        (chair, 0, "24 09:00", "24 10:30"),
    ]


def test_two_that_overlap_only_through_their_buffers_are_not_both_booked(session: Session) -> None:
    shop = Shop(session)
    tint = shop.service(minutes=30, after=10, by=[shop.staff()])
    shop.book(tint, TEN)

    with pytest.raises(SlotTaken):
        shop.book(tint, "2026-11-24 10:30")


def test_with_two_free_for_three_requests_two_get_different_staff_and_one_is_refused(
    session: Session,
) -> None:
    shop = Shop(session)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia, marcos])

    made = [shop.book(cut, TEN).staff_id for _ in range(2)]
    with pytest.raises(SlotTaken):
        shop.book(cut, TEN)

    assert made == [lucia, marcos]


def test_when_the_last_room_went_nothing_is_left_half_booked(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos, room = shop.staff("Lucía"), shop.staff("Marcos"), shop.room()
    massage = shop.service("Masaje", by=[lucia], rooms=[room])
    sauna = shop.service("Sauna", by=[marcos], rooms=[room])
    shop.book(sauna, TEN)
    before = busy(session)

    with pytest.raises(SlotTaken):
        shop.book(massage, TEN)

    assert busy(session) == before
    assert len(session.exec(select(Appointment)).all()) == 1


def slip_in(shop: Shop, staff: int, start: str) -> None:
    """Let somebody who knows no lock take half an hour of `staff` as the next occupancy is written."""
    begin = int(at(start).timestamp())
    rival = Occupancy(
        conversation_id=shop.conversation(shop.customer()),
        resource_id=staff,
        start_ts=begin,
        end_ts=begin + 1800,
        hold_until=begin,
    )
    waiting = [rival.model_dump(exclude={"id"})]
    connection = shop.session.connection()

    @sa.event.listens_for(connection, "before_cursor_execute")
    def slips_in(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if waiting and statement.startswith("INSERT INTO occupancy"):
            connection.execute(sa.insert(Occupancy), waiting.pop())


def test_where_the_guard_refuses_one_the_next_who_is_free_is_tried(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia, marcos])
    slip_in(shop, lucia, TEN)

    made = shop.book(cut, TEN)

    assert (made.staff_id, busy(session)) == (marcos, [(marcos, 0, "24 09:00", "24 09:30")])


def test_where_the_guard_refuses_everybody_nothing_is_written(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    slip_in(shop, lucia, TEN)

    with pytest.raises(SlotTaken):
        shop.book(cut, TEN)

    assert (session.exec(select(Appointment)).all(), busy(session)) == ([], [])


def test_the_same_key_gives_the_same_appointment(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])

    first = shop.book(cut, TEN, idempotency_key="yes-1")
    second = shop.book(cut, TEN, idempotency_key="yes-1")

    assert second.id == first.id
    assert len(busy(session)) == 1


def test_nobody_is_in_two_places_at_once(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff("Lucía"), shop.staff("Marcos")])
    carla = shop.customer()
    shop.book(cut, TEN, customer=carla)

    with pytest.raises(Overlapping):
        shop.book(cut, "2026-11-24 10:15", customer=carla)


def test_who_is_booked_by_the_customers_own_name_is_the_customer(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff("Lucía"), shop.staff("Marcos")])
    carla = shop.customer("Carla")
    shop.book(cut, TEN, customer=carla, beneficiary="carla")

    with pytest.raises(Overlapping):
        shop.book(cut, TEN, customer=carla)


def test_asking_again_for_what_they_hold_already_is_told_apart_from_taken(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    carla = shop.customer()
    shop.book(cut, TEN, customer=carla)

    with pytest.raises(Overlapping):
        shop.book(cut, TEN, customer=carla)


def test_two_children_of_one_phone_come_at_the_same_hour_but_not_one_child_twice(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff(name) for name in ("Lucía", "Marcos", "Sonia")])
    carla = shop.customer()
    for child in ("Leo", "Ana"):
        shop.book(cut, TEN, customer=carla, beneficiary=child)

    with pytest.raises(Overlapping):
        shop.book(cut, TEN, customer=carla, beneficiary=" LEO ")

    assert sorted(each.beneficiary or "" for each in session.exec(select(Appointment))) == ["Ana", "Leo"]


@pytest.mark.parametrize(
    ("start", "refusal"),
    [
        ("2026-11-23 10:30", TooSoon),
        ("2026-12-23 10:00", BeyondHorizon),
        ("2026-11-29 10:00", ClosedDay),
        ("2026-11-24 10:05", OffGrid),
    ],
)
def test_the_rules_are_looked_at_again_when_booking(
    session: Session, start: str, refusal: type[Exception]
) -> None:
    shop = Shop(session, min_notice=timedelta(hours=1), horizon_days=29)
    cut = shop.service(by=[shop.staff()])

    with pytest.raises(refusal):
        shop.book(cut, start)


def test_a_day_closed_after_the_offer_is_not_booked(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    offered = shop.starts(cut, "2026-11-24")
    shop.special("2026-11-24", reason="obras")

    with pytest.raises(ClosedDay) as refused:
        shop.book(cut, f"2026-11-24 {offered[0]}")

    assert refused.value.reason == "obras"


def test_an_unknown_service_is_not_booked(session: Session) -> None:
    shop = Shop(session)

    with pytest.raises(NoSuchService):
        shop.book(999, TEN)


def test_cancelled_and_past_appointments_do_not_count_against_the_limit(session: Session) -> None:
    shop = Shop(session, max_open_per_customer=1)
    cut = shop.service(by=[shop.staff()])
    carla = shop.customer()
    cancelled = shop.book(cut, TEN, customer=carla)
    bookings.cancel(session, cancelled.id or 0, **OWNER)
    shop.book(cut, "2026-11-24 11:00", customer=carla)
    meanwhile = at("2026-11-24 11:00")

    second = shop.book(cut, "2026-11-25 10:00", customer=carla, now=meanwhile)
    with pytest.raises(TooManyOpen) as refused:
        shop.book(cut, "2026-11-26 10:00", customer=carla, now=meanwhile)

    assert (second.status, refused.value.limit) == (Status.BOOKED, 1)


def test_one_visit_counts_once_against_the_limit_and_the_owner_is_not_bound(session: Session) -> None:
    shop = Shop(session, max_open_per_customer=1)
    cut = shop.service(by=[shop.staff()])
    carla = shop.customer()

    for start in (TEN, "2026-11-24 10:30"):
        shop.book(cut, start, customer=carla, visit="morning")
    shop.book(cut, "2026-11-25 10:00", customer=carla, source=Source.OWNER)

    assert len(busy(session)) == 3


def test_a_service_with_approval_is_requested_and_takes_its_time_all_the_same(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()], approval=True)

    requested = shop.book(cut, TEN)

    assert requested.status is Status.REQUESTED
    with pytest.raises(SlotTaken):
        shop.book(cut, TEN)


def test_the_price_is_that_of_whoever_does_it(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia, marcos], price_cents=2000)
    session.get_one(ServiceStaff, (cut, marcos)).price_cents = 2500

    prices = [shop.book(cut, TEN, staff).price_cents for staff in (lucia, marcos)]

    assert prices == [2000, 2500]


def test_appointments_change_chairs_where_that_makes_room(session: Session) -> None:
    shop = Shop(session, every_day("10:00-13:00"))
    people = [shop.staff(name) for name in ("Lucía", "Marcos", "Sonia")]
    chairs = shop.room("Silla", capacity=2)
    hour = shop.service("Hora", minutes=60, by=people, rooms=[chairs])
    long = shop.service("Larga", minutes=120, by=people, rooms=[chairs])
    filler = shop.book(hour, TEN)
    shop.book(hour, TEN)  # takes the second chair from ten
    bookings.cancel(session, filler.id or 0, **OWNER)
    shop.book(hour, "2026-11-24 11:00")  # takes the first chair from eleven: none is free for two hours

    offered = shop.starts(long, "2026-11-24")
    shop.book(long, TEN)

    assert "10:00" in offered
    assert [row for row in busy(session) if row[0] == chairs] == [
        (chairs, 0, "24 09:00", "24 10:00"),
        (chairs, 0, "24 10:00", "24 11:00"),
        (chairs, 1, "24 09:00", "24 11:00"),
    ]


def test_who_did_not_come_too_often_only_requests(session: Session) -> None:
    shop = Shop(session, max_no_shows=2)
    cut = shop.service(by=[shop.staff()])
    carla, berta = shop.customer(), shop.customer("Berta")
    for customer, starts in (
        (carla, ("2026-10-01 10:00", "2026-11-05 10:00")),
        (berta, ("2025-11-01 10:00", "2026-11-05 11:00")),  # the first is forgotten
    ):
        for start in starts:
            before = at(start) - timedelta(days=1)
            missed = shop.book(cut, start, customer=customer, now=before, source=Source.OWNER)
            bookings.close(session, row_id(missed), Status.NO_SHOW, by="owner:1", now=NOW)

    booked = [
        shop.book(cut, "2026-11-24 10:00", customer=carla),
        shop.book(cut, "2026-11-24 10:30", customer=berta),
        shop.book(cut, "2026-11-24 11:00", customer=carla, source=Source.OWNER),
    ]

    asked = session.exec(select(Attention.kind, Attention.reason, Attention.appointment_id)).all()
    assert [one.status for one in booked] == [Status.REQUESTED, Status.BOOKED, Status.BOOKED]
    assert asked == [(AttentionKind.REQUEST, "no_shows", booked[0].id)]
