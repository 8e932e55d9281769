"""What is offered, on SQLite; `tests/agenda` shows that both databases and all server zones agree."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.domain.refusals import (
    BeyondHorizon,
    ClosedDay,
    NoSuchService,
    NotTheirService,
    OffGrid,
    OutsideHours,
    Refused,
    SlotTaken,
    StaffAway,
    TooSoon,
)
from booking_bot.models import Occupancy, Resource, Service
from booking_bot.services import bookings
from booking_bot.services.agenda import Wish
from booking_bot.services.availability import Slot, free_slots, why_not
from tests.shop import MADRID, NOW, Shop, at, every_day

TUESDAY = "2026-11-24"


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


# Hours and the grid


def test_a_free_day_offers_every_start_of_its_opening_hours(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:00", "17:00-17:45"))
    lucia = shop.staff()
    cut = shop.service(by=[lucia])

    slots = free_slots(
        session, service_id=cut, start=at("2026-11-24 00:00"), end=at("2026-11-25 00:00"), now=NOW
    )

    assert slots == [
        Slot(at(f"2026-11-24 {start}"), at(f"2026-11-24 {end}"), lucia)
        for start, end in (
            ("10:00", "10:30"), ("10:15", "10:45"), ("10:30", "11:00"),
            ("17:00", "17:30"), ("17:15", "17:45"),
        )
    ]  # fmt: skip


def test_only_starts_within_the_asked_stretch_are_offered_its_end_not_included(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])

    slots = free_slots(
        session, service_id=cut, start=at("2026-11-24 10:15"), end=at("2026-11-24 10:45"), now=NOW
    )

    assert [slot.start for slot in slots] == [at("2026-11-24 10:15"), at("2026-11-24 10:30")]


def test_an_empty_stretch_offers_nothing(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])

    assert free_slots(session, service_id=cut, start=at(TUESDAY), end=at(TUESDAY), now=NOW) == []


def test_the_last_start_of_half_an_hour_before_closing_at_eight_is_half_past_seven(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(minutes=30, by=[shop.staff()])

    assert shop.starts(cut, TUESDAY)[-1] == "19:30"


def test_an_after_buffer_may_run_past_closing_but_the_service_may_not(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:00"))
    tint = shop.service(minutes=30, before=20, after=20, by=[shop.staff()])

    assert shop.starts(tint, TUESDAY) == ["10:00", "10:15", "10:30"]


def test_a_service_of_twenty_minutes_and_its_buffer_leave_no_creeping_offset(session: Session) -> None:
    shop = Shop(session, every_day("10:00-12:00"))
    short = shop.service(minutes=20, after=5, by=[shop.staff()])
    shop.book(short, "2026-11-24 10:30")

    assert shop.starts(short, TUESDAY) == ["10:00", "11:00", "11:15", "11:30"]


def test_appointments_that_touch_are_allowed(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:30"))
    cut = shop.service(minutes=30, by=[shop.staff()])
    shop.book(cut, "2026-11-24 10:30")

    assert shop.starts(cut, TUESDAY) == ["10:00", "11:00"]


def test_buffers_of_neighbours_add_up(session: Session) -> None:
    shop = Shop(session, every_day("10:00-12:00"), slot_length=timedelta(minutes=5))
    lucia = shop.staff()
    tint = shop.service("Tinte", minutes=30, after=10, by=[lucia])
    massage = shop.service("Masaje", minutes=30, before=15, by=[lucia])
    shop.book(tint, "2026-11-24 10:00")

    assert shop.starts(massage, TUESDAY)[0] == "10:55"


def test_a_buffer_of_another_appointment_outside_the_asked_stretch_still_blocks(session: Session) -> None:
    shop = Shop(session, every_day("10:00-20:00"))
    lucia = shop.staff()
    long = shop.service("Limpieza", minutes=30, after=60, by=[lucia])
    cut = shop.service(minutes=30, by=[lucia])
    shop.book(long, "2026-11-24 10:00")

    slots = free_slots(
        session, service_id=cut, start=at("2026-11-24 11:00"), end=at("2026-11-24 12:00"), now=NOW
    )

    assert [slot.start for slot in slots] == [at("2026-11-24 11:30"), at("2026-11-24 11:45")]


def test_a_break_as_long_as_the_shift_and_breaks_that_touch_give_no_odd_starts(session: Session) -> None:
    shop = Shop(session, every_day("10:00-12:00"))
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia, marcos])
    shop.away(lucia, "2026-11-24 10:00", "2026-11-24 12:00")
    shop.away(marcos, "2026-11-24 10:30", "2026-11-24 11:00")
    shop.away(marcos, "2026-11-24 11:00", "2026-11-24 11:30")

    assert [shop.starts(cut, TUESDAY, staff) for staff in (lucia, marcos)] == [[], ["10:00", "11:30"]]


def test_a_shift_to_midnight_ends_with_its_last_start_and_the_next_day_is_not_shifted(
    session: Session,
) -> None:
    shop = Shop(session, {"tue": ["22:40-24:00"], "wed": ["00:00-01:00"]}, slot_length=timedelta(minutes=40))
    cut = shop.service(minutes=40, by=[shop.staff()])

    assert [shop.starts(cut, day) for day in ("2026-11-24", "2026-11-25")] == [["22:40", "23:20"], ["00:00"]]


def test_the_hours_after_midnight_belong_to_the_evening_before(session: Session) -> None:
    shop = Shop(session, {"tue": ["23:00-02:00"]})
    cut = shop.service(minutes=60, by=[shop.staff()])

    assert [shop.starts(cut, day) for day in ("2026-11-24", "2026-11-25", "2026-11-26")] == [
        ["23:00", "23:15", "23:30", "23:45"],
        ["00:00", "00:15", "00:30", "00:45", "01:00"],
        [],
    ]


def test_a_closed_evening_closes_the_hours_after_its_midnight_too(session: Session) -> None:
    shop = Shop(session, every_day("23:00-01:00"))
    cut = shop.service(minutes=60, by=[shop.staff()])
    shop.special("2026-11-24")

    assert [shop.starts(cut, day) for day in ("2026-11-24", "2026-11-25")] == [
        ["00:00"],
        ["23:00", "23:15", "23:30", "23:45"],
    ]


# Closures, holidays, special days


def test_a_local_holiday_closes_and_a_special_sunday_opens(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(minutes=60, by=[shop.staff()])
    shop.special("2026-11-24", reason="fiesta local")
    shop.special("2026-11-29", "2026-11-29", "11:00-12:15")

    assert [shop.starts(cut, day) for day in ("2026-11-24", "2026-11-29")] == [[], ["11:00", "11:15"]]


def test_public_holidays_of_the_region_close_the_shop_only_where_it_wants_that(session: Session) -> None:
    immaculate = "2026-12-08"
    shop = Shop(session, country="ES", subdivision="MD")
    cut = shop.service(minutes=240, by=[shop.staff()])
    working = shop.starts(cut, immaculate)
    shop.business.holidays = True

    assert (working, shop.starts(cut, immaculate)) == (["10:00"], [])


def test_special_hours_open_a_public_holiday(session: Session) -> None:
    shop = Shop(session, holidays=True)
    cut = shop.service(minutes=60, by=[shop.staff()])
    shop.special("2026-12-08", "2026-12-08", "12:00-13:00")

    assert shop.starts(cut, "2026-12-08") == ["12:00"]


# Staff and rooms


def test_own_hours_and_absences_narrow_what_one_member_offers(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff(hours={"tue": ["12:00-18:30"]})
    cut = shop.service(minutes=60, by=[lucia])
    shop.away(lucia, "2026-11-24 13:20", "2026-11-24 17:20")

    assert shop.starts(cut, TUESDAY) == ["12:00", "12:15", "17:30"]


def test_each_member_is_offered_with_their_own_length(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:00"))
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(minutes=45, by={lucia: 45, marcos: 30})
    shop.away(marcos, "2026-11-24 10:00", "2026-11-24 10:20")

    slots = free_slots(
        session, service_id=cut, start=at("2026-11-24 00:00"), end=at("2026-11-25 00:00"), now=NOW
    )

    assert [(slot.start, slot.end - slot.start, slot.staff_id) for slot in slots] == [
        (at("2026-11-24 10:00"), timedelta(minutes=45), lucia),
        (at("2026-11-24 10:15"), timedelta(minutes=45), lucia),
        (at("2026-11-24 10:30"), timedelta(minutes=30), marcos),
    ]


def test_whoever_is_least_busy_that_day_gets_it_then_who_does_fewest_services(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos, sonia = shop.staff("Lucía"), shop.staff("Marcos"), shop.staff("Sonia")
    cut = shop.service(by=[lucia, marcos, sonia])
    shop.service("Tinte", by=[lucia])
    first = shop.book(cut, "2026-11-24 10:00")
    second = shop.book(cut, "2026-11-24 12:00")
    third = shop.book(cut, "2026-11-24 17:00")

    assert [each.staff_id for each in (first, second, third)] == [marcos, sonia, lucia]


def test_a_full_room_blocks_whoever_is_free(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:00"))
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    room = shop.room()
    massage = shop.service(by=[lucia, marcos], rooms=[room])
    shop.book(massage, "2026-11-24 10:00")

    assert shop.starts(massage, TUESDAY) == ["10:30"]


def test_two_chairs_seat_two_and_no_third(session: Session) -> None:
    shop = Shop(session, every_day("10:00-10:30"))
    people = [shop.staff(name) for name in ("Lucía", "Marcos", "Sonia")]
    cut = shop.service(by=people, rooms=[shop.room("Silla", capacity=2)])
    offered = []
    for _ in range(3):
        offered.append(shop.starts(cut, TUESDAY))
        if offered[-1]:
            shop.book(cut, "2026-11-24 10:00")

    assert offered == [["10:00"], ["10:00"], []]


def test_a_cut_fits_while_the_colour_works_if_there_is_another_chair(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:30"), slot_length=timedelta(minutes=30))
    lucia = shop.staff()
    chair, other = shop.room("Silla"), shop.room("Otra")
    colour = shop.service("Color", minutes=90, processing=(30, 30), by=[lucia], rooms=[chair])
    same_chair = shop.service("Corte", minutes=30, by=[lucia], rooms=[chair])
    other_chair = shop.service("Barba", minutes=30, by=[lucia], rooms=[other])
    shop.book(colour, "2026-11-24 10:00")

    assert (shop.starts(same_chair, TUESDAY), shop.starts(other_chair, TUESDAY)) == ([], ["10:30"])


def test_a_member_who_left_or_does_something_else_offers_nothing(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia])
    session.get_one(Resource, lucia).active = False

    assert (shop.starts(cut, TUESDAY), shop.starts(cut, TUESDAY, marcos)) == ([], [])


def test_what_the_owner_put_on_top_does_not_open_the_time_below(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:30"), slot_length=timedelta(minutes=30))
    lucia = shop.staff()
    cut = shop.service(by=[lucia])
    under = shop.book(cut, "2026-11-24 10:00")
    start, end = int(at("2026-11-24 10:15").timestamp()), int(at("2026-11-24 11:00").timestamp())
    session.add(Occupancy(appointment_id=under.id, resource_id=lucia, lane=1000, start_ts=start, end_ts=end))

    assert shop.starts(cut, TUESDAY) == ["11:00"]


# Notice, horizon, what is held


def test_notice_hides_what_is_too_soon_without_moving_the_grid(session: Session) -> None:
    shop = Shop(session, every_day("10:00-12:00"), min_notice=timedelta(minutes=50))
    cut = shop.service(minutes=60, by=[shop.staff()])

    assert shop.starts(cut, "2026-11-23", now=at("2026-11-23 09:37")) == ["10:30", "10:45", "11:00"]


def test_the_horizon_counts_days_of_the_shop(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:00"), horizon_days=1)
    cut = shop.service(minutes=60, by=[shop.staff()])

    offered = [shop.starts(cut, day, now=at("2026-11-23 23:59")) for day in ("2026-11-24", "2026-11-25")]

    assert offered == [["10:00"], []]


def test_a_hold_blocks_others_until_it_lapses_and_never_its_own_conversation(session: Session) -> None:
    shop = Shop(session, every_day("10:00-10:30"))
    cut = shop.service(by=[shop.staff()])
    mine = shop.conversation(shop.customer())
    bookings.hold(session, conversation_id=mine, service_id=cut, start=at("2026-11-24 10:00"), now=NOW)

    others = [
        shop.starts(cut, TUESDAY, now=NOW + later) for later in (timedelta(minutes=9), timedelta(minutes=10))
    ]

    assert others == [[], ["10:00"]]
    assert shop.starts(cut, TUESDAY, ignoring_hold_of=mine) == ["10:00"]


def test_the_own_old_time_is_offered_when_moving(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:00"))
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, "2026-11-24 10:00")

    assert shop.starts(cut, TUESDAY, moving=(appointment.id,)) == ["10:00", "10:15", "10:30"]


# Why not


def test_every_start_that_is_not_free_has_its_reason(session: Session) -> None:
    shop = Shop(session, min_notice=timedelta(hours=1), horizon_days=30)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos", hours={"tue": ["17:00-20:00"]})
    cut = shop.service(by=[lucia, marcos])
    other = shop.service("Tinte", by=[lucia])
    shop.special("2026-11-25", reason="puente")
    shop.away(lucia, "2026-11-26 10:00", "2026-11-26 14:00")
    shop.book(cut, "2026-11-24 10:00", lucia)
    asked = [
        (cut, None, "2026-11-22 10:00"),
        (cut, None, "2026-11-23 10:45"),
        (cut, None, "2026-12-24 10:00"),
        (cut, None, "2026-11-25 10:00"),
        (cut, None, "2026-11-29 10:00"),
        (cut, None, "2026-11-24 15:00"),
        (cut, None, "2026-11-24 19:45"),
        (cut, lucia, "2026-11-26 10:00"),
        (cut, marcos, "2026-11-24 10:00"),
        (other, marcos, "2026-11-24 17:00"),
        (cut, lucia, "2026-11-24 11:07"),
        (cut, lucia, "2026-11-24 10:15"),
        (cut, lucia, "2026-11-24 10:30"),
        (999, None, "2026-11-24 10:00"),
    ]

    reasons = [why_not(session, Wish(service, staff), at(start), now=NOW) for service, staff, start in asked]

    assert [type(reason) for reason in reasons] == [
        TooSoon, TooSoon, BeyondHorizon, ClosedDay, ClosedDay, OutsideHours, OutsideHours,
        StaffAway, StaffAway, NotTheirService, OffGrid, SlotTaken, type(None), NoSuchService,
    ]  # fmt: skip
    assert [reason.reason for reason in reasons if isinstance(reason, ClosedDay)] == ["puente", ""]


def test_a_request_for_a_time_already_past_today_is_too_soon_and_names_the_earliest(session: Session) -> None:
    shop = Shop(session, min_notice=timedelta(hours=2))
    cut = shop.service(by=[shop.staff()])

    reason = why_not(session, Wish(cut), at("2026-11-23 09:00"), now=NOW)

    assert isinstance(reason, TooSoon)
    assert reason.earliest == NOW + timedelta(hours=2)


def test_what_is_offered_has_no_reason_against_it_and_what_is_not_has_one(session: Session) -> None:
    shop = Shop(session, every_day("09:00-13:00", "20:00-01:00"))
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos", hours=every_day("10:00-12:00", "22:00-01:00"))
    own = {lucia: 50, marcos: 40}
    tint = shop.service("Tinte", minutes=50, before=5, after=10, processing=(20, 20), by=own)
    cut = shop.service("Corte", by=[lucia, marcos])
    for start in ("09:30", "11:15", "20:30", "23:45"):
        shop.book(tint, f"2026-11-24 {start}", lucia)
    shop.book(cut, "2026-11-24 10:45", marcos)
    shop.away(marcos, "2026-11-24 23:00", "2026-11-24 23:30")
    every = [at("2026-11-24 00:00") + timedelta(minutes=15 * number) for number in range(102)]

    for service in (tint, cut):
        for staff in (None, lucia, marcos):
            slots = free_slots(
                session, service_id=service, staff_id=staff, start=every[0], end=every[-1], now=NOW
            )
            reasons = {start: why_not(session, Wish(service, staff), start, now=NOW) for start in every[:-1]}

            assert [start for start, reason in reasons.items() if reason is None] == [s.start for s in slots]
            assert all(isinstance(reason, Refused) for reason in reasons.values() if reason is not None)


def test_a_service_offered_no_more_is_none(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    session.get_one(Service, cut).active = False

    with pytest.raises(NoSuchService):
        shop.starts(cut, TUESDAY)


def test_slots_are_told_in_utc_whatever_zone_was_asked_in(session: Session) -> None:
    shop = Shop(session)
    cut = shop.service(minutes=240, by=[shop.staff()])
    day = at("2026-11-24 00:00").astimezone(MADRID)

    (slot,) = free_slots(session, service_id=cut, start=day, end=day + timedelta(days=1), now=NOW)

    assert slot.start.isoformat() == "2026-11-24T09:00:00+00:00"
