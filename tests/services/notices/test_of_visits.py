"""A visit of several parts is spoken of once, all of it, and only what is still so."""

from booking_bot.db import Database
from booking_bot.models import Source, row_id
from booking_bot.services import bookings, dispatch, visits
from booking_bot.services.notices import running
from booking_bot.services.visits import PartOfVisit
from tests.services.notices.life import HOUR, LEASE, Life
from tests.shop import at

DAY = "2026-11-25"


def visit(life: Life, *, source: Source = Source.BOT, by: str = "bot") -> list[int]:
    """A tint at eleven, a cut at noon."""
    parts = [
        PartOfVisit(life.colour, life.lucia, at(f"{DAY} 11:00")),
        PartOfVisit(life.cut, life.lucia, at(f"{DAY} 12:00")),
    ]
    with life.database.transaction() as session:
        booked = visits.book_visit(session, parts, customer_id=life.carla, source=source, by=by, now=life.now)
        return [row_id(one) for one in booked]


def test_a_visit_has_one_reminder_that_names_all_of_it(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": ["24h", "2h"]})
    visit(life)

    life.until("2026-11-25 20:00")

    assert life.heard() == ["mar 11:00 reminder", "mié 09:00 reminder"]
    assert "Tinte y corte con Lucía" in life.texts()[0]


def test_a_yes_confirms_all_of_it(sqlite: Database) -> None:
    life = Life(sqlite)
    parts = visit(life)
    life.until("2026-11-24 11:30")

    life.writes("sí")

    assert [life.status(part) for part in parts] == ["confirmed", "confirmed"]


def test_the_first_part_falls_away_and_the_other_is_reminded_of_in_its_time(sqlite: Database) -> None:
    life = Life(sqlite)
    tint, _ = visit(life)
    life.does(bookings.cancel, tint, by="bot")

    life.until("2026-11-25 20:00")

    assert life.heard() == ["mar 12:00 reminder"]
    assert "Corte con Lucía" in life.texts()[0]


def test_one_part_falls_away_while_the_reminder_waits_and_the_rest_is_said_anew(sqlite: Database) -> None:
    life = Life(sqlite)
    tint, cut = visit(life)
    life.now = at("2026-11-24 11:00")
    running.run_due(sqlite, now=life.now)
    life.does(bookings.cancel, tint, by="bot")

    life.until("2026-11-24 20:00")

    assert life.heard() == ["mar 12:00 reminder"]
    assert "Tinte" not in life.texts()[0]
    assert life.asked() == [("reminder", cut)]


def test_one_part_falls_away_while_the_reminder_is_under_way_and_the_rest_is_said_anew(
    sqlite: Database,
) -> None:
    life = Life(sqlite)
    tint, cut = visit(life)
    life.now = at("2026-11-24 11:00")
    running.run_due(sqlite, now=life.now)
    with sqlite.transaction() as session:
        (claimed,) = dispatch.claim(session, life.now, limit=1, lease=LEASE)
    life.does(bookings.cancel, tint, by="bot")
    with sqlite.transaction() as session:
        passed = dispatch.fence(session, claimed, life.now, lease=LEASE)

    life.until("2026-11-24 20:00")

    assert not passed
    assert life.heard() == ["mar 12:00 reminder"]
    assert "Tinte" not in life.texts()[0]
    assert life.asked() == [("reminder", cut)]


def test_how_it_was_is_asked_once_after_the_last_part(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": [], "survey_after": 2 * HOUR})
    visit(life)

    life.until("2026-11-28 20:00")

    assert life.heard() == ["mié 14:30 survey"]


def test_what_the_shop_does_to_a_visit_is_told_once(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": []})
    parts = visit(life, source=Source.OWNER, by="owner:1")
    life.look()
    for part in parts:
        life.does(bookings.cancel, part)
    life.look()

    assert [text.split(":")[0] for text in life.texts()] == [
        "Ya está reservado",
        "Lo sentimos, hemos tenido que anular tu cita",
    ]
    assert all("Tinte y corte con Lucía" in text for text in life.texts())


def test_of_what_is_cancelled_part_by_part_each_is_told_alone(sqlite: Database) -> None:
    life = Life(sqlite, rules={"reminders": []})
    tint, cut = visit(life)
    life.does(bookings.cancel, tint)
    life.look()
    life.does(bookings.cancel, cut)
    life.look()

    first, second = life.texts()
    assert ("Tinte con Lucía" in first, "Corte con Lucía" in second, "Tinte" in second) == (True, True, False)
