"""Several people at the same moment, each in a transaction of their own, on both databases."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.refusals import Refused
from booking_bot.domain.walltime import utc
from booking_bot.models import Appointment, Occupancy, Source, row_id
from booking_bot.services import bookings
from tests.shop import NOW, Shop, at, clock

Deed = Callable[[Session], Appointment]


def on_tuesday(wall: str) -> datetime:
    return at(f"2026-11-24 {wall}")


@dataclass
class Salon:
    """Lucía and Marcos, a cut of half an hour, and a massage for which there is one cabin."""

    lucia: int
    marcos: int
    cut: int
    massage: int
    customers: list[int]

    def book(self, customer: int, service: int, staff: int | None = None, start: str = "10:00") -> Deed:
        return lambda session: bookings.book(
            session,
            customer_id=self.customers[customer],
            service_id=service,
            staff_id=staff,
            start=on_tuesday(start),
            source=Source.BOT,
            by="bot",
            now=NOW,
        )


@pytest.fixture
def salon(database: Database) -> Salon:
    with database.transaction() as session:
        shop = Shop(session)
        lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
        cut = shop.service("Corte", by=[lucia, marcos])
        massage = shop.service("Masaje", by=[lucia, marcos], rooms=[shop.room()])
        return Salon(lucia, marcos, cut, massage, [shop.customer() for _ in range(16)])


def at_once(database: Database, deeds: Sequence[Deed]) -> Counter[str]:
    """Do all of them at the same moment; the starts that were taken, and what refused the others."""
    gate = Barrier(len(deeds))

    def done(deed: Deed) -> str:
        gate.wait()
        try:
            with database.transaction() as session:
                return clock(deed(session).starts_at)
        except Refused as refusal:
            return type(refusal).__name__

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(done, deeds))


def busy(database: Database) -> list[tuple[int, str]]:
    """Resource and start of every occupancy."""
    with database.reading() as session:
        rows = session.exec(select(Occupancy)).all()
    return sorted((row.resource_id, clock(utc(row.start_ts))) for row in rows)


def test_of_three_at_once_for_two_who_are_free_two_get_one_each(database: Database, salon: Salon) -> None:
    happened = at_once(database, [salon.book(each, salon.cut) for each in range(3)])

    assert happened == {"10:00": 2, "SlotTaken": 1}
    assert busy(database) == [(salon.lucia, "10:00"), (salon.marcos, "10:00")]


def test_the_last_cabin_goes_to_one_and_nothing_half_to_the_other(database: Database, salon: Salon) -> None:
    wanted = [salon.book(0, salon.massage, salon.lucia), salon.book(1, salon.massage, salon.marcos)]

    happened = at_once(database, wanted)

    assert happened == {"10:00": 1, "SlotTaken": 1}
    assert len(busy(database)) == 2  # the cabin and whoever got it


def test_one_customer_on_two_phones_gets_one_of_two_appointments(database: Database, salon: Salon) -> None:
    happened = at_once(database, [salon.book(0, salon.cut, who) for who in (salon.lucia, salon.marcos)])

    assert happened == {"10:00": 1, "Overlapping": 1}
    assert len(busy(database)) == 1


def booked(database: Database, salon: Salon, customer: int, start: str) -> int:
    with database.transaction() as session:
        return row_id(salon.book(customer, salon.cut, salon.lucia, start)(session))


def move(appointment: int, start: str, staff: int) -> Deed:
    return lambda session: bookings.reschedule(
        session, appointment, start=on_tuesday(start), staff_id=staff, by="bot", now=NOW
    )


def test_two_who_swap_hours_at_once_lose_neither_and_wait_for_nobody(
    database: Database, salon: Salon
) -> None:
    mine, yours = booked(database, salon, 0, "10:00"), booked(database, salon, 1, "11:00")

    happened = at_once(database, [move(mine, "11:00", salon.lucia), move(yours, "10:00", salon.lucia)] * 4)

    assert happened == {"SlotTaken": 8}
    assert busy(database) == [(salon.lucia, "10:00"), (salon.lucia, "11:00")]


def test_a_move_and_a_booking_for_one_time_leave_the_old_appointment_or_the_new(
    database: Database, salon: Salon
) -> None:
    moved = booked(database, salon, 0, "12:00")
    rivals = [salon.book(each, salon.cut, salon.lucia) for each in range(1, 5)]

    happened = at_once(database, [*rivals, move(moved, "10:00", salon.lucia)])

    with database.reading() as session:
        start = clock(session.get_one(Appointment, moved).starts_at)
    assert happened == {"10:00": 1, "SlotTaken": 4}
    assert busy(database) == sorted({(salon.lucia, "10:00"), (salon.lucia, start)})
    assert start in {"10:00", "12:00"}


def test_sixteen_who_cancel_and_book_one_time_in_a_loop_never_share_it_nor_block_it(
    database: Database, salon: Salon
) -> None:
    shared: list[int] = []

    def to_and_fro(customer: int) -> Counter[str]:
        happened: Counter[str] = Counter()
        for _ in range(6):
            try:
                with database.transaction() as session:
                    made = row_id(salon.book(customer, salon.cut, salon.lucia)(session))
                    shared.append(session.exec(select(sa.func.count(col(Occupancy.id)))).one())
            except Refused as refusal:
                happened[type(refusal).__name__] += 1
                continue
            with database.transaction() as session:
                bookings.cancel(session, made, by="bot", now=NOW)
            happened["booked"] += 1
        return happened

    with ThreadPoolExecutor(16) as pool:
        happened = sum(pool.map(to_and_fro, range(16)), Counter())

    assert happened.total() == 16 * 6
    assert set(happened) <= {"booked", "SlotTaken"}
    assert set(shared) == {1}
    assert busy(database) == []
    assert at_once(database, [salon.book(0, salon.cut, salon.lucia)]) == {"10:00": 1}


def test_of_seven_cars_at_once_six_are_taken_for_the_day(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session)
        desks = [shop.staff(f"Recepción {number}") for number in range(7)]
        inspection = shop.service("Revisión", by=desks, rooms=[shop.room("Nave", capacity=6, whole_day=True)])
        garage = Salon(0, 0, inspection, 0, [shop.customer() for _ in range(7)])
    hours = ("10:00", "10:30", "11:00", "12:00", "17:00", "18:00", "19:30")

    happened = at_once(
        database, [garage.book(each, inspection, start=hour) for each, hour in enumerate(hours)]
    )

    assert (happened.pop("SlotTaken"), happened.total()) == (1, 6)
    with database.reading() as session:
        rows = session.exec(select(Occupancy).where(col(Occupancy.resource_id).not_in(desks))).all()
    midnights = int(on_tuesday("00:00").timestamp()), int(at("2026-11-25 00:00").timestamp())
    assert sorted(row.lane for row in rows) == list(range(6))
    assert {(row.start_ts, row.end_ts) for row in rows} == {midnights}
