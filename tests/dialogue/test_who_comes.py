"""The names of those who come, and where the writer stands among them."""

import pytest

from booking_bot.dialogue.people import FIRST, LAST, names, split, writer
from booking_bot.dialogue.replies import voice
from booking_bot.dialogue.state import Flow, State, Wish
from booking_bot.dialogue.talk import Talk
from tests.dialogue.fake import NOW, SHOP, FakeDesk


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("para mi hija y para mí", LAST),
        ("para mi hija y para mi el jueves", LAST),
        ("para mi marido y yo", LAST),
        ("corte para mi madre y otra para mí", LAST),
        ("corte para mí y tinte para mi madre", FIRST),
        ("yo y mi hermana", FIRST),
        ("para mis dos hijos", None),
        ("para mi hija y para mi sobrina", None),
    ],
)
def test_where_the_writer_stands(text: str, place: int | None) -> None:
    assert writer(text) == place


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hugo y Alba", ("Hugo", "Alba")),
        ("se llaman hugo, alba y noa", ("Hugo", "Alba", "Noa")),
        ("Son Ana María e Iker.", ("Ana María", "Iker")),
        ("Yolanda", ("Yolanda",)),
        ("", ()),
    ],
)
def test_names_are_told_apart(text: str, told: tuple[str, ...]) -> None:
    assert split(text) == told


def of(wish: Wish) -> tuple[str, ...]:
    return names(Talk(FakeDesk(), State(wish=wish), NOW, voice(SHOP, "es"), "es_ES"), wish)


def test_nobody_who_comes_bears_the_name_of_another() -> None:
    three = Wish(Flow.BOOK, party=3)
    with_daughter = Wish(Flow.BOOK, party=2, for_other=True, writer=LAST, names=("Lucía",))
    children = Wish(Flow.BOOK, party=3, for_other=True, names=("Hugo", "Hugo"))
    father = Wish(Flow.BOOK, for_other=True, name="Antonio")

    assert of(three) == ("Ana", "acompañante de Ana", "acompañante de Ana (2)")
    assert of(with_daughter) == ("Lucía", "Ana")
    assert of(children) == ("Hugo", "Hugo (2)", "acompañante de Ana")
    assert of(father) == ("Antonio",)
