"""Where things stand in the drawing of a day."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.services.agenda_day import agenda_day
from booking_bot.services.diary import booking
from booking_bot.services.diary.booking import Wanted
from booking_bot.web.admin.timeline import Timeline, timeline
from tests.shop import NOW, Shop, at

MONDAY = date(2026, 11, 23)


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    """An empty shop, without the house."""
    database = Database(sqlite_url)
    with database.transaction() as session:
        yield session
    database.dispose()


def drawn(session: Session, day: date = MONDAY) -> Timeline:
    drawing = timeline(agenda_day(session, day, now=NOW))
    assert drawing is not None
    return drawing


def places(drawing: Timeline, kind: str) -> list[str]:
    return [one.place for one in drawing.items if one.kind == kind]


def test_hours_run_from_the_first_to_the_last(session: Session) -> None:
    shop = Shop(session, {"mon": ["09:30-14:00"]})
    shop.staff("Lucía", hours={"mon": ["10:00-14:00"]})

    drawing = drawn(session)

    assert [hour.hour for hour, _ in drawing.hours] == [10, 11, 12, 13]
    assert (drawing.size, drawing.now) == ("n1 Y4 Q0", "y0 q0")


def test_each_stands_in_its_column_at_its_time(session: Session) -> None:
    shop = Shop(session)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service(minutes=45, by=[lucia, marcos])
    shop.book(cut, "2026-11-23 11:15", marcos)

    drawing = drawn(session)

    assert places(drawing, "entry") == ["c1 l0 of1 y1 q15 Y0 Q45"]
    assert places(drawing, "gap") == [
        "c1 l0 of1 y0 q0 Y1 Q15",
        "c0 l0 of1 y0 q0 Y4 Q0",
        "c1 l0 of1 y2 q0 Y2 Q0",
        "c0 l0 of1 y7 q0 Y3 Q0",
        "c1 l0 of1 y7 q0 Y3 Q0",
    ]
    assert drawing.shades == ("c0 y4 q0 Y3 Q0", "c1 y4 q0 Y3 Q0")


def test_those_that_overlap_stand_side_by_side(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(minutes=30, by=[lucia])
    for number, start in enumerate(("10:30", "10:45", "12:00")):
        wanted = Wanted((cut,), at(f"2026-11-23 {start}"), str(number), lucia, knowing=True)
        booking.book(session, wanted, country="ES", by="owner:1", now=NOW)

    assert places(drawn(session), "entry") == [
        "c0 l0 of2 y0 q30 Y0 Q30",
        "c0 l1 of2 y0 q45 Y0 Q30",
        "c0 l0 of1 y2 q0 Y0 Q30",
    ]


def test_what_begins_off_the_grid_is_drawn_on_five_minutes(session: Session) -> None:
    shop = Shop(session)
    lucia = shop.staff()
    cut = shop.service(minutes=30, by=[lucia])
    wanted = Wanted((cut,), at("2026-11-23 10:07"), "a", lucia, knowing=True)
    booking.book(session, wanted, country="ES", by="owner:1", now=NOW)

    assert places(drawn(session), "entry") == ["c0 l0 of1 y0 q5 Y0 Q35"]


def test_a_night_is_drawn_past_midnight(session: Session) -> None:
    shop = Shop(session, {"mon": ["22:00-02:00"]})
    lucia = shop.staff()
    cut = shop.service(minutes=30, by=[lucia])
    shop.book(cut, "2026-11-24 01:00")

    drawing = drawn(session)

    assert [hour.hour for hour, _ in drawing.hours] == [22, 23, 0, 1]
    assert places(drawing, "entry") == ["c0 l0 of1 y3 q0 Y0 Q30"]


def test_a_day_off_is_no_drawing(session: Session) -> None:
    shop = Shop(session)
    shop.staff()

    assert timeline(agenda_day(session, date(2026, 11, 29), now=NOW)) is None
