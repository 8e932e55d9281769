"""Prices asked of no service in particular."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from booking_bot.dialogue.desk import ServiceFacts, Terms
from booking_bot.language.frame import Act, Window
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


CUT = ServiceFacts(
    "corte",
    "Corte",
    timedelta(minutes=30),
    1600,
    price_from=True,
    own=(
        Terms("marta", timedelta(minutes=30), 1600),
        Terms("leo", timedelta(minutes=40), 1850),
    ),
)


def asked_of_the_two(text: str, act: Act, **said: Any) -> str:
    shop = replace(SHOP, services=(CUT, *SHOP.services[1:]))
    return Chat(FakeDesk(shop=shop)).says(text, act, service=("corte",), **said)


def test_the_price_is_that_of_whoever_does_it() -> None:
    by_leo = asked_of_the_two("¿cuánto cuesta el corte con Leo?", Act.ASK_PRICE, staff="leo")
    by_anybody = asked_of_the_two("¿cuánto cuesta el corte?", Act.ASK_PRICE)

    assert (by_leo, by_anybody) == ("Corte: 18,50 € (40 min).", "Corte: desde 16 € (30 min).")


def test_a_time_is_proposed_with_the_terms_of_whoever_has_it() -> None:
    at_eleven = (Window(first=date(2026, 5, 14), last=date(2026, 5, 14), earliest=time(11), latest=time(11)),)

    proposed = asked_of_the_two("un corte con Leo el jueves a las 11", Act.BOOK, staff="leo", when=at_eleven)

    assert proposed.startswith("Corte con Leo el jueves 14 de mayo a las 11:00 (40 min, 18,50 €).")
