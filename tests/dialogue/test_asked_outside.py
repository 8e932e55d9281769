"""What is said outside the turns after a visit, in the voices of three shops."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from booking_bot.dialogue.desk import Booked, ShopFacts
from booking_bot.dialogue.flows import feedback, missed
from booking_bot.dialogue.outside import talk_outside, text_of
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Talk
from tests.dialogue.chat import WEDNESDAY
from tests.dialogue.fake import SHOP, FakeDesk, appointment

TU = SHOP
USTED = replace(SHOP, tone="usted", locale="es_MX", country="MX")
VOS = replace(SHOP, tone="vos", locale="es_AR", country="AR", appointment_word="turno")


def said(shop: ShopFacts, say: Callable[[Talk, Booked], None]) -> tuple[str, list[str]]:
    desk = FakeDesk(shop=shop)
    talk = talk_outside(desk, State(), desk.now)
    say(talk, appointment(7, WEDNESDAY))
    return text_of(talk), [option.payload for option in talk.options]


@pytest.mark.parametrize(
    ("shop", "text"),
    [
        (TU, "¡Gracias por venir! ¿Qué tal tu cita (Corte con Leo)? Ponle una nota del 1 al 5, "
         "donde 5 es muy bien."),
        (USTED, "¡Gracias por venir! ¿Qué tal su cita (Corte con Leo)? Póngale una nota del 1 al 5, "
         "donde 5 es muy bien."),
        (VOS, "¡Gracias por venir! ¿Qué tal tu turno (Corte con Leo)? Ponele una nota del 1 al 5, "
         "donde 5 es muy bien."),
    ],
)  # fmt: skip
def test_how_it_was_is_asked_with_a_button_for_each_figure(shop: ShopFacts, text: str) -> None:
    assert said(shop, feedback.survey) == (text, [f"rate:7:{figure}" for figure in range(1, 6)])


@pytest.mark.parametrize(
    ("shop", "text"),
    [
        (TU, "Te esperábamos el miércoles 20 de mayo (Corte con Leo) y no pudiste venir. "
         "No pasa nada. ¿Te busco otra hora?"),
        (USTED, "Le esperábamos el miércoles 20 de mayo (Corte con Leo) y no pudo venir. "
         "No pasa nada. ¿Le busco otro horario?"),
        (VOS, "Te esperábamos el miércoles 20 de mayo (Corte con Leo) y no pudiste venir. "
         "No pasa nada. ¿Te busco otro horario?"),
    ],
)  # fmt: skip
def test_who_did_not_come_is_kindly_offered_another_time(shop: ShopFacts, text: str) -> None:
    assert said(shop, missed.ask) == (text, [])
