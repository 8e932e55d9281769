"""What they have written, put so that the customer can read it."""

import pytest

from booking_bot.dialogue.owner_letters import letter


def written(text: str, tone: str = "tu") -> str:
    return letter(text, name="Ana Ruiz", shop="Peluquería Carmen", tone=tone)


@pytest.mark.parametrize(
    ("text", "tone", "told"),
    [
        ("que traiga el color", "tu", "Hola, Ana: te pedimos que traigas el color."),
        ("que traiga el color", "usted", "Hola, Ana: le pedimos que traiga el color."),
        ("que traiga su champú", "vos", "Hola, Ana: te pedimos que traigas tu champú."),
        ("que no se preocupe", "tu", "Hola, Ana: te pedimos que no te preocupes."),
        ("diciendo que mañana traiga al niño", "tu", "Hola, Ana: te pedimos que mañana traigas al niño."),
        ("de que llego tarde", "tu", "Hola, Ana. De Peluquería Carmen: llego tarde."),
        ("que mañana no abrimos", "tu", "Hola, Ana. De Peluquería Carmen: mañana no abrimos."),
        ("si puede venir antes", "tu", "Hola, Ana: ¿puedes venir antes?"),
        ("si puede venir antes?", "usted", "Hola, Ana: ¿puede venir antes?"),
        ("si le viene bien a las 5", "tu", "Hola, Ana: ¿te viene bien a las 5?"),
        (": trae el color", "tu", "Trae el color"),
        ("«Hola guapa, ¿vienes?»", "tu", "Hola guapa, ¿vienes?"),
        ("mejor: trae el tinte 😊", "tu", "Trae el tinte 😊"),
        ("un mensaje diciendo que ya está", "tu", "Hola, Ana. De Peluquería Carmen: ya está."),
        ("", "tu", ""),
        ("que", "tu", "Que"),
    ],
)
def test_their_words_become_a_message(text: str, tone: str, told: str) -> None:
    assert written(text, tone) == told


def test_who_has_no_name_is_greeted_without_one() -> None:
    told = letter("que venga", name="", shop="Carmen", tone="tu")

    assert told == "Hola: te pedimos que vengas."


def test_a_first_name_of_two_words_is_said_whole() -> None:
    told = letter("que venga", name="María del Carmen Vega", shop="Peluquería Carmen", tone="tu")

    assert told == "Hola, María del Carmen: te pedimos que vengas."
