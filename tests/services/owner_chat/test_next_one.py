"""Who is there now, and who comes next."""

from datetime import timedelta

import pytest

from booking_bot.db import Database
from booking_bot.dialogue import owner_texts as texts
from tests.services.owner_chat.house import CARMEN, LUCIA, House


@pytest.fixture
def house(sqlite: Database) -> House:
    """A quarter past ten tomorrow: Ana is there."""
    opened = House(sqlite)
    opened.now += timedelta(days=1, minutes=15)
    return opened


def test_who_comes_next_and_who_is_there(house: House) -> None:
    for text in ("el siguiente", "¿quién es el siguiente?", "quién viene después", "la próxima"):
        assert house.says(LUCIA, text) == "12:00 Corte · Luis, 600 11 13 33 con Lucía"
    for text in ("la de ahora", "¿quién hay ahora?"):
        assert house.says(CARMEN, text) == "10:00 Corte · Ana Ruiz, 600 11 12 22 con Lucía"
    assert house.says(CARMEN, "el siguiente") == (
        "12:00 Corte · Luis, 600 11 13 33 con Lucía\n12:00 Corte · Marta Gil, 600 11 14 44 con Marcos"
    )


def test_it_may_then_be_spoken_of(house: House) -> None:
    house.says(LUCIA, "el siguiente")

    assert house.says(LUCIA, "retrásalo media hora").startswith("Cambio la cita de Luis (Corte): hoy")


def test_when_somebody_comes(house: House) -> None:
    when = "Marta Gil: Corte hoy, martes 24 de noviembre, a las 12:00 con Marcos."
    for text in ("¿a qué hora viene Marta?", "cuándo viene marta gil", "¿a qué hora tiene la cita Marta?"):
        assert house.says(CARMEN, text) == when
    assert house.says(CARMEN, "cuándo viene Begoña") == texts.NO_APPOINTMENT.format(name="Begoña")
    assert house.says(LUCIA, "cuándo viene Marta") == texts.OWN_ONLY.format(name="Marcos")


def test_nobody_comes_any_more(house: House) -> None:
    house.now += timedelta(hours=5)

    assert (house.says(CARMEN, "el siguiente"), house.says(CARMEN, "la de ahora")) == (
        texts.NO_NEXT,
        texts.NOBODY_NOW,
    )
