"""Pilar is eighty-one: she books by a voice note and answers the reminder in her own way."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from booking_bot.models import Appointment
from tests.days.world import World
from tests.shop import at

PILAR, SOLE = "+34600111222", "+34600111223"
UNWELCOME = ("no te he entendido", "qué necesitas", "¿En qué te ayudo")
HALF_A_DAY = timedelta(hours=12)


def salon(world: World) -> World:
    with world.furnishing() as shop:
        shop.service("Peinado", minutes=45, by=[shop.staff("Lucía")], price_cents=1800)
    world.opens()
    return world


def statuses(world: World) -> list[tuple[str, str]]:
    with world.parts.database.reading() as session:
        return [
            (one.starts_at.isoformat(), str(one.status))
            for one in session.exec(select(Appointment).order_by(col(Appointment.id)))
        ]


def test_a_voice_note_books_and_si_hija_confirms(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-24 10:00", stride=HALF_A_DAY) as world:
        salon(world)

        heard = world.speaks(PILAR, "hola hija mira quería peinarme el jueves a las once si puede ser")
        told = world.says(PILAR, "SI HIJA", name="Pilar Sanz")
        world.says(SOLE, "quería peinarme el jueves a las 12", name="Sole")
        world.says(SOLE, "si guapa")
        world.until("2026-11-25 11:00")
        reminded = world.hears(PILAR)
        confirmed = world.says(PILAR, "SI HIJA GRACIAS BESOS")
        options = world.all_of(PILAR)[-1].options
        world.until("2026-11-25 12:00")
        world.hears(SOLE)
        spoken = world.speaks(SOLE, "ay hija sí, allí estaré si Dios quiere, un besito")
        world.until("2026-11-26 10:59")
        afterwards = world.hears(PILAR) + world.hears(SOLE)

        assert [len(heard), len(told), len(reminded), len(confirmed)] == [1, 1, 1, 1]
        assert "jueves 26 de noviembre a las 11:00" in heard[0]
        assert told[0].startswith("¡Listo! Tu cita: Peinado")
        assert reminded[0].endswith("¿Podrás venir?")
        assert confirmed[0].startswith(
            "¡Gracias por confirmar! Te esperamos el jueves 26 de noviembre a las 11:00"
        )
        assert options == ()
        assert [said.splitlines()[-1].partition("!")[0] for said in spoken] == ["¡Gracias por confirmar"]
        assert not any(words in said for said in confirmed + spoken for words in UNWELCOME)
        assert afterwards == []
        assert statuses(world) == [
            (at("2026-11-26 11:00").isoformat(), "confirmed"),
            (at("2026-11-26 12:00").isoformat(), "confirmed"),
        ]
        assert "Confirmada" in world.carmen.get("/admin/agenda/?dia=2026-11-26").text
