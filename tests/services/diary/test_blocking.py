from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Absence
from booking_bot.services.diary import blocking
from booking_bot.services.diary.blocking import AppointmentsInside, NoLength, NoSuchBlock
from tests.shop import NOW, Shop, at, clock

OWNER: dict[str, Any] = {"by": "owner:1", "now": NOW}
DAY = (at("2026-11-24 09:00"), at("2026-11-24 12:00"))


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


def test_blocked_time_is_offered_to_nobody_until_the_block_is_lifted(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(by=[lucia])

    (number,) = blocking.block(session, [lucia], *DAY, reason="  Médico ", **OWNER)
    blocked, told = shop.starts(cut, "2026-11-24")[0], blocking.find(session, number)
    blocking.lift(session, number, **OWNER)

    assert blocked == "12:00"
    assert (told.staff, told.reason, clock(told.start), clock(told.end)) == (
        "Lucía",
        "Médico",
        "9:00".zfill(5),
        "12:00",
    )
    assert shop.starts(cut, "2026-11-24")[0] == "10:00"
    with pytest.raises(NoSuchBlock):
        blocking.lift(session, number, **OWNER)


def test_appointments_inside_are_told_before_and_stay_after(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(by=[lucia, marcos])
    shop.book(cut, "2026-11-24 11:45", lucia)
    shop.book(cut, "2026-11-24 12:30", lucia)
    shop.book(cut, "2026-11-24 10:00", marcos)

    with pytest.raises(AppointmentsInside) as refusal:
        blocking.block(session, [lucia], *DAY, **OWNER)
    none_yet = session.exec(select(Absence)).all()
    blocking.block(session, [lucia], *DAY, knowing=True, **OWNER)

    assert [clock(entry.start) for entry in refusal.value.entries] == ["11:45"]
    assert none_yet == []
    assert len(session.exec(select(Absence)).all()) == 1


def test_blocking_twice_is_blocking_once(session: Session) -> None:
    shop = Shop(session)
    people = [shop.staff("Lucía"), shop.staff("Marcos")]

    first, second = (blocking.block(session, people, *DAY, **OWNER) for _ in range(2))

    assert len(first) == 2
    assert first == second


@pytest.mark.parametrize("length", [timedelta(0), timedelta(hours=-1), timedelta(days=400)])
def test_a_block_has_a_length_that_can_be_meant(session: Session, length: timedelta) -> None:
    lucia = Shop(session).staff()

    with pytest.raises(NoLength):
        blocking.block(session, [lucia], NOW, NOW + length, **OWNER)
