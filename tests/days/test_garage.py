"""A garage: a photo and a plate, a price agreed to, a car fetched when it is done, and found a year later."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from booking_bot.dialogue.prices import price
from booking_bot.models import Appointment, Audit, Message, Quote, QuoteStatus
from booking_bot.web.words import phone
from tests.days.world import CARMEN, World
from tests.shop import every_day

ANA = "+34600111222"
PLATE = [{"id": "matricula", "ask": "¿Qué matrícula tiene?"}]


def garage(sqlite_url: str, tmp_path: Path) -> World:
    return World(sqlite_url, tmp_path, "2026-11-24 10:00", stride=timedelta(hours=12))


def furnish(world: World) -> None:
    hours = every_day("08:00-13:30", "15:30-19:00")
    with world.furnishing(hours, subject="vehículo") as shop:
        paco, bay = shop.staff("Paco"), shop.room("Taller", capacity=6, whole_day=True)
        left: dict[str, Any] = {"questions": PLATE, "drop_off": "08:00-09:30", "pick_up": "18:00"}
        shop.service("Frenos", minutes=15, by=[paco], rooms=[bay], price_cents=9000, price_from=True, **left)
        shop.service("Avería", minutes=15, by=[paco], rooms=[bay], **left)
    world.opens()


def test_from_a_photo_to_a_car_that_is_found_a_year_later(sqlite_url: str, tmp_path: Path) -> None:
    with garage(sqlite_url, tmp_path) as world:
        furnish(world)
        world.says(CARMEN, "hola")

        asked = world.sends_photo(ANA, "¿Cuánto me costaría arreglar esto? Es el 1234-bcd")
        told_owner = world.hears(CARMEN)
        form = world.carmen.get("/admin/conversaciones/2/presupuesto").text
        world.carmen.post(
            "/admin/conversaciones/2/presupuesto", page="/admin/conversaciones/2/presupuesto",
            precio="240,35", trabajo="Pastillas y discos", si="servicio:1",
        )  # fmt: skip
        world.passes(seconds=10)
        offered = world.hears(ANA)
        world.until("2026-11-24 10:12")
        agreed = world.says(ANA, "sí, adelante, mañana a las 8:30")
        booked = world.says(ANA, "sí")
        again = world.says(ANA, "sí")
        world.until("2026-11-25 17:40")
        reminded = world.hears(ANA)
        page = world.carmen.get("/admin/citas/1").text
        world.carmen.post("/admin/citas/1/lista-y-avisar", page="/admin/citas/1")
        world.carmen.post("/admin/citas/1/lista-y-avisar", page="/admin/citas/1")
        world.passes(minutes=5)
        ready = world.hears(ANA)
        world.carmen.post("/admin/citas/1/hecha", page="/admin/citas/1")
        world.until("2026-11-26 12:00")
        afterwards = world.hears(ANA)

        assert "Gracias, guardo la foto para el equipo." in asked[0]
        assert "lo ve y te dice el precio" in asked[0]
        assert len(told_owner) == 1
        assert "quiere saber cuánto cuesta algo" in told_owner[0]
        assert "<bdi>1234 BCD</bdi>" in form
        assert [one.split("\n")[0] for one in offered] == [
            "Presupuesto: Pastillas y discos, 240,35 €. ¿Lo hacemos?"
        ]
        assert agreed[0].startswith("Perfecto, queda aceptado: Pastillas y discos, 240,35 €.\nFrenos")
        assert "el miércoles 25 de noviembre a las 8:30" in agreed[0]
        assert "estará listo a las 18:00" in booked[0]
        assert len(booked) == len(again) == len(ready) == 1
        assert reminded == []  # nor is anybody asked how it was before they have their car
        assert ["Puedes pasar a recoger" in one for one in ready] == [True]
        assert ["¿Qué nota le pones" in one for one in afterwards] == [True]
        assert "Aceptado el martes 24 de noviembre a las 10:12: <q" in page
        assert ">sí, adelante, mañana a las 8:30</q>" in page
        assert "240,35" in page
        assert kept(world) == (24035, 24035, "sí, adelante, mañana a las 8:30", 1)

        world.now = world.now.replace(year=2027)
        found = [
            name
            for written in ("1234 BCD", "1234bcd", "1234-BCD", "1234 bc")
            for name, page in (("clientes", f"/admin/clientes/?q={written}"),
                               ("chats", f"/admin/conversaciones/buscar?q={written}"))
            if phone(ANA) in world.carmen.get(page).text
        ]  # fmt: skip

        nobody = world.carmen.get("/admin/clientes/?q=1234 BCF").text

        assert found == ["clientes", "chats"] * 4
        assert phone(ANA) not in nobody


def kept(world: World) -> tuple[int | None, int | None, str, int]:
    """The price of the quote and of its appointment, the words of the yes, and how often it was accepted."""
    with world.parts.database.reading() as session:
        quote = session.exec(select(Quote)).one()
        appointment = session.get_one(Appointment, quote.appointment_id)
        message = session.get_one(Message, quote.accepted_message_id)
        times = select(Audit).where(col(Audit.object_kind) == "quote", col(Audit.verb) == "accepted")
        assert quote.status is QuoteStatus.ACCEPTED
        assert price(quote.amount_cents or 0, "EUR", locale="es_ES") == "240,35 €"
        return quote.amount_cents, appointment.price_cents, message.body, len(session.exec(times).all())


def test_a_car_that_is_there_already_and_a_price_written_in_the_composer(
    sqlite_url: str, tmp_path: Path
) -> None:
    with garage(sqlite_url, tmp_path) as world:
        furnish(world)
        for said in ("quiero traer el coche por una avería mañana a las 8", "1234 BCD", "sí", "el Ibiza"):
            world.says(ANA, said)
        world.until("2026-11-25 08:10")
        world.carmen.post("/admin/citas/1/llego", page="/admin/citas/1")
        world.until("2026-11-25 11:00")
        world.says(ANA, "hola, ¿cómo va?")

        words = "Hay que cambiar el embrague: 640 €, ¿lo hacemos?"
        offer = world.carmen.post(
            "/admin/conversaciones/1/mensajes", page="/admin/conversaciones/1", texto=words
        )
        world.passes(minutes=1)
        before = world.hears(ANA)
        world.carmen.post(
            "/admin/conversaciones/1/presupuesto", page="/admin/conversaciones/1",
            precio="640", trabajo="Cambiar el embrague", texto=words, si="cita:1",
        )  # fmt: skip
        world.passes(minutes=1)
        shown = world.hears(ANA)
        agreed = world.taps(ANA, "Sí, adelante")

        assert "¿Lo envío como presupuesto?" in offer.text
        assert 'value="cita:1" selected' in offer.text
        assert words not in "".join(before)
        assert [one.split("\n")[0] for one in shown] == [words]
        assert agreed == [
            "Perfecto, queda aceptado: Cambiar el embrague, 640 €.\n"
            "El equipo se pone con ello y te avisa cuando esté listo."
        ]
        with world.parts.database.reading() as session:
            assert session.get_one(Appointment, 1).price_cents == 64000
