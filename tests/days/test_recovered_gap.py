"""Twenty past eleven: the one o'clock is cancelled, and four people would have liked it."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from booking_bot.models import Appointment, Conversation, WaitOffer
from tests.days.world import CARMEN, World
from tests.shop import at

EVA = "+34600111000"
ANA, LUIS, SARA, PACO = (f"+3460011100{number}" for number in range(1, 5))
WAITING = {ANA: "Ana", LUIS: "Luis", SARA: "Sara", PACO: "Paco"}
MOMENT = "martes 24 de noviembre a las 13:00"
OFFER = f"¡Se ha liberado un hueco! Corte, el {MOMENT}. ¿Lo quieres?"
OTHERS = "También se lo digo a otras personas: es para quien antes me diga que sí."
HALF_A_DAY = timedelta(hours=12)


def salon(world: World) -> World:
    """One chair; all of Tuesday's thirteen o'clock is Eva's, and four wait for it."""
    with world.furnishing() as shop:
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía")], price_cents=1600)
        shop.special("2026-11-24", None, "13:00-13:30")
    world.opens()
    world.says(EVA, "quiero un corte el martes 24 a las 13:00", name="Eva")
    world.taps(EVA, world.all_of(EVA)[-1].options[0][0])
    for phone in (SARA, ANA, LUIS, PACO):
        if phone == ANA:
            world.until("2026-11-23 18:00")
        world.says(phone, "quiero cortarme el martes 24", name=WAITING[phone])
        world.taps(phone, "Lista de espera")
    world.until("2026-11-24 11:00")
    world.says(CARMEN, "hola")
    world.until("2026-11-24 11:19")
    for phone in (EVA, *WAITING, CARMEN):
        world.hears(phone)
    return world


def test_a_cancelled_place_is_filled_by_the_first_yes(sqlite_url: str, tmp_path: Path) -> None:
    with World(sqlite_url, tmp_path, "2026-11-23 09:30", stride=HALF_A_DAY) as world:
        salon(world)

        world.says(EVA, "al final no puedo ir hoy, anula la cita")
        world.until("2026-11-24 11:20")
        world.writes(EVA, "sí")
        world.passes(minutes=2)
        asked = {phone: world.hears(phone) for phone in WAITING}
        offers = [one for one in world.twilio.ledger.messages if "hueco" in one.body]
        cancelled = world.hears(CARMEN)

        world.writes(LUIS, "si si lo quiero")
        world.passes(seconds=20)
        world.writes(ANA, "si")
        world.passes(minutes=2)
        told = {phone: world.hears(phone) for phone in WAITING}
        recovered = world.hears(CARMEN)
        world.until("2026-11-24 13:00")
        afterwards = {phone: world.hears(phone) for phone in (*WAITING, CARMEN)}
        page = world.carmen.get("/admin/espera/").text
        with world.parts.database.reading() as session:
            stands = [
                (one.customer_id, one.starts_at)
                for one in session.exec(select(Appointment))
                if one.status != "cancelled"
            ]
            ended = sorted(str(one.status) for one in session.exec(select(WaitOffer)))

        assert {phone: len(said) for phone, said in asked.items()} == {ANA: 1, LUIS: 1, SARA: 1, PACO: 0}
        assert asked[ANA] == asked[LUIS] == [f"{OFFER} {OTHERS}"]
        assert asked[SARA] == [
            f"Hola: estabas en la lista de espera de Peluquería Carmen y ha quedado libre Corte el {MOMENT}. "
            "Es para quien responda primero. ¿Lo quieres?"
        ]
        assert max(one.created_at for one in offers) - at("2026-11-24 11:20") < timedelta(minutes=2)
        assert cancelled == ["Eva ha anulado Corte hoy a las 13:00.\nhttps://bot.example.com/admin/"]
        assert told == {
            ANA: [
                f"Lo siento, el hueco del {MOMENT} ya lo han cogido. Sigues en la lista de espera.",
                "Lo siento, ese hueco ya lo han cogido. Sigues en la lista de espera.",
            ],
            LUIS: told[LUIS],
            SARA: [
                f"Hola: lo sentimos, el hueco de Corte en Peluquería Carmen del {MOMENT} ya lo ha cogido "
                "otra persona. Sigues en la lista de espera. Si prefieres otra hora, responde a este mensaje."
            ],
            PACO: [],
        }
        assert [said.partition(".")[0] for said in told[LUIS]] == [f"¡Listo! Tu cita: Corte el {MOMENT}"]
        assert recovered == [
            "Hueco recuperado: Corte hoy a las 13:00, se lo queda Luis.\nhttps://bot.example.com/admin/"
        ]
        assert ended == ["lost", "lost", "taken"]
        assert stands == [(customer(world, LUIS), at("2026-11-24 13:00"))]
        assert "Se lo queda Luis: hueco recuperado." in page
        assert not any(afterwards.values())


def customer(world: World, phone: str) -> int:
    with world.parts.database.reading() as session:
        return session.exec(
            select(Conversation.customer_id).where(col(Conversation.address) == f"whatsapp:{phone}")
        ).one()
