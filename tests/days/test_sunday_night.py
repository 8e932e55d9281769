"""Sunday at ten past eleven: somebody writes from the sofa, has an appointment, and the owner sleeps."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from booking_bot.models import Appointment
from tests.days.world import CARMEN, World
from tests.shop import MADRID, at, clock

ANA = "+34600111222"


def test_a_cut_is_booked_in_two_replies_and_the_owner_hears_of_it_in_the_morning(
    sqlite_url: str, tmp_path: Path
) -> None:
    with World(sqlite_url, tmp_path, "2026-11-22 23:05", stride=timedelta(hours=3)) as world:
        with world.furnishing() as shop:
            by = [shop.staff("Lucía"), shop.staff("Marcos")]
            shop.service("Corte", minutes=30, by=by, price_cents=1600)
            shop.service("Tinte", minutes=90, by=by, price_cents=4500)
        world.opens()
        world.says(CARMEN, "hola")  # so that nothing but the hour keeps her from being told

        world.until("2026-11-22 23:10")
        replies = world.says(ANA, "kiero cortarme el martes x la tarde", name="Ana Gil")
        offered = [title for title, _ in world.all_of(ANA)[-1].options]
        replies += world.taps(ANA, offered[1])
        with world.parts.database.reading() as session:
            (booked,) = session.exec(select(Appointment)).all()
        world.until("2026-11-23 08:59:59")
        at_night = [one for one in world.all_of(CARMEN) if one.created_at > at("2026-11-22 23:10")]
        world.until("2026-11-23 09:00")
        world.until("2026-11-23 12:00")
        in_the_morning = [
            (clock(one.created_at, MADRID), one.body)
            for one in world.all_of(CARMEN)
            if one.created_at > at("2026-11-22 23:10")
        ]

        assert len(replies) == 2
        assert offered == ["mar 24 nov, 17:00", "mar 24 nov, 18:00", "mar 24 nov, 19:30"]
        assert "Corte con" in replies[1]
        assert "martes 24 de noviembre a las 18:00" in replies[1]
        assert (booked.starts_at, booked.status) == (at("2026-11-24 18:00"), "booked")
        assert at_night == []
        assert [time for time, _ in in_the_morning] == ["09:00"]
        assert in_the_morning[0][1].splitlines()[2:4] == [
            "Citas nuevas:",
            "- Corte mañana a las 18:00, Ana Gil",
        ]
        assert "Ana Gil" in world.carmen.get("/admin/agenda/?dia=2026-11-24").text


def test_the_same_without_a_tap_takes_three_replies(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-22 23:10") as world:
        with world.furnishing() as shop:
            shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])
        world.opens()

        replies = world.says(ANA, "kiero cortarme el martes x la tarde")
        replies += world.says(ANA, "a las 6 i media")
        replies += world.says(ANA, "si xfa")
        with world.parts.database.reading() as session:
            (booked,) = session.exec(select(Appointment)).all()

        assert booked.starts_at == at("2026-11-24 18:30")
        assert len(replies) <= 3
        assert world.all_of(CARMEN) == []
