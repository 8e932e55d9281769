"""That the days can be believed: what is said arrives once, files too, and time does what falls due in it."""

from pathlib import Path

from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Appointment, Message
from tests.days.world import World

ANA = "+34600111222"


def test_a_customer_books_is_reminded_and_the_owner_sees_it(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-24 10:00") as world:
        with world.furnishing() as shop:
            shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])
        world.opens()

        asked = world.says(ANA, "quiero un corte el jueves a las 5 de la tarde", name="Ana Gil")
        told = world.taps(ANA, world.all_of(ANA)[-1].options[0][0])
        world.until("2026-11-25 17:30")
        reminded = world.hears(ANA)
        page = world.carmen.get("/admin/agenda/?dia=2026-11-26")

        assert (len(asked), len(told), len(reminded)) == (1, 1, 1)
        assert "17:00" in reminded[0]
        assert "Ana Gil" in page.text


def test_photos_and_voice_notes_come_in_whole(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-24 10:00") as world:
        with world.furnishing() as shop:
            shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])
        world.opens()

        world.sends_photo(ANA, "así lo quiero")
        answer = world.speaks(ANA, "quiero un corte mañana a las once")
        with world.parts.database.reading() as session:
            heard = session.exec(select(Message.transcript).where(col(Message.transcript).is_not(None))).all()

        assert heard == ["quiero un corte mañana a las once"]
        assert "11:00" in answer[0]


def test_without_an_account_nothing_goes_out(sqlite_url: str, sqlite: Database, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-24 10:00", twilio=False) as world:
        with world.furnishing() as shop:
            cut = shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])
            shop.book(cut, "2026-11-26 10:00", now=world.now)
        world.opens()
        world.until("2026-11-25 12:00")

        with sqlite.reading() as session:
            assert len(session.exec(select(Appointment)).all()) == 1
        assert world.twilio.ledger.messages == []
