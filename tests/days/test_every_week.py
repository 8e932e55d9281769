"""Marta comes every week: told once, reminded each time, and one day that she cannot is one day."""

from datetime import timedelta
from pathlib import Path

from tests.days.world import World
from tests.services.standing.agreed import standing

MARTA = "+34600111222"
HALF_A_DAY = timedelta(hours=12)  # nothing but what falls due happens between


def test_every_week_from_the_card_to_the_chat(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-23 10:00", stride=HALF_A_DAY) as world:
        with world.furnishing(max_open_per_customer=2) as shop:
            lucia = shop.staff("Lucía")
            shop.service("Corte", minutes=30, by=[lucia])
            shop.special("2026-12-15", reason="obras")
        world.opens()
        world.says(MARTA, "un corte mañana a las 17:00, soy Marta Gil", name="Marta Gil")
        world.taps(MARTA, world.all_of(MARTA)[-1].options[0][0])
        page = "/admin/fijas/nueva?cita=1"
        world.carmen.post("/admin/fijas/nueva", page=page, cita="1", cada="1", avisar="on")
        world.passes(minutes=5)
        told = world.hears(MARTA)
        world.until("2026-11-24 16:50")
        reminded = world.hears(MARTA)
        world.taps(MARTA, "Confirmar")
        world.until("2026-11-28 11:00")

        mine = world.says(MARTA, "¿qué citas tengo?")
        asked = world.says(MARTA, "quiero cancelar mi cita")
        done = world.says(MARTA, "sí")
        world.says(MARTA, "y quiero otra el viernes a las 11")
        booked = world.says(MARTA, "sí")
        world.until("2026-12-01 20:00")
        silence = world.hears(MARTA)
        with world.parts.database.reading() as session:
            turns = standing(session)
        today = world.carmen.get("/admin/").text
        world.says(MARTA, "cancela todas mis citas")
        given_up = world.says(MARTA, "sí")
        world.until("2026-12-09 11:00")
        with world.parts.database.reading() as session:
            left = standing(session)
        at_the_end = world.carmen.get("/admin/").text

        assert told == [
            "Ya está reservado: Corte el martes 1 de diciembre a las 17:00 y, desde entonces, cada semana a "
            "la misma hora. Si algún día no puedes venir, escríbeme por aquí."
        ]
        assert len(reminded) == 1
        assert "Tu cita: Corte, el martes 1 de diciembre a las 17:00 (y las siguientes)." in mine[-1]
        assert asked == ["¿Anulo tu cita de Corte del martes 1 de diciembre a las 17:00?"]
        assert done[0].endswith("Las siguientes siguen como estaban.")
        assert "viernes 4 de diciembre a las 11:00" in booked[0]
        assert silence == []
        assert turns[:4] == ["24/11 17:00", "04/12 11:00", "08/12 17:00", "22/12 17:00"]
        assert "mar 15/12 17:00, Corte con Lucía: cerrado (obras)." in today
        assert given_up == ["Hecho, te las he anulado (8). Cuando quieras volver, escríbeme."]
        assert left == ["24/11 17:00"]
        assert "Ha anulado todas las de su cita fija: ya no se le apuntan más." in at_the_end
        assert world.hears(MARTA) == []
