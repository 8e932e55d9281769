"""A short race on each database; `make bench` runs the long one."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from benchmarks.race import Racer, Rusher, deadlocks, race
from benchmarks.race_check import Verdict, judge
from benchmarks.race_shop import NOW, open_race_shop
from booking_bot.db import Database
from booking_bot.models import Appointment, Occupancy, Source
from booking_bot.services import bookings


def test_processes_that_want_the_same_starts_leave_no_overlap_and_nothing_half_booked(
    database: Database,
) -> None:
    shop = open_race_shop(database, racers=5, starts=12)

    outcome = race(database.url, [Racer(number, shop) for number in range(5)], attempts=25)

    verdict = judge(database)
    booked = outcome.happened["booked"] - outcome.happened["cancelled"]
    assert (verdict.overlaps, verdict.half_bookings, verdict.booked) == (0, 0, booked)
    assert (outcome.faults, deadlocks(database)) == ({}, 0)
    assert min(outcome.happened[each] for each in ("booked", "SlotTaken", "cancelled", "moved", "held")) > 0


def test_of_sixteen_who_want_one_slot_one_gets_it_and_fifteen_are_told(database: Database) -> None:
    shop = open_race_shop(database, racers=16, starts=1)
    rushers = [Rusher(number, shop, shop.services[0], shop.starts[0]) for number in range(16)]

    outcome = race(database.url, rushers, attempts=1)

    assert outcome.happened == {"booked": 1, "SlotTaken": 15}
    assert judge(database) == Verdict(booked=1, overlaps=0, half_bookings=0, holds=0)


def test_an_hour_at_ten_and_half_an_hour_at_half_past_exclude_each_other(database: Database) -> None:
    shop = open_race_shop(database, racers=6, starts=3)
    half_hour, hour = shop.services[0], shop.services[2]
    rushers = [
        Rusher(number, shop, *((hour, shop.starts[0]) if number % 2 else (half_hour, shop.starts[2])))
        for number in range(6)
    ]

    outcome = race(database.url, rushers, attempts=1)

    assert outcome.happened == {"booked": 1, "SlotTaken": 5}
    assert judge(database) == Verdict(booked=1, overlaps=0, half_bookings=0, holds=0)


@pytest.fixture
def booked(database: Database) -> Database:
    """One appointment with staff and two chairs, in a database that no longer guards itself."""
    shop = open_race_shop(database, racers=1)
    with database.transaction() as session:
        bookings.book(
            session,
            customer_id=shop.customers[0],
            service_id=shop.services[1],
            staff_id=shop.staff[0],
            start=shop.starts[4],
            source=Source.IMPORT,
            by="bot",
            now=NOW,
        )
        for disarm in (
            ["DROP TRIGGER occupancy_insert_overlap"]
            if database.is_sqlite
            else ["ALTER TABLE occupancy DROP CONSTRAINT ex_occupancy_overlap"]
        ):
            session.connection().execute(sa.text(disarm))
    return database


def test_the_judge_finds_one_booking_in_order(booked: Database) -> None:
    assert judge(booked) == Verdict(booked=1, overlaps=0, half_bookings=0, holds=0)


def test_the_judge_finds_an_overlap_through_a_buffer(booked: Database) -> None:
    with booked.transaction() as session:
        first = session.exec(select(Appointment)).one()
        second = Appointment(**first.model_dump(exclude={"id"}))
        second.starts_at += timedelta(minutes=50)  # 45 minutes and a buffer of 10
        second.ends_at += timedelta(minutes=50)
        session.add(second)

    verdict = judge(booked)

    assert (verdict.booked, verdict.overlaps) == (2, 5)


def test_the_judge_finds_a_booking_without_its_room(booked: Database) -> None:
    with booked.transaction() as session:
        session.delete(session.exec(select(Occupancy).order_by(col(Occupancy.id).desc())).first())

    assert judge(booked).half_bookings == 1


def test_the_judge_finds_time_that_belongs_to_nobody(booked: Database) -> None:
    with booked.transaction() as session:
        session.connection().execute(sa.text("UPDATE appointment SET status = 'cancelled'"))

    assert judge(booked) == Verdict(booked=0, overlaps=0, half_bookings=2, holds=0)
