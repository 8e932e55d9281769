"""The days on which the clock is changed, and servers in other zones than the shop's.

In Madrid it goes from 02:00 to 03:00 on 28 March 2027, and from 03:00 back to 02:00 on 31 October.
"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.domain.walltime import instant, utc
from booking_bot.models import Appointment, Occupancy
from booking_bot.services.availability import free_slots
from booking_bot.services.opening import opening_on
from tests.shop import MADRID, Shop, at, clock, every_day

SPRING, AUTUMN = "2027-03-28", "2027-10-31"
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(params=["UTC", "Europe/Madrid", "America/New_York"], autouse=True)
def server_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone of the machine, which must not matter."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.mark.parametrize(("day", "offset"), [(SPRING, "+02:00"), (AUTUMN, "+01:00")])
def test_a_split_day_on_a_sunday_of_change_starts_and_ends_by_the_shops_clock(
    session: Session, day: str, offset: str
) -> None:
    shop = Shop(session, every_day("10:00-14:00", "17:00-20:00"))
    cut = shop.service(minutes=30, by=[shop.staff()])

    slots = free_slots(session, service_id=cut, start=at(f"{day} 00:00"), end=at(f"{day} 23:59"), now=NOW)

    told = [slot.start.astimezone(MADRID).isoformat() for slot in slots]
    assert (len(told), told[0], told[-1]) == (26, f"{day}T10:00:00{offset}", f"{day}T19:30:00{offset}")


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), ("2027-03-29", 24)])
def test_a_day_round_the_clock_is_as_long_as_it_truly_is(session: Session, day: str, hours: int) -> None:
    shop = Shop(session, every_day("00:00-24:00"), slot_length=timedelta(hours=1))
    cut = shop.service(minutes=60, by=[shop.staff()])

    (span,) = opening_on(session, date.fromisoformat(day)).spans

    assert span[1] - span[0] == timedelta(hours=hours)
    assert len(shop.starts(cut, day)) == hours


def test_in_spring_a_night_offers_nothing_in_the_hour_that_does_not_exist(session: Session) -> None:
    shop = Shop(session, {"sat": ["22:00-04:00"]}, slot_length=timedelta(minutes=30))
    drink = shop.service(minutes=60, by=[shop.staff()])

    slots = free_slots(
        session, service_id=drink, start=at("2027-03-27 22:00"), end=at("2027-03-28 12:00"), now=NOW
    )

    assert [f"{clock(slot.start)}-{clock(slot.end)}" for slot in slots] == [
        "22:00-23:00", "22:30-23:30", "23:00-00:00", "23:30-00:30", "00:00-01:00",
        "00:30-01:30", "01:00-03:00", "01:30-03:30", "03:00-04:00",
    ]  # fmt: skip
    assert {slot.end - slot.start for slot in slots} == {timedelta(hours=1)}


def test_in_autumn_the_hour_that_comes_twice_is_offered_twice_and_told_apart(session: Session) -> None:
    shop = Shop(session, {"sat": ["22:00-04:00"]}, slot_length=timedelta(minutes=30))
    drink = shop.service(minutes=30, by=[shop.staff()])
    twice = [datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (0, 1)]

    slots = free_slots(
        session, service_id=drink, start=at(f"{AUTUMN} 00:00"), end=at(f"{AUTUMN} 12:00"), now=NOW
    )
    second = shop.book(drink, twice[1], now=NOW)
    session.expire_all()

    assert [slot.start for slot in slots if clock(slot.start) == "02:30"] == twice
    assert session.get_one(Appointment, second.id).starts_at == twice[1]
    assert second.starts_at.astimezone(MADRID).isoformat() == "2027-10-31T02:30:00+01:00"


def test_every_friday_at_five_stays_five_across_the_change(session: Session) -> None:
    shop = Shop(session, {"fri": ["17:00-17:30"]})
    cut = shop.service(minutes=30, by=[shop.staff()])
    fridays = [date(2027, 3, 19) + timedelta(weeks=week) for week in range(4)]

    starts = [
        free_slots(
            session,
            service_id=cut,
            start=utc(instant(friday, 0, MADRID)),
            end=utc(instant(friday, 24 * 60, MADRID)),
            now=NOW,
        )[0].start
        for friday in fridays
    ]

    assert [start.isoformat() for start in starts] == [
        "2027-03-19T16:00:00+00:00", "2027-03-26T16:00:00+00:00",
        "2027-04-02T15:00:00+00:00", "2027-04-09T15:00:00+00:00",
    ]  # fmt: skip


def test_a_notice_that_ends_on_the_day_of_change_does_not_shift_the_grid(session: Session) -> None:
    shop = Shop(session, every_day("10:00-14:00"), min_notice=timedelta(days=7))
    cut = shop.service(minutes=30, by=[shop.staff()])

    starts = shop.starts(cut, SPRING, now=at("2027-03-21 11:00"))

    assert starts == [
        "12:00", "12:15", "12:30", "12:45", "13:00", "13:15", "13:30",
    ]  # fmt: skip


def test_a_month_across_the_change_is_the_sum_of_its_days(session: Session) -> None:
    shop = Shop(session, every_day("00:30-05:00", "23:00-01:30"), slot_length=timedelta(minutes=10))
    cut = shop.service(
        minutes=25, by=[shop.staff("Lucía"), shop.staff("Marcos", hours=every_day("01:00-03:00"))]
    )
    days = [date(2027, 3, 20) + timedelta(days=ahead) for ahead in range(16)]
    edges = [utc(instant(day, 0, MADRID)) for day in days]

    month = free_slots(session, service_id=cut, start=edges[0], end=edges[-1], now=NOW)

    assert month == [
        slot
        for start, end in pairwise(edges)
        for slot in free_slots(session, service_id=cut, start=start, end=end, now=NOW)
    ]


def test_the_clock_of_the_canaries_is_the_shops_own(session: Session) -> None:
    shop = Shop(session, every_day("10:00-11:00"), zone="Atlantic/Canary")
    cut = shop.service(minutes=60, by=[shop.staff()])

    (slot,) = free_slots(
        session, service_id=cut, start=at("2027-06-01 00:00"), end=at("2027-06-02 00:00"), now=NOW
    )

    assert (clock(slot.start, ZoneInfo("Atlantic/Canary")), clock(slot.start, MADRID)) == ("10:00", "11:00")


def test_nothing_moves_when_the_server_moves_to_another_zone(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(session)
    cut = shop.service(by=[shop.staff()])
    appointment = shop.book(cut, "2027-03-26 10:00", now=NOW)
    before = (appointment.starts_at, shop.starts(cut, "2027-03-29", now=NOW))

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    session.expire_all()

    assert (appointment.starts_at, shop.starts(cut, "2027-03-29", now=NOW)) == before
    assert session.exec(select(Occupancy.start_ts)).all() == [1806051600]
