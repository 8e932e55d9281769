"""8:05: "Lucía está mala hoy". Seven are hit, four fit with somebody else, three do not; all are seen to."""

import re
from collections import Counter
from pathlib import Path

from sqlmodel import col, select

from booking_bot.domain.appointments import Status
from booking_bot.models import Affected, AffectedStatus, Appointment, ConsentSource, Customer, Resource
from booking_bot.services import introductions
from tests.days.world import CARMEN, World
from tests.shop import MADRID, at

DAY = "2026-11-24"
# With Lucía, by the hour; of those who come for colour nobody else takes care.
BOOKED = {
    "10:00": ("Ana Ruiz", "+34600111001", "Corte"),
    "10:30": ("Bea Gil", "+34600111002", "Corte"),
    "11:00": ("Carla Paz", "+34600111003", "Color"),
    "12:00": ("Dora Sanz", "+34600111004", "Corte"),
    "12:30": ("Eva Mora", "+34600111005", "Corte"),
    "17:00": ("Flor Vega", "+34600111006", "Color"),
    "18:00": ("Gema Luz", "+34600111007", "Color"),
}
PHONES = [phone for _, phone, _ in BOOKED.values()]
NOT_ON_WHATSAPP = 63024
ANA, BEA, CARLA, DORA, EVA, FLOR, GEMA = PHONES


def test_a_sick_morning(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, f"{DAY} 08:00") as world:
        with world.furnishing() as shop:
            lucia, marta = shop.staff("Lucía"), shop.staff("Marta")
            services = {
                "Corte": shop.service("Corte", minutes=30, by=[lucia, marta]),
                "Color": shop.service("Color", minutes=60, by=[lucia]),
            }
            for start, (name, phone, service) in BOOKED.items():
                customer = shop.customer(name, phone=phone)
                introductions.vouch(shop.session, customer, ConsentSource.OWNER, now=world.now)
                friday = at("2026-11-20 10:00")
                shop.book(services[service], f"{DAY} {start}", lucia, customer=customer, now=friday)
        world.opens()
        world.until(f"{DAY} 08:05")
        before = len(world.twilio.ledger.messages)

        asked = world.says(CARMEN, "Lucía está mala hoy")
        world.twilio.whatsapp.blocked[f"whatsapp:{GEMA}"] = NOT_ON_WHATSAPP
        done = world.taps(CARMEN, "Sí")
        again = world.says(CARMEN, "sí")

        assert asked == [
            "Lucía no está hoy. 7 citas: 4 pueden con Marta a la misma hora, 3 no. ¿Les escribo a los 7?"
        ]
        assert done == [
            "Hecho. He escrito a 7: te digo si alguien no contesta.",
            "No han contestado, o no les llegó. Hay que llamar a:\n- 18:00 Gema Luz · 600 11 10 07",
        ]
        assert again == ["Ya está hecho."]
        told = Counter(one.to for one in world.twilio.ledger.messages[before:])
        assert told == {f"whatsapp:{CARMEN}": 4} | {f"whatsapp:{phone}": 1 for phone in PHONES}
        assert "te mantenemos la hora: Corte con Marta" in world.hears(ANA)[0]
        assert "Lo más cercano que tenemos es el miércoles 25" in world.hears(CARLA)[0]

        agreed = world.taps(ANA, "Me va bien")
        world.taps(BEA, "Otra hora")
        moved = world.says(BEA, "mañana a las 10")
        moved += world.says(BEA, "sí")
        booked = world.taps(CARLA, "Sí, me viene bien")
        twice = world.says(CARLA, "sí")
        gone = world.taps(DORA, "Cancelar")
        declined = world.says(FLOR, "no, gracias")
        world.until(f"{DAY} 11:29")
        calm = world.hears(CARMEN)
        world.until(f"{DAY} 11:31")
        called = world.hears(CARMEN)

        today = world.carmen.get("/admin/").text
        (number,) = {int(one) for one in re.findall(r"/admin/mal-dia/(\d+)\"", today)}
        left = world.carmen.get(f"/admin/mal-dia/{number}").text
        statuses, held = came_of_it(world)

        assert agreed[0].endswith("Te esperamos el martes 24 de noviembre a las 10:00 (Corte con Marta).")
        assert "al miércoles 25 de noviembre a las 10:00" in moved[0]
        assert booked[0].endswith("Te esperamos el miércoles 25 de noviembre a las 11:00 (Color con Lucía).")
        assert twice[0].startswith("Ya está: tu cita es Color con Lucía, el miércoles 25")
        assert "he anulado tu cita de Corte con Marta" in gone[-1]
        assert declined[-1].endswith("De acuerdo, lo dejamos. Escríbeme cuando quieras otra hora.")
        assert called == [
            "No han contestado, o no les llegó. Hay que llamar a:\n- 12:30 Eva Mora · 600 11 10 05"
        ]
        assert not any("llamar" in one for one in calm)
        assert statuses == [
            AffectedStatus.AGREED,
            AffectedStatus.MOVED,
            AffectedStatus.MOVED,
            AffectedStatus.CANCELLED,
            AffectedStatus.TO_CALL,
            AffectedStatus.CANCELLED,
            AffectedStatus.TO_CALL,
        ]
        assert held == [
            ("Ana Ruiz", "24 10:00", "Marta", Status.CONFIRMED),
            ("Eva Mora", "24 12:30", "Marta", Status.BOOKED),
            ("Bea Gil", "25 10:00", "Marta", Status.BOOKED),
            ("Carla Paz", "25 11:00", "Lucía", Status.BOOKED),
        ]
        assert "Lucía no está hoy" in today
        assert "5 de 7 resueltas" in today
        assert sorted(re.findall(r"tel:(\+\d+)", left)) == [EVA, GEMA]

        for one in re.findall(r"/admin/mal-dia/hablado/(\d+)", left):
            world.carmen.post(f"/admin/mal-dia/hablado/{one}", page=f"/admin/mal-dia/{number}")

        assert "Está todo hablado" in world.carmen.get(f"/admin/mal-dia/{number}").text
        assert "mal-dia/" + str(number) not in world.carmen.get("/admin/").text
        world.until(f"{DAY} 13:00")
        after = Counter(one.to for one in world.twilio.ledger.messages[before:])
        assert {phone: after[f"whatsapp:{phone}"] for phone in (EVA, GEMA)} == {EVA: 1, GEMA: 1}


def came_of_it(world: World) -> tuple[list[AffectedStatus], list[tuple[str, str, str, Status]]]:
    """What came of each, in the order of the day; and what stands now, with whom."""
    with world.parts.database.reading() as session:
        rows = session.exec(select(Affected).order_by(col(Affected.from_starts_at))).all()
        found = session.exec(
            select(Appointment, Customer.name, Resource.name)
            .join(Customer, col(Customer.id) == col(Appointment.customer_id))
            .join(Resource, col(Resource.id) == col(Appointment.staff_id))
            .where(col(Appointment.status) != Status.CANCELLED)
            .order_by(col(Appointment.starts_at))
        ).all()
        return [row.status for row in rows], [
            (who or "", f"{one.starts_at.astimezone(MADRID):%d %H:%M}", whom, one.status)
            for one, who, whom in found
        ]
