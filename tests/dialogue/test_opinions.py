"""What is said of a visit, and what only sounds like it."""

import pytest

from booking_bot.dialogue import opinions
from booking_bot.language.frame import Act, Frame


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("un 4, aunque tardaron", "aunque tardaron"),
        ("⭐⭐⭐ muy caro todo", "muy caro todo"),
        ("todo perfecto, un 5", "todo perfecto"),
        ("Perdona, quería decir un 5!!", ""),
        ("4 y gracias", ""),
        ("2. Me hicieron esperar 20 minutos.", "Me hicieron esperar 20 minutos."),
        ("5\n5", ""),
    ],
)
def test_what_is_said_beside_a_figure(text: str, rest: str) -> None:
    assert opinions.beside(text) == rest


@pytest.mark.parametrize("text", ["5", "un 5", "4 de 5", "la nota es un 3", "⭐", "cinco estrellas"])
def test_what_begins_with_a_figure(text: str) -> None:
    assert opinions.begins_with_figure(text)


@pytest.mark.parametrize("text", ["el 5 de mayo", "4 personas", "a las 5", "5:30", "3 horas tarde", "55"])
def test_what_begins_with_a_number_and_no_figure(text: str) -> None:
    assert not opinions.begins_with_figure(text)


@pytest.mark.parametrize(
    ("text", "acts", "wants"),
    [
        ("me cancelaron dos veces la cita", {Act.BOOK}, False),
        ("quería que me cortaran menos", {Act.BOOK}, False),
        ("me atendió otra persona", {Act.HUMAN}, False),
        ("quiero hablar con la encargada", {Act.HUMAN}, True),
        ("¿a qué hora abrís?", {Act.ASK_HOURS}, True),
        ("quiero poner una reclamación", {Act.COMPLAINT}, True),
    ],
)
def test_what_went_wrong_is_no_wish(text: str, acts: set[Act], wants: bool) -> None:
    assert opinions.wants_more(text, Frame(frozenset(acts))) is wants
