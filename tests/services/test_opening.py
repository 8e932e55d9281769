from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.services.opening import Opening, opening_between, opening_on
from tests.shop import Shop, at


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def test_an_ordinary_day_has_its_spans_in_utc(session: Session) -> None:
    Shop(session)

    assert opening_on(session, date(2026, 11, 24)) == Opening(
        date(2026, 11, 24),
        (
            (at("2026-11-24 10:00"), at("2026-11-24 14:00")),
            (at("2026-11-24 17:00"), at("2026-11-24 20:00")),
        ),
    )


def test_a_closed_day_says_why_where_somebody_said(session: Session) -> None:
    shop = Shop(session, holidays=True, subdivision="MD")
    shop.special("2026-12-07", reason="puente")
    days = [date(2026, 12, 7), date(2027, 1, 1), date(2026, 12, 13)]

    openings = [opening_on(session, day) for day in days]

    assert openings == [
        Opening(days[0], (), "puente"),
        Opening(days[1], (), "Año Nuevo"),
        Opening(days[2], ()),
    ]


def test_a_stretch_is_each_of_its_days(session: Session) -> None:
    shop = Shop(session)
    shop.special("2026-11-24", "2026-11-25", "09:00-10:00")
    days = [date(2026, 11, day) for day in (24, 25, 26, 27, 28, 29)]

    assert opening_between(session, days[0], days[-1]) == [opening_on(session, day) for day in days]
