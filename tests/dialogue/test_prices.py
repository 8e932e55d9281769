"""Prices asked of no service in particular."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking_bot.dialogue.desk import ServiceFacts
from booking_bot.language.frame import Act
from tests.dialogue.chat import Chat
from tests.dialogue.fake import SHOP, FakeDesk


def asked(*cents: int | None) -> str:
    services = tuple(
        ServiceFacts(f"s{number}", f"Servicio {number}", timedelta(minutes=30), each)
        for number, each in enumerate(cents)
    )
    return Chat(FakeDesk(shop=replace(SHOP, services=services))).says("¿precios?", Act.ASK_PRICE)


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (
            (1600, None),
            "Servicio 0: 16 € (30 min).\nServicio 1: el precio te lo dice el equipo antes de empezar.",
        ),
        (
            (1600, 900, None, 4500, 2000, 1800),
            "Los precios van de 9 € a 45 €; dime el servicio y te digo el suyo.",
        ),
        ((None,) * 6, "El precio te lo dice el equipo antes de empezar."),
    ],
)
def test_few_are_read_out_and_of_many_the_least_and_the_most(
    cents: tuple[int | None, ...], said: str
) -> None:
    assert asked(*cents) == said
