"""Luna and Simba come for a vaccine: booked in a row, told what to bring, told once that they are ready."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from booking_bot.models import Appointment
from tests.days.world import World
from tests.shop import at, clock

ANA = "+34600111222"
SLOWLY = timedelta(hours=6)


def test_two_animals_are_one_visit_and_their_owner_is_called_once(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-24 10:00", stride=SLOWLY) as world:
        with world.furnishing(subject="mascota") as shop:
            shop.service("Vacuna", minutes=20, by=[shop.staff("Nuria")], preparation="Trae la cartilla.")
        world.opens()

        asked = world.says(ANA, "quería vacunar a Luna y Simba mañana a las 5", name="Ana Gil")
        told = world.taps(ANA, "Sí, reservar")
        with world.parts.database.reading() as session:
            booked = session.exec(select(Appointment).order_by(col(Appointment.starts_at))).all()
        world.until("2026-11-25 17:00")
        reminded = world.hears(ANA)
        world.carmen.post(f"/admin/citas/{booked[0].id}/llego")
        world.until("2026-11-25 17:25")
        world.carmen.post(f"/admin/citas/{booked[0].id}/lista-y-avisar")
        waits = world.carmen.get("/admin/").text
        world.until("2026-11-25 17:50")
        after_the_first = world.hears(ANA)
        for number in (booked[1].id, booked[1].id, booked[0].id):
            world.carmen.post(f"/admin/citas/{number}/lista-y-avisar")
        world.passes(minutes=10)
        after_both = world.hears(ANA)
        thanks = world.says(ANA, "vale, ya voy, gracias")

        assert [(clock(one.starts_at), one.subject, one.beneficiary) for one in booked] == [
            ("17:00", "Luna", None),
            ("17:30", "Simba", None),
        ]
        assert len({one.visit for one in booked}) == 1
        assert "Vacuna para Luna y Simba el miércoles 25 de noviembre a las 17:00" in asked[0]
        assert [reply.count("Trae la cartilla.") for reply in (*asked, *told, *reminded)] == [0, 1, 1]
        assert [line.count("Luna y Simba") for line in reminded] == [1]
        assert "cuando toques lo mismo también en Simba" in waits
        assert after_the_first == []
        assert [("Vacuna para Luna y Simba" in one, "recoger" in one) for one in after_both] == [(True, True)]
        assert thanks == []
        with world.parts.database.reading() as session:
            ready = session.exec(select(Appointment.ready_at).order_by(col(Appointment.starts_at))).all()
        assert ready == [at("2026-11-25 17:25"), at("2026-11-25 17:50")]
