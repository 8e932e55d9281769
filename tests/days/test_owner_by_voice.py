"""Carmen has wet hands: she speaks, says yes, and the rest happens on her customers' telephones."""

from pathlib import Path

from sqlmodel import col, select

from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Customer, Resource
from tests.days.world import CARMEN, World
from tests.shop import at

ANA, LUIS, LUCIA = "+34600111222", "+34600111333", "+34600000002"


def test_she_books_moves_cancels_and_writes_without_touching_a_page(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-24 09:30") as world:
        with world.furnishing() as shop:
            lucia = shop.staff("Lucía")
            cut = shop.service("Corte", minutes=30, by=[lucia])
            shop.service("Tinte", minutes=60, by=[lucia])
            luis = shop.customer("Luis Peña", phone=LUIS)
            shop.book(cut, "2026-11-26 17:00", lucia, customer=luis, now=world.now)
        world.opens()
        world.says(ANA, "hola", name="Ana Ruiz")
        world.says(LUIS, "hola", name="Luis Peña")

        asked = world.speaks(CARMEN, "Apúntame a Ana mañana a las diez para tinte.")
        done = world.speaks(CARMEN, "Sí, apúntala.")
        again = world.speaks(CARMEN, "sí")

        assert [text.splitlines()[-1] for text in asked + done + again] == [
            "Apunto a Ana Ruiz (…1222): Tinte mañana, miércoles 25 de noviembre, a las 10:00. ¿Lo hago?",
            "Apuntado. Ana Ruiz: Tinte mañana, miércoles 25 de noviembre, a las 10:00.",
            "Ya está hecho.",
        ]
        assert len(to_ana := world.hears(ANA)) == 1
        assert "10:00" in to_ana[0]

        world.speaks(CARMEN, "Pasa a Luis al viernes a la misma hora")
        moved = world.taps(CARMEN, "Sí, y avisar")

        assert moved == [
            "Cambiada. Luis Peña: Corte el viernes 27 de noviembre a las 17:00. Se lo digo al cliente."
        ]
        assert len(to_luis := world.hears(LUIS)) == 1
        assert "viernes 27 de noviembre" in to_luis[0]

        letter = world.speaks(CARMEN, "Escríbele a Ana que traiga el color")
        sent = world.says(CARMEN, "👍")

        assert letter[0].startswith("A Ana Ruiz (…1222):\n«Hola, Ana: te pedimos que traigas el color.»")
        assert sent[0].startswith("Enviado a Ana Ruiz.")
        assert world.hears(ANA) == ["Hola, Ana: te pedimos que traigas el color."]

        world.speaks(CARMEN, "Cancela la de las diez de mañana sin avisar")
        world.says(CARMEN, "vale")
        day = world.speaks(CARMEN, "¿Qué tengo el viernes?")

        assert world.hears(ANA) == []
        assert day == ["Viernes 27 de noviembre: 1 en agenda.\n17:00 Corte · Luis Peña"]
        with world.parts.database.reading() as session:
            rows = session.exec(
                select(Customer.name, Appointment.starts_at, Appointment.status)
                .join(Appointment, col(Appointment.customer_id) == col(Customer.id))
                .order_by(col(Appointment.id))
            ).all()
        assert rows == [
            ("Luis Peña", at("2026-11-27 17:00"), Status.BOOKED),
            ("Ana Ruiz", at("2026-11-25 10:00"), Status.CANCELLED),
        ]


def test_whose_telephone_it_is_decides(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-24 09:30") as world:
        with world.furnishing() as shop:
            lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
            shop.session.get_one(Resource, lucia).phone = LUCIA
            cut = shop.service("Corte", minutes=30, by=[lucia, marcos])
            for name, start, staff in (("Ana", "11:00", lucia), ("Luis", "12:00", marcos)):
                shop.book(cut, f"2026-11-25 {start}", staff, customer=shop.customer(name), now=world.now)
        world.opens()

        world.says(LUCIA, "hola")
        world.passes(minutes=5)
        world.hears(LUCIA)

        refused = world.says(LUCIA, "cancela a Luis")
        own = world.says(LUCIA, "cancela a Ana")
        stranger = world.says(ANA, "cancela a Luis")
        world.says(ANA, "sí")

        assert refused == ["Solo puedes cambiar tu propia agenda: esto lo lleva Marcos."]
        assert own[0].startswith("Cancelo la cita de Ana: Corte mañana")
        assert "Luis" not in "".join(stranger)
        with world.parts.database.reading() as session:
            assert set(session.exec(select(Appointment.status))) == {Status.BOOKED}
