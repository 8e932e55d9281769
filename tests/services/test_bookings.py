"""Taking time and giving it back, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import InvalidTransition, Status
from booking_bot.domain.refusals import (
    AlreadyOver,
    BeyondHorizon,
    ClosedDay,
    NoSuchAppointment,
    NoSuchService,
    OffGrid,
    Outdated,
    Overlapping,
    SlotTaken,
    TooLateToChange,
    TooManyOpen,
    TooSoon,
)
from booking_bot.models import Appointment, Audit, Occupancy, Service, ServiceStaff, Source
from booking_bot.services import bookings
from tests.shop import NOW, Shop, at, every_day

TEN = "2026-11-24 10:00"
OWNER: dict[str, Any] = {"by": "owner:1", "now": NOW}


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def busy(session: Session) -> list[tuple[int, int, str, str]]:
    """Resource, lane and stretch of every occupancy, as dates and times of UTC."""
    session.flush()
    rows = session.exec(select(Occupancy)).all()
    return sorted((row.resource_id, row.lane, told(row.start_ts), told(row.end_ts)) for row in rows)


def told(seconds: int) -> str:
    return f"{at('1970-01-01 01:00') + timedelta(seconds=seconds):%d %H:%M}"


# Booking


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


# Equal chairs


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


# Moving


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


# Cancelling, confirming, ending


def test_a_cancelled_appointment_frees_its_time_and_stays_as_history(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    first = shop.book(cut, TEN)

    cancelled = bookings.cancel(session, first.id or 0, by="customer:1", now=NOW)
    shop.book(cut, TEN)

    assert (cancelled.status, cancelled.revision, len(busy(session))) == (Status.CANCELLED, 2, 1)


def test_the_shops_notice_binds_customers_and_not_the_owner(session: Session) -> None:
    shop = Shop(session, cancel_notice=timedelta(hours=24))
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)
    late = at("2026-11-23 10:01")

    with pytest.raises(TooLateToChange):
        bookings.cancel(session, appointment.id or 0, by="customer:1", now=late)
    with pytest.raises(TooLateToChange):
        bookings.reschedule(session, appointment.id or 0, start=at("2026-11-25 10:00"), by="bot", now=late)
    confirmed = bookings.confirm(session, appointment.id or 0, by="customer:1", now=late).status
    cancelled = bookings.cancel(session, appointment.id or 0, by="owner:1", now=late).status

    assert (confirmed, cancelled) == (Status.CONFIRMED, Status.CANCELLED)


def test_a_customer_who_keeps_the_notice_to_the_minute_may_cancel(session: Session) -> None:
    shop = Shop(session, cancel_notice=timedelta(hours=24))
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)

    cancelled = bookings.cancel(session, appointment.id or 0, by="customer:1", now=at("2026-11-23 10:00"))

    assert cancelled.status is Status.CANCELLED


def test_what_is_over_cannot_be_changed(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    cancelled, begun = shop.book(cut, TEN), shop.book(cut, "2026-11-24 11:00")
    bookings.cancel(session, cancelled.id or 0, **OWNER)

    with pytest.raises(AlreadyOver):
        bookings.cancel(session, cancelled.id or 0, **OWNER)
    with pytest.raises(AlreadyOver):
        bookings.cancel(session, begun.id or 0, by="customer:1", now=at("2026-11-24 11:00"))
    with pytest.raises(AlreadyOver):
        bookings.reschedule(session, cancelled.id or 0, start=at("2026-11-25 10:00"), **OWNER)


def test_what_is_not_there_cannot_be_changed(session: Session) -> None:
    Shop(session)

    with pytest.raises(NoSuchAppointment):
        bookings.cancel(session, 999, **OWNER)


def test_a_button_of_an_older_revision_changes_nothing(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)
    bookings.reschedule(session, appointment.id or 0, start=at("2026-11-25 10:00"), **OWNER)

    with pytest.raises(Outdated) as refused:
        bookings.cancel(session, appointment.id or 0, revision=1, **OWNER)

    assert refused.value.revision == 2


def test_confirming_twice_is_no_error_and_leaves_one_line_of_history(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)

    for _ in range(2):
        bookings.confirm(session, appointment.id or 0, by="customer:1", now=NOW)

    assert [line.verb for line in session.exec(select(Audit).order_by(col(Audit.id)))] == [
        "booked",
        "confirmed",
    ]


def test_a_request_is_accepted_by_the_owner_and_cannot_be_confirmed_before(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()], approval=True)
    requested = shop.book(cut, TEN)

    with pytest.raises(InvalidTransition):
        bookings.confirm(session, requested.id or 0, by="customer:1", now=NOW)
    accepted = bookings.accept(session, requested.id or 0, **OWNER)

    assert (accepted.status, accepted.revision) == (Status.BOOKED, 2)


def test_how_it_ended_is_said_and_may_be_corrected(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, TEN)

    for status in (Status.COMPLETED, Status.NO_SHOW):
        bookings.close(session, appointment.id or 0, status, **OWNER)

    assert appointment.status is Status.NO_SHOW


# Holding


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
        ignoring_appointment=appointment.id,
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


# History and transactions


def test_every_change_leaves_who_did_it_and_no_words_of_the_customer(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    appointment = shop.book(cut, TEN, note="alergia", by="customer:7")
    bookings.reschedule(session, appointment.id or 0, start=at("2026-11-24 11:00"), by="api:2", now=NOW)
    bookings.cancel(session, appointment.id or 0, **OWNER)

    lines = session.exec(select(Audit).order_by(col(Audit.id))).all()

    assert [(line.actor, line.verb, line.object_kind, line.object_id, line.detail) for line in lines] == [
        ("customer:7", "booked", "appointment", appointment.id, {}),
        (
            "api:2",
            "moved",
            "appointment",
            appointment.id,
            {
                "before": {
                    "start": "2026-11-24T09:00:00+00:00",
                    "end": "2026-11-24T09:30:00+00:00",
                    "staff": lucia,
                },
                "after": {
                    "start": "2026-11-24T10:00:00+00:00",
                    "end": "2026-11-24T10:30:00+00:00",
                    "staff": lucia,
                },
            },
        ),
        ("owner:1", "cancelled", "appointment", appointment.id, {}),
    ]


def test_a_transaction_that_dies_after_booking_leaves_nothing(database: Database) -> None:
    def dies() -> None:
        with database.transaction() as session:
            shop = Shop(session)
            shop.book(shop.service(by=[shop.staff()]), TEN)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        dies()

    with database.reading() as session:
        assert session.exec(select(sa.func.count()).select_from(Appointment)).one() == 0
        assert busy(session) == []
