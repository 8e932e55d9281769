"""How a conversation begins."""

from dataclasses import replace

import pytest

from booking_bot.dialogue.desk import CustomerFacts
from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Heard, Turn
from booking_bot.language.frame import Act, Frame
from tests.dialogue.fake import NOW, SHOP, FakeDesk


def first(frame: Frame, *, text: str = "hola", name: str | None = "Ana Gil", **house: str) -> Turn:
    """The answer to somebody new."""
    desk = FakeDesk(shop=replace(SHOP, **house), customer=CustomerFacts(name=name))  # type: ignore[arg-type]
    return turn([Heard(text)], State(), desk, lambda *_: frame, now=NOW, introduced=False)


@pytest.mark.parametrize(
    ("greeting", "name", "said"),
    [
        ("¡Hola, {name}! Aquí {business}.", "Ana Gil", "¡Hola, Ana! Aquí Salón Lirio. ¿En qué te ayudo?"),
        ("¡Hola, {name}! Aquí {business}.", None, "¡Hola! Aquí Salón Lirio. ¿En qué te ayudo?"),
        ("Buenas {name}, ¿qué te hacemos hoy?", "Ana", "Buenas Ana, ¿qué te hacemos hoy?"),
        ("100 % {natural} {business", "Ana", "100 % {natural} {business ¿En qué te ayudo?"),
    ],
)
def test_the_house_greets_in_its_own_words(greeting: str, name: str | None, said: str) -> None:
    desk = FakeDesk(shop=replace(SHOP, greeting=greeting), customer=CustomerFacts(name=name))

    greeted = turn([Heard("hola")], State(), desk, lambda *_: Frame(frozenset({Act.GREET})), now=NOW)

    assert greeted.reply == said


def test_who_is_new_is_told_what_answers_and_what_is_kept_before_the_answer() -> None:
    told = first(Frame(frozenset({Act.ASK_PRICE}), service=("corte",)), privacy_url="https://lirio.example/p")

    assert told.introduces
    assert told.reply == (
        "¡Hola! Soy el asistente virtual de Salón Lirio. Guardo tu nombre, número y mensajes solo "
        "para atenderte (https://lirio.example/p). Si quieres una persona, escribe «persona».\n"
        "Corte: 16 € (30 min)."
    )


def test_who_gets_a_person_or_no_answer_is_not_introduced_to_the_bot() -> None:
    person = first(Frame(frozenset({Act.HUMAN})), text="una persona")
    held = turn(
        [Heard("hola")], State(), FakeDesk(), lambda *_: Frame(), now=NOW, held=True, introduced=False
    )

    assert [(one.introduces, "virtual" in (one.reply or "")) for one in (person, held)] == [
        (False, False)
    ] * 2


def test_the_introduction_is_no_part_of_what_is_said_again() -> None:
    price = Frame(frozenset({Act.ASK_PRICE}), service=("corte",))
    told = first(price)

    again = turn([Heard("?")], told.state, FakeDesk(), lambda *_: Frame(), now=NOW)

    assert [(told.reply or "").split("\n")[-1], again.reply] == ["Corte: 16 € (30 min)."] * 2
