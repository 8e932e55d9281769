"""A time is kept three hours for its deposit: paid and confirmed, or given back, and never left alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from booking_bot.models import Appointment, Attention, Deposit
from tests.days.world import CARMEN, World

ANA = "+34600111222"
EVA = "+34600111333"
BIZUM = "Por Bizum al 600 000 010, con tu nombre."


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A tattoo of two hours wants 30 € within three hours; Ana has just asked for one."""
    with World(sqlite_url, tmp_path, "2026-11-24 10:00", stride=timedelta(hours=6)) as world:
        with world.furnishing() as shop:
            terms = {"amount_cents": 3000, "how": BIZUM, "hold": "3h"}
            shop.service("Tatuaje", minutes=120, by=[shop.staff("Leo")], price_cents=18000, deposit=terms)
        world.opens()
        world.says(CARMEN, "hola")
        world.hears(CARMEN)
        world.says(ANA, "quiero un tatuaje el jueves a las 5", name="Ana Gil")
        yield world


def kept(world: World) -> list[tuple[str, str]]:
    with world.parts.database.reading() as session:
        rows = select(Appointment.status, Deposit.status).join(
            Deposit, col(Deposit.appointment_id) == col(Appointment.id)
        )
        return [(str(one), str(other)) for one, other in session.exec(rows.order_by(col(Appointment.id)))]


def asks(world: World) -> list[tuple[str, str]]:
    """What stands before the owner."""
    with world.parts.database.reading() as session:
        rows = select(Attention.kind, Attention.reason).where(col(Attention.resolved_at).is_(None))
        return [(str(kind), reason) for kind, reason in session.exec(rows.order_by(col(Attention.id)))]


def test_the_receipt_is_shown_and_the_owners_tap_makes_it_firm(world: World) -> None:
    asked = world.taps(ANA, "Sí, reservar")
    world.passes(hours=1)
    other = world.says(EVA, "quiero un tatuaje el jueves a las 5", name="Eva")
    thanked = world.sends_photo(ANA)
    told = world.hears(CARMEN)
    photo_again = world.sends_photo(ANA)
    world.until("2026-11-24 18:00")
    card = world.carmen.get("/admin/").text
    meanwhile = (kept(world), world.hears(ANA))
    for _ in range(2):
        world.carmen.post("/admin/senales/1/recibida")
    world.passes(minutes=5)
    confirmed = world.hears(ANA)

    assert [BIZUM in one and "señal de 30 €" in one and "a las 13:01" in one for one in asked] == [True]
    assert "ya está ocupado" in other[0]
    assert thanked == ["Gracias. El equipo mira si ha llegado la señal y te confirmo."]
    assert [one.split("\n")[0] for one in told] == [
        "Ana Gil dice que ha pagado la señal de Tatuaje el jueves 26 de noviembre a las 17:00."
    ]
    assert len(photo_again) == 1
    assert (f"30 € · {BIZUM}" in card, "Recibido" in card) == (True, True)
    assert meanwhile == ([("requested", "claimed")], [])  # said to be paid, it is not given back
    assert confirmed == [
        "Ha llegado la señal, gracias: Tatuaje el jueves 26 de noviembre a las 17:00 queda en firme. "
        "Si necesitas cambiarla o anularla, escríbeme por aquí."
    ]
    assert (kept(world), asks(world)) == ([("booked", "received")], [])


def test_something_else_is_no_receipt_and_the_time_is_free_again(world: World) -> None:
    world.taps(ANA, "Sí, reservar")
    idea = world.sends_photo(ANA, "así lo quiero")
    after_the_idea = kept(world)
    world.sends_photo(ANA)  # her cat, as it turns out
    world.until("2026-11-24 12:30")
    world.carmen.post("/admin/senales/1/no-ha-llegado")
    world.passes(minutes=5)
    asked_again = world.hears(ANA)
    world.until("2026-11-24 15:29")
    before = (world.hears(ANA), kept(world))
    world.until("2026-11-24 15:35")
    told = world.hears(ANA)
    other = world.says(EVA, "quiero un tatuaje el jueves a las 5", name="Eva")
    late = world.sends_photo(ANA)
    later = world.says(ANA, "ya os hice el bizum")
    world.passes(hours=2)

    assert len(idea) == 1
    assert after_the_idea == [("requested", "awaited")]
    assert [
        "Aún no nos ha llegado" in one and BIZUM in one and "a las 15:30" in one for one in asked_again
    ] == [True]
    assert before == ([], [("requested", "awaited")])
    assert told == [
        "No ha llegado la señal para Tatuaje del jueves 26 de noviembre a las 17:00, así que he tenido que "
        "soltar la hora. Si aún quieres venir, escríbeme y te busco otra."
    ]
    assert "jueves 26 de noviembre a las 17:00 (2 h, 180 €). ¿Te la reservo?" in other[0]
    assert (
        late
        == later
        == [
            "Gracias. Tatuaje del jueves 26 de noviembre a las 17:00 se tuvo que soltar, porque la señal no "
            "había llegado a tiempo. El equipo mira si ha llegado y te dice algo por aquí."
        ]
    )
    assert (kept(world), asks(world)[-1]) == ([("cancelled", "released")], ("deposit", "deposit_late"))
    assert world.hears(ANA) == []
